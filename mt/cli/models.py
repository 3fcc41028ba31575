"""mt models: list, info, pull, import, verify, remove."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from mt.config import resolve
from mt.errors import BackendError

if TYPE_CHECKING:
    from mt.models.catalogue import Row
    from mt.models.make import Making
    from mt.models.pull import Offer

HELP = "list, fetch, import, check and remove models"
# As in mt.models.convert.COMPUTE, repeated here so that --help imports nothing; a test holds them together.
COMPUTE = ("int8", "int8_float32", "int8_float16", "int16", "float16", "bfloat16", "float32")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the actions of `mt models`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    action = actions.add_parser("list", help="the known models and those at hand")
    action.add_argument("--json", action="store_true", help="as JSON, for programs")
    action = actions.add_parser("info", help="what one model is")
    action.add_argument("name", metavar="NAME", help="a name, a hub id (ORG/NAME) or a folder")
    action.add_argument("--json", action="store_true", help="as JSON, for programs")
    action = actions.add_parser("pull", help="fetch a model from the hub, convert and verify it")
    action.add_argument("name", metavar="NAME", help="a name from 'mt models list' or a hub id (ORG/NAME)")
    action.add_argument(
        "--revision", metavar="SHA", help="commit, tag or branch of the hub (default: pinned)"
    )
    action.add_argument("--accept-licence", action="store_true", help="accept a non-commercial licence")
    _add_making(action)
    action = actions.add_parser("import", help="convert and verify a Hugging Face checkpoint on this disk")
    action.add_argument("source", metavar="FOLDER", help="a folder, or a hub id in the Hugging Face cache")
    action.add_argument("--name", help="what to call it (default: the hub id or the folder's name)")
    _add_making(action)
    action = actions.add_parser("verify", help="check hashes and stored answers of models")
    action.add_argument("names", metavar="NAME", nargs="*", help="names or folders (default: all at hand)")
    action = actions.add_parser("remove", help="delete a model from the disk")
    action.add_argument("name", metavar="NAME", help="a name from 'mt models list'")


def _add_making(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--compute", choices=COMPUTE, default="int8", help="type of the weights (default: int8)"
    )
    parser.add_argument(
        "--zero-pad", action="store_true", help="Marian: set a padding row that moved to zero"
    )
    parser.add_argument(
        "--keep-checkpoint", action="store_true", help="keep it beside the result, for --engine transformers"
    )
    parser.add_argument("--force", action="store_true", help="replace a model of that name that is there")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def run(arguments: argparse.Namespace) -> int:
    """Exit code. Results go to standard output, all else to standard error."""
    actions = {
        "list": _list,
        "info": _info,
        "pull": _pull,
        "import": _import,
        "verify": _verify,
        "remove": _remove,
    }
    return actions[arguments.action](arguments)


def _list(arguments: argparse.Namespace) -> int:
    from mt.models import catalogue, store

    chosen = resolve().model
    rows = catalogue.rows(chosen)
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
        return 0
    table = [("NAME", "STATE", "SIZE", "LICENCE", "QUALITY")]
    table += [(_marked(r), r.state, _megabytes(r), r.licence or "?", r.problem or r.quality) for r in rows]
    widths = [max(len(line[i]) for line in table) for i in range(4)]
    for line in table:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        print("  ".join([*cells, line[4]]).rstrip())
    if chosen and not any(row.default for row in rows):
        print(f"MT_MODEL or the settings file names {chosen!r}, which is not ready", file=sys.stderr)
    print(f"* runs when no --model is given. Models lie in {store.home() / 'models'}", file=sys.stderr)
    return 0


def _marked(row: Row) -> str:
    return row.name + (" *" if row.default else "")


def _megabytes(row: Row) -> str:
    return "" if row.bytes is None else f"{row.bytes / 1e6:,.0f} MB"


def _info(arguments: argparse.Namespace) -> int:
    from mt.models import catalogue

    row = catalogue.row(arguments.name)
    if arguments.json:
        print(json.dumps(asdict(row), ensure_ascii=False, indent=1))
        return 0
    if row.state == "ready" and (card := catalogue.card(arguments.name)):
        print(card.rstrip())
        print()
    values = {**asdict(row), "bytes": _megabytes(row), "default": ""}
    for key, value in values.items():
        if value:
            print(f"{'size' if key == 'bytes' else key:<11}{value}")
    return 0


def _pull(arguments: argparse.Namespace) -> int:
    from mt.models.pull import pull

    bar = _Bar(arguments.quiet)

    def agree(offer: Offer) -> bool:
        return _agree(offer, arguments.accept_licence)

    try:
        model = pull(
            arguments.name,
            agree,
            revision=arguments.revision,
            making=_making(arguments, bar),
            progress=bar.show,
        )
    except KeyboardInterrupt:
        raise KeyboardInterrupt("What has arrived is kept: the same command goes on from there.") from None
    finally:
        bar.clear()
    print(f"{model.name}\t{model.folder}")
    return 0


def _agree(offer: Offer, accepted: bool) -> bool:
    print(
        f"{offer.name}: {offer.repository} at {offer.commit[:12]}, {offer.size / 1e6:,.0f} MB, "
        f"licence {offer.licence}{'' if offer.commercial else ': no commercial use'}",
        file=sys.stderr,
    )
    if offer.commercial or accepted:
        return True
    if sys.stdin is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print("Do you accept this licence? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _making(arguments: argparse.Namespace, bar: _Bar) -> Making:
    from mt.models.make import Making

    return Making(arguments.compute, arguments.zero_pad, arguments.force, arguments.keep_checkpoint, bar.say)


def _import(arguments: argparse.Namespace) -> int:
    from mt.models.make import import_checkpoint

    bar = _Bar(arguments.quiet)
    try:
        model = import_checkpoint(arguments.source, arguments.name, _making(arguments, bar))
    finally:
        bar.clear()
    print(f"{model.name}\t{model.folder}")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from mt.models import resolve, store
    from mt.models.verify import verify

    names = arguments.names or [*store.names(), "bundled"]
    code = 0
    for name in names:
        try:
            found = verify(resolve.find(name).folder)
        except BackendError as error:
            # One damaged model does not keep the others from being looked at.
            print(f"{name}\tFAILED")
            print(f"mt models verify: {error}", file=sys.stderr)
            code = error.exit_code
            continue
        print(f"{name}\tok\t{found.files} files\t{found.identical}/{found.probes} answers identical")
        if not found.exact:
            print(
                f"{name}: answers differ a little ({found.similarity:.0%} of the tokens in common): it was "
                f"made in {found.probe_compute} and runs in {found.compute} here, or on another processor",
                file=sys.stderr,
            )
    return code


def _remove(arguments: argparse.Namespace) -> int:
    from mt.models import store

    print(f"removed\t{store.remove(arguments.name)}")
    return 0


class _Bar:
    """Progress in one line of a terminal; nothing anywhere else."""

    def __init__(self, quiet: bool) -> None:
        self._on = sys.stderr.isatty() and not quiet
        self._next = 0.0
        self._width = 0

    def show(self, done: int, total: int, rate: float) -> None:
        now = time.monotonic()
        if not self._on or (now < self._next and done < total):
            return
        self._next = now + 0.2
        left = f", {(total - done) / rate:,.0f} s left" if rate > 0 and done < total else ""
        share = done / total if total else 1.0
        self._write(f"{share:4.0%} of {total / 1e6:,.1f} MB, {rate / 1e6:,.1f} MB/s{left}")

    def say(self, text: str) -> None:
        if self._on:
            self._write(text)

    def clear(self) -> None:
        if self._on:
            print("\r" + " " * self._width + "\r", end="", file=sys.stderr, flush=True)

    def _write(self, text: str) -> None:
        print("\r" + text.ljust(self._width), end="", file=sys.stderr, flush=True)
        self._width = len(text)
