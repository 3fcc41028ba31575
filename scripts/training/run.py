"""One training run: its state on disk, its clock, its log."""

from __future__ import annotations

import argparse
import copy
import json
import math
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from scripts.training import store
from scripts.training.network import build_model, build_optimizers, loss_of, start_from, to_tensors
from scripts.training.sampler import Sampler
from scripts.training.settings import Settings
from scripts.training.vocabulary import Encoder


class Run:
    """One training run: its state on disk, its clock, its log."""

    def __init__(self, work: Path, settings: Settings, device: str, start: Path | None = None) -> None:
        import torch

        self.work, self.settings, self.device = work, settings, device
        torch.manual_seed(settings["train"]["seed"])
        self.encoder = Encoder(work / "spm.model")
        corpus = store.load(work)
        self.model = build_model(settings, self.encoder)
        if start:
            start_from(self.model, start, self.encoder)
        self.model.to(device)
        # On a CPU, threads that each take a part of the batch through their own copy of the graph beat
        # threads inside the matrix products, which are small: the copies share the weights.
        self.replicas = [self.model]
        for _ in range(0 if device == "cuda" else settings["train"]["threads"] - 1):
            twin = copy.deepcopy(self.model)
            for mine, shared in zip(twin.parameters(), self.model.parameters(), strict=True):
                mine.data = shared.data
            self.replicas.append(twin)
        self.pool = ThreadPoolExecutor(len(self.replicas))
        self.optimizers = build_optimizers(self.model, settings["train"])
        self.step, self.seconds, self.pairs = 0, 0.0, 0
        self.checkpoint = work / "checkpoint.pt"
        if self.checkpoint.exists():
            self.load()
        # A resumed run draws other pairs than the first part did.
        self.sampler = Sampler(corpus, settings, self.encoder, settings["train"]["seed"] + self.step)
        self.sampler.progress = self.seconds / (settings["train"]["hours"] * 3600)
        self.dev = [(self.encoder.encode(a)[:200], self.encoder.encode(b)[:200]) for a, b in corpus.dev]

    def load(self) -> None:
        import torch

        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        for optimizer, stored in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(stored)
        self.step, self.seconds, self.pairs = state["step"], state["seconds"], state["pairs"]

    def save(self) -> None:
        import torch

        new = self.checkpoint.with_suffix(".new")
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimizers": [o.state_dict() for o in self.optimizers],
                "step": self.step,
                "seconds": self.seconds,
                "pairs": self.pairs,
            },
            new,
        )
        new.replace(self.checkpoint)

    def rate(self) -> float:
        """The learning rate of the next step: it warms up, stays, and falls to zero over the last part.

        With `decay` below 1 (Hu et al. 2024, MiniCPM: warm-up, stable, decay) the hours can be changed on
        the way without a jump in the rate.
        """
        train = self.settings["train"]
        left = max(0.0, 1.0 - self.seconds / (train["hours"] * 3600))
        warm = min(1.0, (self.step + 1) / train["warmup_steps"])
        return float(train["learning_rate"]) * warm * min(1.0, left / train["decay"])

    def backward(self, replica: Any, part: list[tuple[list[int], list[int]]], share: float) -> float:
        """Adds this part's gradient to the replica; its loss, weighted by its share of the target tokens."""
        tensors = to_tensors(part, self.encoder.pad, self.device)
        loss = loss_of(replica, tensors, self.encoder.pad, self.settings["train"]["label_smoothing"]) * share
        loss.backward()
        return float(loss.detach())

    def one_step(self, batch: list[tuple[list[int], list[int]]]) -> float:
        import torch

        rate = self.rate()
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        for replica in self.replicas:
            replica.zero_grad(set_to_none=True)
        parts = [part for part in (batch[i :: len(self.replicas)] for i in range(len(self.replicas))) if part]
        sizes = [sum(len(target) for _, target in part) for part in parts]
        shares = [size / sum(sizes) for size in sizes]
        losses = list(self.pool.map(self.backward, self.replicas[: len(parts)], parts, shares))
        for replica in self.replicas[1 : len(parts)]:
            for mine, first in zip(replica.parameters(), self.model.parameters(), strict=True):
                if first.grad is not None and mine.grad is not None:
                    first.grad += mine.grad
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        list(self.pool.map(lambda optimizer: optimizer.step(), self.optimizers))
        with torch.no_grad():
            self.model.get_input_embeddings().weight[self.encoder.pad].zero_()
        return sum(losses)

    def dev_loss(self) -> float:
        """Cross-entropy per target token on the development pairs, in nats."""
        import torch

        self.model.eval()
        total, count = 0.0, 0
        with torch.no_grad():
            for i in range(0, len(self.dev), 50):
                batch = self.dev[i : i + 50]
                size = sum(len(t) for _, t in batch)
                total += (
                    float(
                        loss_of(
                            self.model,
                            to_tensors(batch, self.encoder.pad, self.device),
                            self.encoder.pad,
                            0.0,
                        )
                    )
                    * size
                )
                count += size
        self.model.train()
        return total / count

    def loop(self, stop_after: float) -> None:
        """Trains until the schedule ends or `stop_after` seconds have gone by here."""
        train = self.settings["train"]
        for replica in self.replicas:
            replica.train()
        began = last_saved = last = time.monotonic()
        worked = time.process_time()
        running = math.nan
        for batch in self.sampler.batches():
            loss = self.one_step(batch)
            running = loss if math.isnan(running) else 0.98 * running + 0.02 * loss
            now = time.monotonic()
            # On a CPU that others use too, what counts is what was computed.
            self.seconds += (
                (time.process_time() - worked) / len(self.replicas) if self.device == "cpu" else now - last
            )
            last, worked = now, time.process_time()
            self.step += 1
            self.pairs += len(batch)
            self.sampler.progress = self.seconds / (train["hours"] * 3600)
            done = self.seconds >= train["hours"] * 3600 or now - began > stop_after
            if done or now - last_saved > train["checkpoint_minutes"] * 60:
                last_saved = now
                self.save()
                self.log(running)
            if done:
                return

    def log(self, running: float) -> None:
        entry = {
            "step": self.step,
            "seconds": round(self.seconds),
            "pairs": self.pairs,
            "train_loss": round(running, 4),
            "dev_loss": round(self.dev_loss(), 4),
            "rate": self.rate(),
        }
        with (self.work / "curve.jsonl").open("a", encoding="utf-8") as out:
            out.write(json.dumps(entry) + "\n")
        print(json.dumps(entry), file=sys.stderr, flush=True)


def train(arguments: argparse.Namespace, settings: Settings) -> None:
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_num_threads(1)
    run = Run(arguments.work, settings, device, arguments.start)
    size = sum(p.numel() for p in run.model.parameters())
    print(f"{size / 1e6:.1f}M parameters on {device}, at step {run.step}", file=sys.stderr)
    run.loop(arguments.stop_after * 60)
