"""Declarations of test sets, and sets from files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from mt.errors import InputError, UsageError
from mt.evaluate import sets
from mt.evaluate.rows import Row

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("MT_DATA", ROOT.parent / "shared" / "data"))


def lines(path: Path) -> Iterable[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def test_what_the_package_declares() -> None:
    known = sets.declared()
    wanted = {
        "snippets",
        "flores-dev",
        "flores-devtest",
        "ntrex",
        "iwslt15-tst2012",
        "iwslt15-tst2013",
        "phomt",
    }
    assert wanted | {"vlsp2020-dev", "vlsp2020-test", "tatoeba"} == set(known)
    for each in known.values():
        assert each.title, each.name
        assert each.licence, each.name
        assert each.url.startswith("https://"), each.name
        assert each.files or each.hub, each.name
    assert (ROOT / "eval" / "sets.toml").resolve() == sets.OWN


@pytest.mark.parametrize("name", ["flores-dev", "iwslt15-tst2012", "vlsp2020-dev", "tatoeba", "snippets"])
def test_sets_that_lie_here_have_as_many_segments_as_declared(name: str) -> None:
    declared = sets.declared()[name]
    if not declared.here(DATA):
        pytest.skip("no data")
    found, where = sets.load(declared, DATA, lines)
    assert len(found.references[0]) == len(found.sources) == declared.segments
    assert where.endswith(".tsv")
    assert found.name == name


OWN = """
[ours]
title = "ours"
licence = "none"
url = "https://example.org"
segments = 2
files = [["o.tsv"], ["o.vi", "o.en", "o.ids"]]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_ones_own_sets(own: Path, tmp_path: Path) -> None:
    chosen = sets.choose("ours", own)
    assert sets.choose("ntrex", own).segments == 1997
    with pytest.raises(InputError, match=r"ours is not in .*Get it from https://example.org .*o\.tsv"):
        sets.load(chosen, tmp_path, lines)
    with pytest.raises(InputError, match="name the folder with --data"):
        sets.load(chosen, None, lines)
    for name, text in (("o.vi", "một\nhai\n"), ("o.en", "one\ntwo\n"), ("o.ids", "a\nb\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    found, _ = sets.load(chosen, tmp_path, lines)
    assert (found.sources, found.references, found.documents) == (
        ("một", "hai"),
        (("one", "two"),),
        ("a", "b"),
    )
    (tmp_path / "o.tsv").write_text("một\tONE\n", encoding="utf-8")
    assert sets.load(chosen, tmp_path, lines)[0].references == (("ONE",),)


def test_an_unknown_name(own: Path) -> None:
    with pytest.raises(UsageError, match=r"no test set 'flores'\. There are: flores-dev, .*ours"):
        sets.choose("flores", own)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("[ours", "cannot be read"),
        ("[ours]\ntitle = 'x'\n", r"\[ours\] is not a declaration.*licence"),
        (OWN + "colour = 'red'\n", r"\[ours\] is not a declaration.*colour"),
        (OWN.replace('["o.tsv"]', "[]"), "one file, or two or three"),
        (OWN + "hub = {path = 'x'}\n", r"\[ours\] is not a declaration"),
        ("ours = 5\n", r"\[ours\] is not a declaration"),
    ],
)
def test_declarations_that_are_wrong(own: Path, change: str, message: str) -> None:
    own.write_text(change, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        sets.declared(own)


def test_a_row_with_fewer_references_scores_as_without_the_missing_one() -> None:
    pytest.importorskip("sacrebleu")
    from sacrebleu.metrics import BLEU, CHRF

    rows = [Row("", ("one two three", "a b")), Row("", ("four five six",))]
    found = sets.gathered("s", iter(rows))
    assert found.references == (("one two three", "four five six"), ("a b", "four five six"))
    hypotheses = ["one two three four", "four six"]
    for metric in (BLEU, CHRF):
        with_none = (
            metric().corpus_score(hypotheses, [["one two three", "four five six"], ["a b", None]]).score
        )
        assert metric().corpus_score(hypotheses, [list(each) for each in found.references]).score == with_none


def test_no_rows_or_no_reference() -> None:
    with pytest.raises(InputError, match="no segments"):
        sets.gathered("s", iter(()))
    with pytest.raises(InputError, match="row 2 has no reference"):
        sets.gathered("s", iter([Row("", ("a",)), Row("b", ())]))


class FakeDatasets:
    """What this project uses of `datasets`."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []

    def load_dataset(
        self, path: str, name: str | None, *, split: str, streaming: bool
    ) -> Iterator[dict[str, str]]:
        self.calls.append((path, name, split, streaming))
        if path == "gone":
            raise ConnectionError("no network")
        texts = {"vie_Latn": ["một", "hai\nba"], "eng_Latn": ["one", "two"]}
        return iter([{"text": text} for text in texts[name or ""]])


@pytest.fixture
def datasets(monkeypatch: pytest.MonkeyPatch) -> FakeDatasets:
    fake = FakeDatasets()
    monkeypatch.setitem(__import__("sys").modules, "datasets", fake)
    monkeypatch.setattr(sets, "CHECKOUT", Path("/nowhere"))
    return fake


def test_a_set_of_a_hub_is_streamed(datasets: FakeDatasets) -> None:
    found, where = sets.load(sets.declared()["flores-devtest"], None, lines)
    assert found.sources == ("một", "hai ba")
    assert found.references == (("one", "two"),)
    assert where == "hub openlanguagedata/flores_plus"
    path = "openlanguagedata/flores_plus"
    assert datasets.calls == [(path, "vie_Latn", "devtest", True), (path, "eng_Latn", "devtest", True)]


def test_a_hub_that_cannot_be_reached(datasets: FakeDatasets) -> None:
    from dataclasses import replace

    chosen = sets.declared()["flores-devtest"]
    assert chosen.hub is not None
    with pytest.raises(
        InputError, match=r"gone was not to be had from the hub: no network\. Get it from https"
    ):
        sets.load(replace(chosen, hub=replace(chosen.hub, path="gone")), None, lines)
