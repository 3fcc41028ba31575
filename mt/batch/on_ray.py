"""A job on a Ray cluster: Ray Data hands shares of it to a pool of actors, each with a loaded model.

    shares ──from_items──► Ray Data ──map_batches──► actors: `mt.batch.worker` ──outcomes──► journal

A share is a group of small files, or the sentences of a window of a large one (`mt.batch.large`); it is one
block and one task. When its actor or its node is lost, Ray starts another actor and gives it the share once
more, and would for ever. So each share's beginnings are counted: one that has been lost twice comes back
undone, its files or sentences are done one by one, and a file that is lost twice alone, or has such a
sentence, is recorded as failed.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import signal
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from mt import errors
from mt.batch.groups import Group, Share, Texts, is_large, shares, singles
from mt.batch.journal import Journal, Row, set_aside
from mt.batch.large import LargeFiles
from mt.batch.plan import output_name
from mt.batch.report import Events
from mt.batch.run import Options, Step
from mt.batch.settled import answers, recipe, suitable_window
from mt.batch.transfers import Transfers
from mt.batch.worker import Outcome, Setup, Worker, packed
from mt.config import Settings
from mt.errors import BackendError, MissingExtra, UsageError
from mt.wording import counted

#: Shares that Ray Data holds at a time, and characters of texts in them: so the driver's memory does not grow
#: with the job.
_WAVE, _WAVE_CHARACTERS = 10_000, 16_000_000
#: Seconds that a cluster has to answer in.
_ANSWERS = 10.0
#: Times that a share is begun.
_PATIENCE = 2
_LOST = "ended its worker process twice, among others and alone"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A connected cluster. workers: actors, of `threads` cores each. fitting: how many of them fit now."""

    address: str
    nodes: int
    workers: int
    threads: int
    fitting: int

    def line(self) -> str:
        """e.g. "Ray: 3 nodes, 12 workers of 4 cores; there is room for 8 now"."""
        text = f"Ray: {counted(self.nodes, 'node')}, {counted(self.workers, 'worker')} of "
        text += counted(self.threads, "core")
        return text + (f"; there is room for {self.fitting} now" if self.fitting < self.workers else "")


@dataclass(frozen=True, slots=True)
class Model:
    """What a worker has for a model. line: for a person. recipe: see `mt.batch.settled.recipe`."""

    line: str
    name: str
    recipe: dict[str, str]
    window: int


@contextmanager
def connected(address: str, workers: int, settings: Settings) -> Iterator[Cluster]:
    """A cluster: the one at `address` ("auto": the one that this machine is part of), or, for "", one of this
    machine alone that ends with the block. workers: 0 for as many as fit.

    Raises MissingExtra, UsageError, BackendError when there is no cluster at the address.
    """
    before = signal.getsignal(signal.SIGTERM)
    ray = _ray()
    try:
        _check_answers(address)
        with _quiet():
            ray.init(
                address=address or "local",
                log_to_driver=False,
                logging_level=logging.ERROR,
                include_dashboard=None if address else False,
            )
    except (OSError, RuntimeError, ValueError) as error:
        where = address or "this machine"
        raise BackendError(
            f"no Ray cluster at {where}: {error}. Start one: ray start --head; then --address auto"
        ) from error
    try:
        # Ray puts a handler of its own there, which ends with another exit code.
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)
        yield _cluster(ray, address, workers, settings)
    finally:
        ray.shutdown()


def _check_answers(address: str) -> None:
    """Raises OSError when nobody listens at HOST:PORT: Ray itself would go on trying for minutes."""
    host, _, port = address.rpartition(":")
    if host and port.isdigit() and "/" not in address:
        socket.create_connection((host, int(port)), _ANSWERS).close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Ray's core, begun in the block, writes to its log files alone: it takes its log level from the
    environment, says so on standard error, and would later warn there of what Ray Data does on purpose."""
    name = "RAY_BACKEND_LOG_LEVEL"
    if name in os.environ:
        yield
        return
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.environ[name] = "fatal"
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        del os.environ[name]
        os.close(kept)
        os.close(nowhere)


def _ray() -> Any:
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise MissingExtra("--engine ray", "ray") from error
    return ray


def _cluster(ray: Any, address: str, workers: int, settings: Settings) -> Cluster:
    resources = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    cores = [int(each.get("CPU", 0)) for each in resources]
    wanted, threads = shares(cores, workers, settings.threads)
    fitting = sum(count // threads for count in cores)
    if settings.device == "cuda":
        fitting = sum(int(each.get("GPU", 0)) for each in resources)
        wanted = workers or max(1, fitting)
    if not address and wanted > fitting:
        raise UsageError(
            f"{wanted} workers of {threads} cores or one GPU each: this machine has room for {fitting}. "
            "Give fewer --workers or --threads, or the --address of a larger cluster"
        )
    return Cluster(address, len(resources), wanted, threads, fitting)


def examine(cluster: Cluster, settings: Settings, format: str) -> Model:
    """Loads the model once on the cluster. Raises what loading it there raises."""
    import ray

    remote = ray.remote(_examined).options(max_retries=1, **_resources(cluster, settings))
    try:
        kind, values = ray.get(remote.remote(settings, format))
    except ray.exceptions.RayError as error:
        raise BackendError(f"no worker could load the model: {error}") from error
    if kind:
        raise _error(kind, values)
    return Model(**values)


def _examined(settings: Settings, format: str) -> tuple[str, Any]:
    from mt.pipeline import Translator

    try:
        translator = Translator(settings)
    except errors.MtError as error:
        return type(error).__name__, str(error)
    model = translator.model
    line = f"{model.name} ({model.quality})" if model.quality else model.name
    window = suitable_window(model)
    return "", {"line": line, "name": model.name, "recipe": recipe(translator, format), "window": window}


def _error(kind: str, text: str) -> errors.MtError:
    found = getattr(errors, kind)
    if found is MissingExtra:  # its message is made from other arguments
        found = BackendError
    error: errors.MtError = found(text)
    return error


def _resources(cluster: Cluster, settings: Settings) -> dict[str, int]:
    if settings.device == "cuda":
        return {"num_cpus": 1, "num_gpus": 1}
    return {"num_cpus": cluster.threads}


class Beginnings:
    """Counts, in an actor that outlives the others, how often each share was begun."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def count(self, share: int) -> int:
        """How often the share was begun, this time included."""
        self._counts[share] += 1
        return self._counts[share]


def _beside_the_driver(ray: Any) -> Any:
    """A `Beginnings` that no other node takes with it when it is lost."""
    here = ray.get_runtime_context().get_node_id()
    strategy = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(here, soft=False)
    options = {"num_cpus": 0, "max_restarts": -1, "max_task_retries": -1, "scheduling_strategy": strategy}
    return ray.remote(Beginnings).options(**options).remote()


class Actor:
    """What Ray Data makes of `Worker`: batches of one share in, batches of one outcome out."""

    def __init__(self, setup: Setup, beginnings: Any) -> None:
        self._worker, self._beginnings = Worker(setup), beginnings

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        return {"outcome": [self._work(str(line)) for line in batch["share"]]}

    def _work(self, line: str) -> str:
        import ray

        number = json.loads(line)[0]
        begun = ray.get(self._beginnings.count.remote(number))
        if begun > _PATIENCE:
            return Outcome(number, begun=begun, lost=True).packed()
        return replace(self._worker.work(line), begun=begun).packed()


class RayRun:
    """The work on groups of files on a cluster. `execute` once."""

    def __init__(
        self,
        cluster: Cluster,
        setup: Setup,
        options: Options,
        journal: Journal,
        report: tuple[Events, Callable[[Step], None]],
    ) -> None:
        """report: what is told of each file, and of each share that is done."""
        self._cluster, self._journal = cluster, journal
        self._setup = replace(setup, settings=replace(setup.settings, threads=cluster.threads))
        self._events, self._told = report
        self._answers = answers(options.recipe)
        transfers = Transfers(setup.source, setup.target, setup.format)
        self._large = LargeFiles(transfers, setup.settings, replace(options, shared=True), journal)

    def execute(self, groups: Sequence[Group]) -> None:
        """Translates the groups' files. What failed stands in the journal. Raises what stops a run as a
        whole: BackendError, OutputError (a disk), KeyboardInterrupt; what is finished then stays finished."""
        try:
            self._execute(self._shares(groups))
        finally:
            self._large.close()

    def _execute(self, shares: Iterator[Share]) -> None:
        lost: set[str] = set()
        while True:
            self._large.sent.clear()  # it is in the journal now, or lost
            wave = list(_wave(shares))
            for share in self._passed(singles(self._passed(wave))):
                lost.update(self._given_up(share))
            for row, sentences in self._large.assembled(lost):
                self._journal.finish([row], None)
                self._tell([row], Step(1, sentences, 0, row.size))
            if not wave:
                return

    def _shares(self, groups: Sequence[Group]) -> Iterator[Share]:
        """The work, the large files' first: they are read as their windows are asked for."""
        window = self._setup.window
        numbers = itertools.count(1 + max((group.number for group in groups), default=0))
        for group in groups:
            if is_large(group, window):
                for texts in self._large.unanswered(group.tasks[0]):
                    yield Texts(next(numbers), texts)
        yield from (group for group in groups if not is_large(group, window))

    def _passed(self, shares: Sequence[Share]) -> list[Share]:
        """Does the shares; those that were lost twice with their actors are returned."""
        numbered = {share.number: share for share in shares}
        lost = []
        for outcome in self._outcomes(shares) if shares else ():
            share = numbered[outcome.number]
            if outcome.stop:
                raise _error(outcome.kind, outcome.stop)
            if outcome.begun > 1:
                files = len(share.tasks) if isinstance(share, Group) else 0
                self._events("worker lost", files=files, begun=outcome.begun)
            if outcome.lost:
                lost.append(share)
            elif isinstance(share, Texts):
                self._journal.keep(self._answers, outcome.answers)
                self._told(outcome.step)
            else:
                done = [row for row in outcome.rows if row.state == "done"]
                names = [output_name(row.key, self._setup.format) for row in done]
                self._journal.claim((name, row.output) for name, row in zip(names, done, strict=True))
                self._journal.finish(outcome.rows, None)
                self._tell(outcome.rows, outcome.step)
        return lost

    def _outcomes(self, shares: Sequence[Share]) -> Iterator[Outcome]:
        import ray

        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        context.execution_no_progress_timeout_s = -1  # one file may take hours
        context.max_consecutive_actor_init_deaths = 3
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)
        rows = [{"share": packed(share)} for share in shares]
        strategy = ray.data.ActorPoolStrategy(size=min(self._cluster.workers, len(shares)))
        beginnings = _beside_the_driver(ray)
        outcomes = ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
            Actor,
            fn_constructor_args=(self._setup, beginnings),
            batch_size=1,
            compute=strategy,
            **_resources(self._cluster, self._setup.settings),
        )
        try:
            for batch in outcomes.iter_batches(batch_size=None, prefetch_batches=0):
                yield from (Outcome.unpacked(str(line)) for line in batch["outcome"])
        except ray.exceptions.RayError as error:
            raise BackendError(f"the Ray cluster failed: {error}") from error

    def _given_up(self, share: Share) -> Sequence[str]:
        """Records a file that was lost twice alone as failed; returns sentences, whose file will fail."""
        if isinstance(share, Texts):
            return share.texts
        for task in share.tasks:
            suspect = task.key.hex(), task.size, task.changed, self._setup.recipe
            row = set_aside(suspect, _LOST)
            self._journal.record(row)
            self._tell([row], Step(1, 0, 0, task.size))
        return ()

    def _tell(self, rows: Sequence[Row], step: Step) -> None:
        for row in rows:
            self._events("file", file=row.key.decode("utf-8", "backslashreplace"), state=row.state,
                         sentences=row.sentences, flagged=row.flagged, error=row.error)  # fmt: skip
        self._told(step)


def _wave(shares: Iterator[Share]) -> Iterator[Share]:
    """The next shares, as many as Ray Data is to hold at a time."""
    size = 0
    for count, share in enumerate(shares, 1):
        yield share
        size += share.size if isinstance(share, Texts) else 0
        if count >= _WAVE or size >= _WAVE_CHARACTERS:
            return
