"""The command `mt`. One file a command, each with `add_arguments` and `run`; only the chosen one is imported.

Results go to standard output, everything else to standard error. Exit codes: see mt/errors.py; 130 for
Ctrl-C, 141 when the reader of the output went away, 143 for SIGTERM.
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

from mt import __version__
from mt.errors import MtError, OutputError

COMMANDS = {
    "translate": "Vietnamese text files to English",
    "batch": "a folder of Vietnamese files to a folder of English ones, from where the last run ended",
    "segment": "split Vietnamese text into sentences",
    "align": "which sentences of a text and its translation belong together",
    "evaluate": "score translations against references, and compare them",
    "models": "list, fetch, import, check and remove models",
    "doctor": "what is installed, what is missing, and the line that installs it",
}


#: What a write to standard output fails with when its disk is full, over quota, too large, or broken.
_NOT_WRITTEN = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; the exit code is returned. SIGTERM is handled meanwhile, and given back."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if sys.stdout is None:
        print("mt: standard output is closed. Redirect it: > FILE", file=sys.stderr)
        return OutputError.exit_code
    for stream in (sys.stdout, sys.stderr):
        # Line ends are the documents' own; Vietnamese must come out whatever the locale says.
        if isinstance(stream, TextIOWrapper):
            newline = "" if stream is sys.stdout else None
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline=newline)
    before = signal.getsignal(signal.SIGTERM)
    # None: a handler that is not Python's, of a program that has called this.
    ours = threading.current_thread() is threading.main_thread() and before is not None
    try:
        if ours:
            # An exception, so that half-written files are cleared away.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        return _run(words)
    except BrokenPipeError:
        # `mt ... | head`: whoever read us has enough.
        _leave_standard_output()
        return 141
    except OSError as error:
        # Files that have names are the commands' own affair.
        if error.filename is not None or error.errno not in _NOT_WRITTEN:
            raise
        print(
            f"mt: standard output was not written: {error.strerror}. Remedy: write elsewhere with -o",
            file=sys.stderr,
        )
        _leave_standard_output()
        return OutputError.exit_code
    finally:
        if ours:
            signal.signal(signal.SIGTERM, before)


def _run(words: Sequence[str]) -> int:
    """The exit code. Raises what standard output raises, whatever else went wrong."""
    try:
        parsed = _parse(words)
        parsed.typed = list(words)  # as they were: for reports, and for a command that starts itself again
        return int(parsed.run(parsed))
    except MtError as error:
        print(f"mt: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt as interrupt:
        print(f"\nmt: stopped. {' '.join(map(str, interrupt.args))}".rstrip(), file=sys.stderr)
        return 130
    finally:
        sys.stdout.flush()


def _parse(words: Sequence[str]) -> argparse.Namespace:
    """The options. argparse takes files only in one run, so those behind an option are added here."""
    parser = _parser(words)
    parsed, rest = parser.parse_known_args(words)
    if rest and (any(word.startswith("-") for word in rest) or not getattr(parsed, "files", None)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        parsed.files += rest
    return parsed


def _leave_standard_output() -> None:
    """Lets the flush at exit go nowhere, so that it does not fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser, with the options of the command that `words` name, and of no other."""
    parser = argparse.ArgumentParser(
        prog="mt", description="Vietnamese to English translation, offline, with nothing lost."
    )
    parser.add_argument("--version", action="version", version=f"mt {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    chosen = next((word for word in words if not word.startswith("-")), None)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == chosen:
            module = import_module(f"mt.cli.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser
