"""Sentences -> Translations: each different sentence is translated once, checked, repaired, remembered."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from mt.translate.base import Engine
from mt.translate.check import check
from mt.translate.entities import decoded
from mt.translate.glossary import Glossary
from mt.translate.markup import Marked, take
from mt.translate.places import Linker, located
from mt.translate.projection import inserted, project, shifted
from mt.translate.repair import ITEM_KINDS, Checked, translate_checked
from mt.values import Decoding, Sentence, Translation

_WORD = re.compile(r"[^\W_]")


class Memory(Protocol):
    """What has been translated already, by the sentence's text."""

    def recall(self, texts: Sequence[str]) -> dict[str, Checked]:
        """Those of `texts`, all different, that are known."""
        ...

    def keep(self, found: Mapping[str, Checked]) -> None:
        """Remembers what was translated just now."""
        ...


class Recent:
    """A memory of the last `size` different sentences; the least recently used go first."""

    def __init__(self, size: int = 50_000) -> None:
        self._size = size
        self._held: OrderedDict[str, Checked] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def recall(self, texts: Sequence[str]) -> dict[str, Checked]:
        known = {text: self._held[text] for text in texts if text in self._held}
        for text in known:
            self._held.move_to_end(text)
        return known

    def keep(self, found: Mapping[str, Checked]) -> None:
        self._held.update(found)
        while len(self._held) > self._size:
            self._held.popitem(last=False)

    def clear(self) -> None:
        self._held.clear()


class SentenceTranslator:
    """An engine with the loss-proof contract around it and a memory of what it has translated.

    fallback: a second engine, the last rung of the repair ladder. linker: links the words of a sentence and
    its translation, so that tags go where they belong and findings can say where they lie; asked for such
    sentences only. Without it tags are masked or read by the model. glossary: words that are masked where the
    engine's model copies masks.
    """

    def __init__(
        self,
        engine: Engine,
        decoding: Decoding,
        fallback: Engine | None = None,
        memory: Memory | None = None,
        linker: Linker | None = None,
        glossary: Glossary | None = None,
    ) -> None:
        self.engine, self.decoding, self.fallback, self.linker = engine, decoding, fallback, linker
        self.glossary = glossary
        self.memory: Memory = Recent() if memory is None else memory

    def translate(self, sentences: Sequence[Sentence]) -> list[Translation]:
        """One Translation for each sentence, in the same order, whatever the model answers."""
        known = self.answers(dict.fromkeys(sentence.text for sentence in sentences))
        return joined(sentences, known)

    def answers(self, texts: Iterable[str]) -> dict[str, Checked]:
        """What each of `texts`, sentences that are all different, becomes."""
        wanted = list(texts)
        known = self.memory.recall(wanted)
        new = [text for text in wanted if text not in known]
        if new:
            found = self._translated(new)
            self.memory.keep(found)
            known.update(found)
        return known

    def _translated(self, texts: Sequence[str]) -> dict[str, Checked]:
        """What each of `texts` becomes."""
        read = {text: decoded(text) for text in texts}
        found = self._of_characters(list(dict.fromkeys(read.values())))
        return {text: found[characters] for text, characters in read.items()}

    def _of_characters(self, texts: Sequence[str]) -> dict[str, Checked]:
        """The same of texts without entities. Marks are taken out before, and put back where links say they
        go."""
        taken = {text: take(text) for text in texts} if self.linker is not None else {}
        # Where there is nothing but marks, as in a lone image, they are left alone.
        marked = {text: found for text, found in taken.items() if found and _WORD.search(found.plain)}
        empty = {text for text, found in taken.items() if found and not _WORD.search(found.plain)}
        plain = {text: marked[text].plain if text in marked else text for text in texts if text not in empty}
        wanted = list(dict.fromkeys(plain.values()))
        checked = translate_checked(self.engine, wanted, self.decoding, self.fallback, self.glossary)
        known = {text: self._located(text, one) for text, one in zip(wanted, checked, strict=True)}
        found = {text: Checked(text, None) for text in empty} | {
            text: self._dressed(text, marked[text], known[bare]) if text in marked else known[bare]
            for text, bare in plain.items()
        }
        return {text: found[text] for text in texts}

    def _dressed(self, source: str, marked: Marked, found: Checked) -> Checked:
        """The translation of `marked.plain` with the marks of `source`."""
        assert self.linker is not None
        insertions = project(marked, found.target, self.linker(marked.plain, found.target))
        target = inserted(found.target, insertions)
        flags = [
            replace(flag, place=shifted(flag.place, insertions)) if flag.place else flag
            for flag in found.flags
        ]
        # What has to come back as it is has been counted in the plain text alone.
        known = {(flag.kind, flag.detail) for flag in flags}
        flags += [
            flag
            for flag in check(source, target)
            if flag.kind in ITEM_KINDS and (flag.kind, flag.detail) not in known
        ]
        return replace(found, target=target, flags=tuple(flags))

    def _located(self, source: str, found: Checked) -> Checked:
        if not found.flags or self.linker is None:
            return found
        return replace(found, flags=located(source, found.target, found.flags, self.linker))


def joined(sentences: Iterable[Sentence], answers: Mapping[str, Checked]) -> list[Translation]:
    """A Translation for each sentence, in the same order. Raises KeyError for one that has no answer."""
    return [
        Translation(sentence, found.target, found.score, found.flags, found.repair)
        for sentence in sentences
        for found in (answers[sentence.text],)
    ]
