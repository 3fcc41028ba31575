"""mt segment: files or standard input, one sentence a line."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from mt.config import Settings, resolve
from mt.documents import paragraphs, read, replacing, same_file
from mt.errors import InputError, PartialFailure, UsageError
from mt.segment import segment
from mt.wording import counted

_EXAMPLES = """\
examples:
  mt segment news.txt                         one sentence a line
  mt segment --format tsv *.txt -o all.tsv    with file, line and place of each
  zcat mail.gz | mt segment --unwrap -        lines that were wrapped by hand are joined

A line end ends a sentence, unless --unwrap finds that the line goes on. Sentences are as in the file; only
with --format text a line end inside one becomes a space. start and end count characters of the file's text
from 0, end exclusive. In tsv, a tab, a line end or a backslash in the text is written \\t, \\n, \\r, \\\\.

exit codes: 0 done, 2 usage, 3 input, 5 output, 6 some files failed, 130 Ctrl-C"""

_COLUMNS = ("file", "line", "start", "end", "text")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_LINE_END = re.compile(r"\r\n|[\r\n]")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _EXAMPLES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("files", nargs="*", metavar="FILE", help="Vietnamese text; - or none: standard input")
    parser.add_argument(
        "-o", "--output", metavar="PATH", help="file, written whole or not at all; - or none: standard output"
    )
    parser.add_argument("--format", choices=list(_FORMATS), default="text", help="of the output (text)")
    parser.add_argument(
        "--language", choices=["vi", "en"], default="vi", help="whose abbreviations and rules (vi)"
    )
    parser.add_argument(
        "--encoding", metavar="NAME", help="of the input: utf-8, cp1258, viscii, tcvn3, vni, ..."
    )
    parser.add_argument(
        "--unwrap", action="store_true", default=None, help="join lines that were wrapped by hand"
    )
    parser.add_argument("--quiet", action="store_true", help="errors only on standard error")


def run(arguments: argparse.Namespace) -> int:
    settings = resolve({"encoding": arguments.encoding, "unwrap": arguments.unwrap})
    inputs: list[str] = arguments.files or ["-"]
    output: str | None = arguments.output
    if output in (None, "-"):
        failed = _write_all(inputs, arguments, settings, sys.stdout)
    else:
        for name in inputs:
            if name != "-" and same_file(name, output):
                raise UsageError(f"{output} is an input as well. Name another file with -o")
        with replacing(output) as stream:
            failed = _write_all(inputs, arguments, settings, stream)
            if failed == len(inputs):
                raise _failure(failed, inputs)  # in here, so that nothing replaces a file that exists
    if failed:
        raise _failure(failed, inputs)
    return 0


def _failure(failed: int, inputs: list[str]) -> PartialFailure:
    done = "the others are done" if failed < len(inputs) else "nothing was segmented"
    return PartialFailure(f"{failed} of {counted(len(inputs), 'input')} failed; {done}")


def _write_all(inputs: list[str], arguments: argparse.Namespace, settings: Settings, stream: TextIO) -> int:
    """How many inputs failed. With a single one its error is the run's."""
    if arguments.format == "tsv":
        stream.write("\t".join(_COLUMNS) + "\n")
    failed = 0
    for name in inputs:
        try:
            _write_one(name, arguments, settings, stream)
        except InputError as error:
            if len(inputs) == 1:
                raise
            print(f"mt: {error}", file=sys.stderr)
            failed += 1
    return failed


def _write_one(name: str, arguments: argparse.Namespace, settings: Settings, stream: TextIO) -> None:
    line = _FORMATS[arguments.format]
    source = name if name == "-" else Path(name)
    with read(source, settings.encoding or None, unwrap=settings.unwrap) as reading:
        for document in reading:
            blocks = paragraphs(document, settings.unwrap)
            for sentence in segment(document, blocks, arguments.language):
                span = sentence.span
                row = (document.name, sentence.line, span.start, span.end, sentence.text)
                stream.write(line(row) + "\n")
    if not arguments.quiet:
        for note in reading.source.notes():
            print(f"mt: {note}", file=sys.stderr)


_Row = tuple[str, int, int, int, str]


def _text(row: _Row) -> str:
    return _LINE_END.sub(" ", row[-1])


def _tsv(row: _Row) -> str:
    return "\t".join(str(field).translate(_ESCAPES) for field in row)


def _jsonl(row: _Row) -> str:
    text = json.dumps(dict(zip(_COLUMNS, row, strict=True)), ensure_ascii=False)
    # These three end a line for some readers of JSON Lines.
    return text.replace("\x85", "\\u0085").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


_FORMATS: dict[str, Callable[[_Row], str]] = {"text": _text, "tsv": _tsv, "jsonl": _jsonl}
