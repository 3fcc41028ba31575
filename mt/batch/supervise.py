"""A process that watches the one that works, and starts it again when it dies.

What kills a process (a fault in a library, the system short of memory) cannot be caught inside it. The first
death is answered with the same work once more. If the worker dies at the same place again, the files of that
window and the one that was being read are given to it one by one, and one that kills it then is recorded as
failed and left out.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from mt.batch import journal
from mt.errors import BackendError, MtError

#: What the command ends with on its own account: see mt/errors.py and mt/cli/__init__.py. Not 1, which is an
#: error that nobody foresaw: a file that raises one is set aside like one that kills.
_ORDERLY = {0, *range(2, 9), 130, 141, 143}
#: Deaths at one place before its files are taken one by one.
_PATIENCE = 2


class _Suspect(NamedTuple):
    """A file of the window at which a worker died. key: hexadecimal."""

    key: str
    size: int
    changed: int
    recipe: str


def supervise(command: Sequence[str], folder: Path, say: Callable[[str], None]) -> int:
    """Runs the worker `command` until it ends in order, or SIGTERM comes; its exit code, or 143, is returned.

    With `--alone KEY` it does one file and nothing else. Raises BackendError when the worker dies twice
    without having begun a file.
    """
    place, deaths, began = None, 0, journal.now()
    while True:
        code = _run(command)
        if code in _ORDERLY:
            return code
        rows, notes = _look(folder)
        suspects = [_Suspect(*each) for each in [*notes.get("at work", []), *notes.get("reading", [])]]
        # Files that are done anew have records already, and what is barred is recorded anew by each worker.
        finished = sum(row.finished >= began and row.state != "barred" for row in rows)
        here = (finished, notes.get("progress"), notes.get("corpus"))
        deaths = deaths + 1 if here == place else 1
        place = here
        say(f"the worker process died ({_cause(code)}); it is started again")
        if deaths < _PATIENCE:
            continue
        if not suspects:
            raise BackendError(f"the worker process died twice ({_cause(code)}) before it had begun a file")
        for suspect in dict.fromkeys(suspects):
            code = _run([*command, "--alone", suspect.key])
            if code in (130, 143):
                return code
            if code not in _ORDERLY:
                _set_aside(
                    folder, suspect, f"ended the worker process ({_cause(code)}), among others and alone"
                )
        place, deaths = None, 0


def _cause(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _look(folder: Path) -> tuple[list[journal.Row], dict[str, Any]]:
    try:
        return journal.read(folder)
    except MtError:
        return [], {}


def _set_aside(folder: Path, suspect: _Suspect, reason: str) -> None:
    """Records the file as failed in the name of the worker that cannot do it any more."""
    opened = journal.Journal(folder)
    try:
        opened.record(journal.set_aside(suspect, reason))
    finally:
        opened.close()


def _run(command: Sequence[str]) -> int:
    """The worker's exit code, negative when a signal ended it. SIGTERM is handed on to it, and whatever it
    ends with then, 143 is returned: it is not to be started again."""
    environment = dict(os.environ)
    home = Path(__file__).resolve().parent.parent.parent
    if home == Path.cwd():  # a checkout that is not installed; else the package is found without help
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(home), environment.get("PYTHONPATH"))))
    stopped = False
    worker: subprocess.Popen[bytes] | None = None

    def hand_on(number: int, _: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        if worker:
            worker.send_signal(number)

    handler = signal.signal(signal.SIGTERM, hand_on)
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    if stopped:
        worker.terminate()
    # Ctrl-C reaches the worker from the terminal itself.
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = worker.wait()
        return 128 + signal.SIGTERM if stopped else code
    finally:
        signal.signal(signal.SIGTERM, handler)
        signal.signal(signal.SIGINT, interrupt)
        if worker.stdin:
            worker.stdin.close()


def end_with_the_supervisor() -> None:
    """In the worker: ends it in order when the process that watches it is gone."""

    def watch() -> None:
        # Nothing is ever written there: its end is the end of the supervisor. Read without Python's buffer,
        # whose lock would be held when the interpreter ends.
        os.read(0, 1)
        signal.raise_signal(signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
