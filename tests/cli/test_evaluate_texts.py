"""Texts without given segments: sentences of lines, snippets in several translations, realignment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("sacrebleu")

from mt.cli import main
from mt.cli.evaluate_texts import pairs_of_lines, sentences_by_line
from mt.errors import InputError
from tests.evaluate.texts import references, spoiled

FEW = ("--resamples", "100", "--trials", "100", "--json", "--quiet")


def test_sentences_stay_in_their_lines() -> None:
    assert sentences_by_line(["Mr. Lam left. We stayed.", "", "No stop"], "en") == [
        ["Mr. Lam left.", "We stayed."],
        [],
        ["No stop"],
    ]


def test_lines_are_taken_apart_where_both_sides_have_as_many_sentences() -> None:
    sources = ["Trời mưa. Chúng tôi ở nhà.", "", "Anh ấy đi. Cô ấy ở lại. Hết."]
    hypotheses = ["It rained. We stayed.", "", "He left and she stayed. The end."]
    assert pairs_of_lines(sources, hypotheses, "x") == (
        ["Trời mưa.", "Chúng tôi ở nhà.", sources[2]],
        ["It rained.", "We stayed.", hypotheses[2]],
    )
    assert pairs_of_lines([], hypotheses, "x")[1] == [
        "It rained.",
        "We stayed.",
        "He left and she stayed.",
        "The end.",
    ]
    with pytest.raises(InputError, match=r"x has 3 lines, its source 1; --snippets needs them line for line"):
        pairs_of_lines(["một"], hypotheses, "x")


def write(path: Path, texts: list[str]) -> str:
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return str(path)


def evaluated(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["evaluate", *words, *FEW]) == 0
    found: dict = json.loads(capsys.readouterr().out)
    return found


def test_snippets_are_scored_where_every_translation_has_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = [f"Năm {1900 + at}, làng thứ {at} xây một cây cầu qua sông." for at in range(10)]
    targets = [f"In {1900 + at}, village number {at} built a bridge across the river." for at in range(10)]
    other = [text.replace("built", "put up").replace("a bridge", "one bridge") for text in targets]
    words = [write(tmp_path / name, texts) for name, texts in (("a.en", targets), ("b.en", other))]
    words += ["--src", write(tmp_path / "s.vi", sources)]
    rows = [f"{sources[at]}\t{targets[at]}" for at in (7, 1, 4)]
    found = evaluated(capsys, *words, "--snippets", write(tmp_path / "snippets.tsv", rows))
    assert found["coverage"]["snippets"] == found["coverage"]["located"] == 3
    assert [segment["references"] for segment in found["segments"]] == [[targets[at]] for at in (7, 1, 4)]
    assert [segment["hypotheses"] for segment in found["segments"]] == [
        [targets[at], other[at]] for at in (7, 1, 4)
    ]
    assert found["systems"][0]["scores"][0]["value"] == pytest.approx(100)


def test_two_translations_with_other_lines_are_scored_on_the_same_segments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = references(40)
    good, bad = spoiled(wanted, 0.05, 1), spoiled(wanted, 0.4, 2)
    words = [
        write(tmp_path / "good.en", [" ".join(good[at : at + 4]) for at in range(0, 40, 4)]),
        write(tmp_path / "bad.en", [" ".join(bad[at : at + 5]) for at in range(0, 40, 5)]),
        "--ref",
        write(tmp_path / "ref.en", [" ".join(wanted[at : at + 2]) for at in range(0, 40, 2)]),
    ]
    found = evaluated(capsys, *words, "--realign")
    assert " ".join(s["references"][0] for s in found["segments"]).split() == " ".join(wanted).split()
    assert " ".join(s["hypotheses"][1] for s in found["segments"]).split() == " ".join(bad).split()
    assert found["ranks"]["BLEU"] == [1, 2]
    assert found["recipe"]["realigned"] == "yes"
    assert all(score["signature"].endswith("|realign:yes") for score in found["systems"][0]["scores"])


def test_nothing_of_the_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [write(tmp_path / "a.en", ["It rained."]), "--src", write(tmp_path / "s.vi", ["Trời mưa."])]
    words += ["--snippets", write(tmp_path / "s.tsv", ["Con mèo ngủ trên ghế\tThe cat sleeps"])]
    assert main(["evaluate", *words]) == 3
    assert "none of 1 snippets was located" in capsys.readouterr().err
