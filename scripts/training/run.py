"""One training run: its state on disk, its clock, its log."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

from scripts.training import pieces, store
from scripts.training.feeder import Feeder
from scripts.training.network import (
    build_model,
    build_optimizers,
    learning_rate,
    loss_of,
    output_loss_of,
    start_from,
    to_tensors,
)
from scripts.training.noise import one_article
from scripts.training.precision import dtype_of
from scripts.training.replicas import Replicas
from scripts.training.sampler import LONGEST, Arrays, Sampler, to_arrays
from scripts.training.settings import Settings
from scripts.training.vocabulary import Encoder


@dataclasses.dataclass(frozen=True)
class Options:
    """device: "cpu" or "cuda". start: a shipped folder to begin from. reverse: English to Vietnamese.

    place: folder of checkpoint.pt, best.pt and curve.jsonl; None: the work folder, or reverse/ in it.
    out: folder that gets the state in pieces at each checkpoint, `out_bytes` at most, `last_bytes` when the
    training is over, `piece` bytes a file; None: none. spare: seconds that the end of a training may take.
    wall: the schedule goes by the clock, also on a CPU.
    """

    device: str = "cpu"
    start: Path | None = None
    reverse: bool = False
    place: Path | None = None
    out: Path | None = None
    out_bytes: int = 64 * pieces.MIB
    last_bytes: int = 64 * pieces.MIB
    piece: int = pieces.PIECE
    spare: float = 1.0
    wall: bool = False


class Run:
    """A training on the corpus in `work`, gone on with where there is a state of it."""

    def __init__(self, work: Path, settings: Settings, options: Options | None = None) -> None:
        import torch

        self.work, self.settings, self.options = work, settings, options or Options()
        self.device, self.reverse = self.options.device, self.options.reverse
        self.place = self.options.place or (work / "reverse" if self.reverse else work)
        self.place.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(settings["train"]["seed"])
        torch.set_float32_matmul_precision("high")
        self.encoder, self.corpus = Encoder(work / "spm.model"), store.load(work)
        dev = [(b, a) if self.reverse else (a, b) for a, b in self.corpus.dev]
        if settings["train"]["one_article"] and not self.reverse:
            dev = [one_article(pair) for pair in dev]
        encode = self.encoder.encode
        self.dev = [(encode(a)[:LONGEST], encode(b)[:LONGEST]) for a, b in dev]
        self.model = build_model(settings, self.encoder)
        if self.options.start:
            start_from(self.model, self.options.start, self.encoder)
        self.model.to(self.device)
        #: Parts of a batch that are computed at a time.
        self.threads = 1 if self.device == "cuda" else settings["train"]["threads"]
        self.executor = ThreadPoolExecutor(self.threads)
        self.dtype = dtype_of(settings["train"]["precision"], self.device)
        self.optimizers = build_optimizers(self.model, settings["train"], self.dtype)
        self.average = self.averaged()
        self.step, self.seconds, self.pairs = 0, 0.0, 0
        # Where the rate's warm-up began: again after a stop that lost the moments.
        self.warm_from = 0
        # best: of the weights in best.pt. lowest: the lowest there was, on whatever machine, for `patience`.
        self.best, self.lowest, self.since_best, self.finished = math.inf, math.inf, 0, False
        self.checkpoint = self.place / "checkpoint.pt"
        self.resume()

    @cached_property
    def replicas(self) -> Replicas | None:
        """Copies for the threads of a CPU; None on a GPU."""
        if self.device == "cuda":
            return None
        dropout, seed = self.settings["model"]["dropout"], self.settings["train"]["seed"]
        return Replicas(self.model, self.threads, dropout, seed, self.dtype)

    def averaged(self) -> Any:
        """An exponential moving average of the weights; None when the settings ask for none."""
        from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

        decay = self.settings["train"]["average"]
        return AveragedModel(self.model, multi_avg_fn=get_ema_multi_avg_fn(decay)) if decay else None

    @property
    def judged(self) -> Any:
        """The network that is judged and shipped: the average where there is one."""
        return self.average.module if self.average is not None else self.model

    # --- state ---

    def resume(self) -> None:
        """The newer of the whole checkpoint in its place and the pieces in the work folder."""
        manifest = pieces.read_manifest(self.work)
        if manifest is not None and manifest["reverse"] != self.reverse:
            manifest = None
        state = self.read_checkpoint()
        if state is not None and (manifest is None or state["step"] >= manifest["step"]):
            self.load(state)
        elif manifest is not None:
            self.load_pieces()

    def read_checkpoint(self) -> dict[str, Any] | None:
        import torch

        if not self.checkpoint.exists():
            return None
        return dict(torch.load(self.checkpoint, map_location=self.device, weights_only=True))

    def load(self, state: dict[str, Any]) -> None:
        theirs, ours = ({k: v.shape for k, v in d.items()} for d in (state["model"], self.model.state_dict()))
        if theirs != ours:
            raise SystemExit(
                f"{self.checkpoint}: a network of another shape than the settings: give the --set model.* "
                "that it was begun with, or begin anew with --fresh"
            )
        self.model.load_state_dict(state["model"])
        for optimizer, stored in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(stored)
        if self.average is not None:
            # Begun by these weights where it was switched on only now.
            self.average = self.averaged()
            if "average" in state:
                self.average.load_state_dict(state["average"])
        self.step, self.seconds, self.pairs = state["step"], state["seconds"], state["pairs"]
        self.warm_from, self.best = state.get("warm_from", 0), state.get("best", math.inf)
        self.lowest, self.since_best = state.get("lowest", self.best), state.get("since_best", 0)

    def load_pieces(self) -> None:
        import torch

        weights, moments, manifest = pieces.load(self.work)
        with torch.no_grad():
            for name, parameter in self.trained(self.model).items():
                parameter.copy_(weights[name])
        self.step, self.seconds, self.pairs = manifest["step"], manifest["seconds"], manifest["pairs"]
        self.finished = manifest["finished"]
        self.lowest, self.since_best = manifest.get("lowest", math.inf), manifest.get("since_best", 0)
        curve = "".join(json.dumps(entry) + "\n" for entry in manifest["curve"])
        (self.place / "curve.jsonl").write_text(curve, encoding="utf-8")
        if moments:
            self.warm_from = manifest["warm_from"]
            self.load_moments(moments)
        else:
            self.warm_from = self.step
        if self.average is not None:
            self.average = self.averaged()

    def load_moments(self, moments: dict[str, Any]) -> None:
        for at, optimizer in enumerate(self.optimizers):
            stored = optimizer.state_dict()
            stored["state"] = {}
            for name, value in moments.items():
                _, number, parameter, key = name.split(".")
                if int(number) == at:
                    stored["state"].setdefault(int(parameter), {})[key] = value
            optimizer.load_state_dict(stored)

    def moments(self) -> dict[str, Any]:
        return {
            f"optimizer.{at}.{number}.{key}": value
            for at, optimizer in enumerate(self.optimizers)
            for number, state in optimizer.state_dict()["state"].items()
            for key, value in state.items()
        }

    @staticmethod
    def trained(model: Any) -> dict[str, Any]:
        """The parameters that are trained, tied ones once, by name."""
        return {name: value for name, value in model.named_parameters() if value.requires_grad}

    def save(self) -> None:
        import torch

        state = {
            "model": self.model.state_dict(),
            "optimizers": [o.state_dict() for o in self.optimizers],
            "step": self.step,
            "seconds": self.seconds,
            "pairs": self.pairs,
            "warm_from": self.warm_from,
            "best": self.best,
            "lowest": self.lowest,
            "since_best": self.since_best,
        }
        if self.average is not None:
            state["average"] = self.average.state_dict()
        new = self.checkpoint.with_suffix(".new")
        torch.save(state, new)
        new.replace(self.checkpoint)
        if self.options.out is not None:
            self.save_pieces(self.options.out)

    def save_pieces(self, out: Path) -> None:
        """The state for another machine; when the training is over, the weights that are shipped."""
        model = self.judged if self.finished else self.model
        about = {
            "step": self.step,
            "seconds": self.seconds,
            "pairs": self.pairs,
            "warm_from": self.warm_from,
            "lowest": self.lowest,
            "since_best": self.since_best,
            "reverse": self.reverse,
            "finished": self.finished,
            "curve": self.curve(),
        }
        weights = {name: value.detach() for name, value in self.trained(model).items()}
        limit = self.options.last_bytes if self.finished else self.options.out_bytes
        pieces.save(out, weights, {} if self.finished else self.moments(), about, limit, self.options.piece)

    def curve(self) -> list[dict[str, Any]]:
        path = self.place / "curve.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]

    # --- training ---

    def backward(self, network: Any, part: Arrays, share: float) -> Any:
        """Adds this part's gradient to the network; its loss, weighted by its share of the target tokens."""
        tensors = to_tensors(part, self.device)
        pad, smoothing = self.encoder.pad, self.settings["train"]["label_smoothing"]
        if self.replicas is None:
            loss = loss_of(network, tensors, pad, smoothing, self.dtype) * share
        else:
            loss = output_loss_of(network, tensors, pad, smoothing) * share
        loss.backward()
        return loss.detach()

    def one_step(self, parts: list[Arrays]) -> Any:
        """One update; the loss as a tensor, which is not waited for."""
        import torch

        rate = learning_rate(self.settings["train"], self.seconds, self.step - self.warm_from)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        if self.replicas is None:
            self.model.zero_grad(set_to_none=True)
            loss = self.backward(self.model, parts[0], 1.0)
        else:
            loss = self.gradient_of_replicas(self.replicas, parts)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        list(self.executor.map(lambda optimizer: optimizer.step(), self.optimizers))
        with torch.no_grad():
            self.model.get_input_embeddings().weight[self.encoder.pad].zero_()
        if self.average is not None:
            self.average.update_parameters(self.model)
        return loss

    def gradient_of_replicas(self, replicas: Replicas, parts: list[Arrays]) -> Any:
        """The gradient of all parts, one in each copy; their loss."""
        sizes = [int((labels != -100).sum()) for _, _, labels in parts]
        shares = [size / sum(sizes) for size in sizes]
        replicas.refresh()
        losses = list(self.executor.map(self.backward, replicas.copies, parts, shares))
        replicas.gather(len(parts))
        return sum(losses)

    def dev_loss(self) -> float:
        """Cross-entropy per target token on the development pairs, in nats, without smoothing."""
        import torch

        model = self.judged
        model.eval()
        total, count = 0.0, 0
        with torch.no_grad():
            for i in range(0, len(self.dev), 50):
                batch = self.dev[i : i + 50]
                size = sum(len(t) for _, t in batch)
                tensors = to_tensors(to_arrays(batch, self.encoder.pad), self.device)
                total += float(loss_of(model, tensors, self.encoder.pad, 0.0, self.dtype)) * size
                count += size
        model.train()
        return total / count

    def batches(self) -> Iterator[tuple[list[Arrays], int]]:
        """(a part for each replica, number of pairs), for ever."""
        train = self.settings["train"]
        # A resumed run draws other pairs than the first part did.
        seed = train["seed"] + self.step
        if train["workers"]:
            with Feeder(self.work, self.settings, seed, self.reverse, self.progress) as feeder:
                for arrays, count in feeder.batches():
                    yield [arrays], count
                    feeder.progress.value = self.progress
        sampler = Sampler(self.corpus, self.settings, self.encoder, seed, self.reverse)
        sampler.progress = self.progress
        number = self.threads
        for batch in sampler.batches():
            parts = [part for part in (batch[at::number] for at in range(number)) if part]
            yield [to_arrays(part, self.encoder.pad) for part in parts], len(batch)
            sampler.progress = self.progress

    @property
    def progress(self) -> float:
        return min(1.0, self.seconds / (self.settings["train"]["hours"] * 3600))

    def loop(self, stop_after: float, asked: Callable[[], object] = lambda: False) -> None:
        """Trains until the schedule ends, `stop_after` seconds have gone by here, or `asked` says so."""
        train = self.settings["train"]
        if self.over:
            return self.finish()
        self.model.train()
        began = last_saved = last = time.monotonic()
        worked = time.process_time()
        running: Any = None
        batches = self.batches()
        for parts, count in batches:
            loss = self.one_step(parts)
            running = loss if running is None else 0.98 * running + 0.02 * loss
            now = time.monotonic()
            # On a CPU that others use too, what counts is what was computed.
            computed = (time.process_time() - worked) / self.threads
            self.seconds += now - last if self.options.wall or self.device == "cuda" else computed
            last, worked = now, time.process_time()
            self.step += 1
            self.pairs += count
            done = self.progress >= 1 or now - began > stop_after or bool(asked())
            if done or now - last_saved > train["checkpoint_minutes"] * 60:
                last_saved = now
                done = not self.log(float(running)) or done
                self.save()
            if done:
                break
        batches.close()
        if self.over:
            self.finish()
        return None

    @property
    def over(self) -> bool:
        """Whether nothing is left to train, as its settings have it."""
        return self.finished or self.progress >= 1 or self.exhausted

    @property
    def exhausted(self) -> bool:
        """Whether the development loss has not become better for too long."""
        return 0 < self.settings["train"]["patience"] <= self.since_best

    def log(self, running: float) -> bool:
        """Judges and writes the curve down; False when it has not become better for too long."""
        if not math.isfinite(running):
            raise SystemExit(
                f"the loss is {running} at step {self.step}: go on from the last checkpoint, slower"
            )
        found = self.dev_loss()
        rate = learning_rate(self.settings["train"], self.seconds, self.step - self.warm_from)
        entry = {
            "step": self.step,
            "seconds": round(self.seconds),
            "pairs": self.pairs,
            "train_loss": round(running, 4),
            "dev_loss": round(found, 4),
            "rate": rate,
        }
        with (self.place / "curve.jsonl").open("a", encoding="utf-8") as out:
            out.write(json.dumps(entry) + "\n")
        print(json.dumps(entry), file=sys.stderr, flush=True)
        self.since_best += 1
        if found < self.lowest:
            self.lowest, self.since_best = found, 0
        if found < self.best:
            self.best = found
            self.save_best()
        return not self.exhausted

    def save_best(self) -> None:
        import torch

        new = self.place / "best.new"
        torch.save({"model": self.judged.state_dict(), "dev_loss": self.best, "step": self.step}, new)
        new.replace(self.place / "best.pt")

    def finish(self) -> None:
        """Puts the best weights that were met into the network that is judged, and says so in the pieces."""
        import torch

        best = self.place / "best.pt"
        if best.exists():
            state = torch.load(best, map_location=self.device, weights_only=True)
            self.judged.load_state_dict(state["model"])
            print(f"the best: {state['dev_loss']:.4f} at step {state['step']}", file=sys.stderr)
        self.finished = True
        if self.options.out is not None:
            self.save_pieces(self.options.out)
