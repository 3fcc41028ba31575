from __future__ import annotations

import html
from collections import Counter

import pytest

from mt.evaluate.findings import find
from mt.translate.check import check
from mt.values import Flag, FlagKind
from tests.evaluate.samples import flores, own_rows

REFERENCE = "On Monday, General Robert Keane said that 1,318 people had not left Hanoi; see https://vidu.example.org/tin."


def kinds(hypothesis: str, *references: str, source: str = "") -> set[FlagKind]:
    return {flag.kind for flag in find(source, hypothesis, references or (REFERENCE,), None)}


def test_nothing_is_found_on_a_reference_itself() -> None:
    for row in own_rows():
        assert find("", row[3], [row[3]], None) == ()
        if row[4]:
            assert find("", row[4], [row[3], row[4]], None) == ()


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("1,318", "1,381", FlagKind.NUMBER),
        ("Robert Keane ", "", FlagKind.NAME),
        ("had not left", "had left", FlagKind.NEGATION),
        ("https://vidu.example.org/tin", "https://vidu.example.org/tim", FlagKind.URL),
        ("people", "nhiều người dân", FlagKind.COPIED),
        ("people", "people and the people and the people and the people", FlagKind.REPETITION),
    ],
)
def test_one_change_gives_one_kind(old: str, new: str, kind: FlagKind) -> None:
    assert old in REFERENCE
    assert kinds(REFERENCE.replace(old, new)) == {kind}


def test_other_wordings_are_no_findings() -> None:
    other = (
        "Gen. Keane said on Monday 1,318 people were unable to leave Hanoi (https://vidu.example.org/tin)."
    )
    assert kinds(other) == set()


def test_one_reference_that_agrees_is_enough() -> None:
    assert kinds("It has 12 ships.", "It has 13 ships.") == {FlagKind.NUMBER}
    assert kinds("It has 12 ships.", "It has 13 ships.", "It has a dozen ships.") == set()


def test_omission_at_an_end() -> None:
    reference = (
        "The village school opened its new library yesterday morning. Teachers, parents, pupils, neighbours "
        "and former students brought books."
    )
    assert kinds("The village school opened its new library yesterday morning, as planned.", reference) == {
        FlagKind.OMISSION
    }
    assert kinds("The village school opened.", reference) == {FlagKind.OMISSION}


def test_no_translation() -> None:
    assert find("", " …", [REFERENCE], None) == (Flag(FlagKind.EMPTY, "no translation"),)
    assert find("Có.", "", ["Yes."], check) == check("Có.", "")


def test_the_check_of_the_source_goes_first_and_nothing_is_said_twice() -> None:
    source = "Hôm thứ Hai, 1.318 người chưa rời Hà Nội."
    flags = find(
        source, "On Monday, 1,381 people had left Hanoi.", ["1,318 people had not left Hanoi."], check
    )
    assert flags[: len(check(source, "On Monday, 1,381 people had left Hanoi."))] == check(
        source, "On Monday, 1,381 people had left Hanoi."
    )
    assert Counter(flag.kind for flag in flags)[FlagKind.NEGATION] == 1
    details = [flag.detail for flag in flags if flag.kind == FlagKind.NUMBER]
    assert len(details) == len(set(details))
    assert details.count("1,318 is missing") == 1  # both check and reference miss it


def test_a_negation_is_extra_only_where_the_source_has_none() -> None:
    assert kinds("He did not go.", "He went.") == set()
    assert kinds("He did not go.", "He went.", source="Anh ấy đã đi.") == {FlagKind.NEGATION}
    assert kinds("He did not go.", "He stayed at home.", source="Anh ấy không đi.") == set()


def test_blank_references_are_passed_over() -> None:
    assert find("", "Anything.", ["", "  "], None) == ()


def test_few_findings_on_a_good_system_and_more_on_a_worse_one() -> None:
    shares = {}
    for system in ("google", "opus-mt"):
        _, references, answers = flores(system)
        found = [find("", html.unescape(a), [r], None) for a, r in zip(answers, references, strict=True)]
        shares[system] = sum(map(bool, found)) / len(found)
    assert shares["google"] < 0.03
    assert shares["opus-mt"] > 3 * shares["google"]
