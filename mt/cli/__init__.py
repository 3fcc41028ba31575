"""The command `mt`. One file a command, each with `add_arguments` and `run`; only the chosen one is imported.

Results go to standard output, everything else to standard error. Exit codes: see mt/errors.py; 130 for
Ctrl-C, 141 when the reader of the output went away.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

from mt import __version__
from mt.errors import MtError

COMMANDS = {
    "translate": "Vietnamese text files to English",
    "segment": "split Vietnamese text into sentences",
    "models": "list, fetch, import, check and remove models",
    "doctor": "what is installed, what is missing, and the line that installs it",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; the exit code is returned."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # Line ends are the documents' own; Vietnamese must come out whatever the locale says.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", newline="" if stream is sys.stdout else None)
    try:
        parsed = _parser(words).parse_args(words)
        code = int(parsed.run(parsed))
        sys.stdout.flush()
    except MtError as error:
        print(f"mt: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt as interrupt:
        print(f"\nmt: stopped. {' '.join(map(str, interrupt.args))}".rstrip(), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # `mt ... | head`: whoever read us has enough. Standard output must not be flushed again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


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
