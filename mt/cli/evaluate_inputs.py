"""What `mt evaluate` scores: files of segments, test sets, and what models make of their sources."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mt.cli.evaluate_sets import data_folder
from mt.cli.evaluate_texts import check_texts, pairs_of_lines, realigned, scored_snippets
from mt.documents import read
from mt.documents.lines import lines
from mt.errors import InputError, UsageError
from mt.evaluate.options import Names
from mt.values import Coverage, ReferenceSet, System
from mt.wording import counted

if TYPE_CHECKING:
    from mt.pipeline import Translator

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Inputs:
    """recipe: of the set, for the report. names: what messages call its files. signature: what was done to
    the segments. coverage: of snippets."""

    reference_set: ReferenceSet
    systems: tuple[System, ...]
    names: Names
    recipe: tuple[tuple[str, str], ...] = ()
    signature: str = ""
    coverage: Coverage | None = None


def gather(arguments: argparse.Namespace) -> Inputs:
    """All that is to be scored. Raises UsageError for options that do not go together, InputError for files
    that cannot be read."""
    say = silent if arguments.quiet else _say
    check_texts(arguments)
    _check(arguments)
    if arguments.snippets:
        return _from_snippets(arguments, say)
    take = _from_set if arguments.set else _from_files
    reference_set, names, recipe = take(arguments, say)
    systems = _read_systems(arguments, say)
    for model in arguments.model or []:
        systems.append(_translated(reference_set, model, arguments, say))
    if not arguments.realign:
        return Inputs(reference_set, tuple(systems), names, recipe)
    found, again = realigned(reference_set, systems, say)
    return Inputs(found, again, Names(), (*recipe, ("realigned", "yes")), "realign:yes")


def _from_snippets(arguments: argparse.Namespace, say: Say) -> Inputs:
    """The text is what was translated; snippets are its segments."""
    encoding = arguments.encoding
    sources = read_segments(arguments.src, encoding, say) if arguments.src else ()
    translations = [
        (system, pairs_of_lines(sources, system.hypotheses, system.name))
        for system in _read_systems(arguments, say)
    ]
    for model in arguments.model or []:
        translator, recipe = _loaded(model, arguments, say)
        found = translator.sentences("".join(f"{source}\n" for source in sources))
        pairs = [each.sentence.text for each in found], [each.target for each in found]
        translations.append((System(model, (), recipe), pairs))
    text = "\n".join(read_segments(arguments.snippets, encoding, say))
    reference_set, systems, coverage, names = scored_snippets(arguments, text, translations, say)
    signature = f"snippets:{coverage.located}/{coverage.snippets}"
    recipe = (("snippets", arguments.snippets), *((("source", arguments.src),) if arguments.src else ()))
    return Inputs(reference_set, systems, names, recipe, signature, coverage)


def _read_systems(arguments: argparse.Namespace, say: Say) -> list[System]:
    return [
        System(name, read_segments(path, arguments.encoding, say))
        for name, path in zip(_names_of(arguments.files), arguments.files, strict=True)
    ]


def read_segments(path: str, encoding: str | None, say: Say) -> tuple[str, ...]:
    """The lines of a file, blank ones too, in any encoding `mt translate` reads; "-": standard input."""
    found: list[str] = []
    with read(path if path == "-" else Path(path), encoding) as reading:
        for document in reading:
            found += [document.text[span.start : span.end] for span in lines(document.text)]
    for note in reading.source.notes():
        say(note)
    return tuple(found)


def _check(arguments: argparse.Namespace) -> None:
    if arguments.set and (arguments.ref or arguments.src or arguments.docs):
        raise UsageError("--set brings references and sources. Leave --ref, --src and --docs out")
    if not arguments.ref and not arguments.set and not arguments.snippets:
        raise UsageError(
            "name the references with --ref FILE, a test set with --set NAME, or --snippets FILE"
        )
    if not arguments.files and not arguments.model:
        raise UsageError("there is nothing to evaluate. Name a translation, or a model with --model")
    if arguments.model and not (arguments.src or arguments.set):
        raise UsageError(
            "--model translates the source. Name it with --src FILE, or a test set with --set NAME"
        )
    named = [*arguments.files, *(arguments.ref or []), arguments.src, arguments.docs, arguments.snippets]
    if named.count("-") > 1:
        raise UsageError("standard input (-) can be read only once")


def _from_set(
    arguments: argparse.Namespace, say: Say
) -> tuple[ReferenceSet, Names, tuple[tuple[str, str], ...]]:
    from mt.evaluate import rows, sets

    def read_lines(path: Path) -> Sequence[str]:
        return read_segments(str(path), arguments.encoding, say)

    if rows.is_file(arguments.set):
        path = Path(arguments.set)
        found, where = sets.from_files(path.stem, (path,), read_lines), str(path)
        recipe = [("set", path.name)]
    else:
        chosen = sets.choose(arguments.set, Path(arguments.sets) if arguments.sets else None)
        if chosen.hub and not chosen.here(data_folder(arguments)):
            say(f"{chosen.name} is not in a local folder (--data): asking the hub for {chosen.hub.path}")
        found, where = sets.load(chosen, data_folder(arguments), read_lines)
        recipe = [("set", chosen.name), ("set.licence", chosen.licence)]
        if chosen.segments not in (None, len(found.references[0])):
            say(
                f"{chosen.name}: {counted(len(found.references[0]), 'segment')}, {chosen.segments:,} declared"
            )
        if chosen.note and not arguments.json:
            say(f"{chosen.name}: {chosen.note}")
    say(f"{arguments.set}: {counted(len(found.references[0]), 'segment')} from {where}")
    if arguments.model and not found.sources:
        raise UsageError(f"{arguments.set} has no sources to translate")
    return found, Names((f"the references of {arguments.set}",), f"the source of {arguments.set}"), (*recipe,)


def _from_files(
    arguments: argparse.Namespace, say: Say
) -> tuple[ReferenceSet, Names, tuple[tuple[str, str], ...]]:
    encoding = arguments.encoding
    references = tuple(read_segments(path, encoding, say) for path in arguments.ref)
    for path, segments in zip(arguments.ref, references, strict=True):
        if not segments:
            raise InputError(f"{path} is empty: there are no references to score against")
        _note_blank(path, segments, say)
    sources = read_segments(arguments.src, encoding, say) if arguments.src else ()
    documents = read_segments(arguments.docs, encoding, say) if arguments.docs else ()
    recipe = [("references", " ".join(arguments.ref))]
    recipe += [("source", arguments.src)] if arguments.src else []
    names = Names(tuple(arguments.ref), arguments.src or "", arguments.docs or "", "line")
    return ReferenceSet(Path(arguments.ref[0]).name, references, sources, documents), names, tuple(recipe)


def _note_blank(path: str, segments: Sequence[str], say: Say) -> None:
    blank = [at for at, segment in enumerate(segments, start=1) if not segment.strip()]
    if len(blank) == len(segments):
        raise InputError(f"{path}: there are only blank lines, no references")
    if blank:
        say(
            f"{path}: {len(blank):,} of {len(segments):,} references are blank, first line {blank[0]:,}; "
            "they count as references without words, as with sacreBLEU"
        )


def _names_of(paths: Sequence[str]) -> list[str]:
    """Short names of files: without folder, and without the parts between dots that all begin or end with;
    as they were typed where that would not tell them apart."""
    short = [Path(path).name if path != "-" else "standard input" for path in paths]
    parts = [name.split(".") for name in short]
    if len(paths) > 1:
        for end in (0, -1):
            while min(map(len, parts)) > 1 and len({each[end] for each in parts}) == 1:
                for each in parts:
                    each.pop(end)
        short = [".".join(each) for each in parts]
    counts = Counter(short)
    return [name if counts[name] == 1 else path for name, path in zip(short, paths, strict=True)]


def _translated(reference_set: ReferenceSet, model: str, arguments: argparse.Namespace, say: Say) -> System:
    """What a model makes of the sources; a segment in, a segment out."""
    translator, recipe = _loaded(model, arguments, say)
    sources = reference_set.sources
    hypotheses = translator.translate("".join(f"{source}\n" for source in sources)).split("\n")[:-1]
    if len(hypotheses) != len(sources):
        raise InputError(
            f"{len(sources):,} sources gave {len(hypotheses):,} translations: a source holds a line end"
        )
    return System(model, tuple(hypotheses), recipe)


def _loaded(
    model: str, arguments: argparse.Namespace, say: Say
) -> tuple[Translator, tuple[tuple[str, str], ...]]:
    """The translator, and what is needed to have it again."""
    from mt.cli.translate import model_line
    from mt.config import resolve
    from mt.pipeline import Translator

    settings = resolve({"model": model, "beam": arguments.beam})
    translator = Translator(settings)
    say(model_line(translator.model))
    recipe = [("model", translator.model.name), ("revision", translator.model.revision or "unknown")]
    described = translator.model.folder / "mt.json"  # it holds the hashes of all its files
    if described.is_file():
        recipe.append(("model.sha256", hashlib.sha256(described.read_bytes()).hexdigest()))
    recipe.append(("glossary", translator.glossary.digest() if translator.glossary else "none"))
    recipe += [(name, str(getattr(settings, name))) for name in ("engine", "beam", "compute", "device")]
    return translator, tuple(recipe)


def _say(text: str) -> None:
    print(f"mt: {text}", file=sys.stderr)


def silent(_: str) -> None:
    """Says nothing."""
