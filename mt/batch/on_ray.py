"""A job on a Ray cluster: Ray Data hands groups of files to a pool of actors, each with a loaded model.

    groups ──from_items──► Ray Data ──map_batches──► actors: `mt.batch.worker` ──outcomes──► journal

A group is one block and one task. When its actor or its node is lost, Ray starts another actor and gives
it the group once more, and would for ever. So each group's beginnings are counted: one that has been
lost twice comes back undone, its files are done one by one, and a file that is lost twice alone is
recorded as failed.
"""

from __future__ import annotations

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
from mt.batch.groups import Group, shares, singles
from mt.batch.journal import Journal, Row, now
from mt.batch.report import Events
from mt.batch.run import Step
from mt.batch.settled import recipe, suitable_window
from mt.batch.worker import Outcome, Setup, Worker, packed
from mt.config import Settings
from mt.errors import BackendError, MissingExtra, UsageError

#: Groups that Ray Data holds at a time: so the driver's memory does not grow with the job.
_WAVE = 10_000
#: Seconds that a cluster has to answer in.
_ANSWERS = 10.0
#: Times that a group is begun.
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
        text = f"Ray: {_count(self.nodes, 'node')}, {_count(self.workers, 'worker')} of "
        text += _count(self.threads, "core")
        return text + (f"; there is room for {self.fitting} now" if self.fitting < self.workers else "")


@dataclass(frozen=True, slots=True)
class Model:
    """What a worker of the cluster has for a model. line: for a person. recipe: see `mt.batch.run.recipe`."""

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
    """Counts, in an actor that outlives the others, how often each group was begun."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def count(self, group: int) -> int:
        """How often the group was begun, this time included."""
        self._counts[group] += 1
        return self._counts[group]


def _beside_the_driver(ray: Any) -> Any:
    """A `Beginnings` that no other node takes with it when it is lost."""
    here = ray.get_runtime_context().get_node_id()
    strategy = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(here, soft=False)
    options = {"num_cpus": 0, "max_restarts": -1, "max_task_retries": -1, "scheduling_strategy": strategy}
    return ray.remote(Beginnings).options(**options).remote()


class Actor:
    """What Ray Data makes of `Worker`: batches of one group in, batches of one outcome out."""

    def __init__(self, setup: Setup, beginnings: Any) -> None:
        self._worker, self._beginnings = Worker(setup), beginnings

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        return {"outcome": [self._work(str(line)) for line in batch["group"]]}

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
        journal: Journal,
        events: Events,
        told: Callable[[Step], None] = lambda _: None,
    ) -> None:
        self._cluster, self._journal = cluster, journal
        self._setup = replace(setup, settings=replace(setup.settings, threads=cluster.threads))
        self._events, self._told = events, told

    def execute(self, groups: Sequence[Group]) -> None:
        """Translates the groups' files. What failed stands in the journal. Raises what stops a run as a
        whole: BackendError, OutputError (a disk), KeyboardInterrupt; what is finished then stays finished."""
        for start in range(0, len(groups), _WAVE):
            lost = self._passed(groups[start : start + _WAVE])
            if not lost:
                continue
            for group in self._passed(singles(lost)):
                self._set_aside(group)

    def _passed(self, groups: Sequence[Group]) -> list[Group]:
        """Does the groups; those that were lost twice with their actors are returned."""
        numbered = {group.number: group for group in groups}
        lost = []
        for outcome in self._outcomes(groups):
            if outcome.stop:
                raise _error(outcome.kind, outcome.stop)
            if outcome.begun > 1:
                self._events("worker lost", files=len(numbered[outcome.group].tasks), begun=outcome.begun)
            if outcome.lost:
                lost.append(numbered[outcome.group])
                continue
            self._journal.finish(outcome.rows, None)
            self._tell(outcome.rows, outcome.step)
        return lost

    def _outcomes(self, groups: Sequence[Group]) -> Iterator[Outcome]:
        import ray

        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        context.execution_no_progress_timeout_s = -1  # one file may take hours
        context.max_consecutive_actor_init_deaths = 3
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)
        rows = [{"group": packed(group)} for group in groups]
        strategy = ray.data.ActorPoolStrategy(size=min(self._cluster.workers, len(groups)))
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

    def _set_aside(self, group: Group) -> None:
        for task in group.tasks:
            row = Row(
                task.key,
                "failed",
                task.size,
                task.changed,
                recipe=self._setup.recipe,
                error=_LOST,
                finished=now(),
            )
            self._journal.record(row)
            self._tell([row], Step(1, 0, 0, task.size))

    def _tell(self, rows: Sequence[Row], step: Step) -> None:
        for row in rows:
            self._events("file", file=row.key.decode("utf-8", "backslashreplace"), state=row.state,
                         sentences=row.sentences, flagged=row.flagged, error=row.error)  # fmt: skip
        self._told(step)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
