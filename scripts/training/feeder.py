"""Batches made by other processes, so that a GPU need not wait for Python.

Each process has a sampler with a seed of its own; their batches are taken in turn, so that the order does
not depend on which is faster.
"""

from __future__ import annotations

import multiprocessing
import queue as queues
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.training import store
from scripts.training.sampler import Arrays, Sampler, to_arrays
from scripts.training.settings import Settings
from scripts.training.vocabulary import Encoder

AHEAD = 8  # batches that wait, of each process


def fill(queue: Any, progress: Any, work: Path, settings: Settings, seed: int, reverse: bool) -> None:
    """Puts (arrays, number of pairs) into the queue for ever."""
    # Ctrl-C goes to all processes of a terminal; the training needs its batches until it has saved.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    encoder = Encoder(work / "spm.model")
    sampler = Sampler(store.load(work), settings, encoder, seed, reverse)
    sampler.progress = progress.value
    for batch in sampler.batches():
        queue.put((to_arrays(batch, encoder.pad), len(batch)))
        sampler.progress = progress.value


class Feeder:
    """`workers` processes; use it as a context, which ends them."""

    def __init__(self, work: Path, settings: Settings, seed: int, reverse: bool, progress: float) -> None:
        context = multiprocessing.get_context("spawn")
        self.progress = context.Value("d", progress)
        workers = settings["train"]["workers"]
        self.queues = [context.Queue(AHEAD) for _ in range(workers)]
        self.processes = [
            context.Process(
                target=fill,
                args=(queue, self.progress, work, settings, seed * 1000 + at, reverse),
                daemon=True,
            )
            for at, queue in enumerate(self.queues)
        ]

    def __enter__(self) -> Feeder:
        for process in self.processes:
            process.start()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join()
        for queue in self.queues:
            queue.close()
            queue.cancel_join_thread()

    def batches(self) -> Iterator[tuple[Arrays, int]]:
        """(arrays, number of pairs), for ever. Raises SystemExit when a process has died."""
        while True:
            for at, queue in enumerate(self.queues):
                while True:
                    try:
                        yield queue.get(timeout=5)
                        break
                    except queues.Empty:
                        if not self.processes[at].is_alive():
                            raise SystemExit("a process that makes batches has died; see above") from None
