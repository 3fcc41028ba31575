"""What is written comes back; what is damaged is said, with what to do; two runs do not share a folder."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mt.batch import journal
from mt.batch.journal import Journal, Row, locked, packed_flags, unpacked_flags
from mt.errors import InputError, OutputError
from mt.translate.repair import Checked
from mt.values import Flag, FlagKind, Span


@pytest.fixture
def opened(tmp_path: Path):  # type: ignore[no-untyped-def]
    made = Journal(tmp_path)
    yield made
    made.close()


def test_records_and_notes_come_back(opened: Journal, tmp_path: Path) -> None:
    rows = [Row(b"a\xff", "done", 3, 4, "h", "r", b"out", 5, 6, 1, 2, '{"number": 2}', "", 0.5, 1.25)]
    rows.append(Row(b"b", "failed", 1, 2, error="why | not\n"))
    opened.finish(rows, (b"b", "stamp", 7))
    opened.note("run", 12)
    assert [opened.row(row.key) for row in rows] == rows
    assert opened.row(b"c") is None
    opened.claim([(b"out", b"1"), (b"out", b"2")])
    assert [opened.wrote(b"out", each) for each in (b"1", b"2", b"3", b"")] == [True, True, False, False]
    assert journal.outputs(tmp_path) == {(b"out", b"1"), (b"out", b"2")}
    assert opened.progress() == (b"b", "stamp", 7)
    found, notes = journal.read(tmp_path)
    assert found == rows
    assert notes["run"] == 12
    opened.finish([], None)
    assert opened.progress() is None


@given(
    st.dictionaries(
        st.text(max_size=40),
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
            st.none() | st.floats(-50, 0),
            st.lists(st.sampled_from(FlagKind), max_size=3),
            st.sampled_from(["", "beam", "search"]),
        ),
        max_size=30,
    )
)
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_translations_come_back_under_their_recipe(opened: Journal, table: dict) -> None:  # type: ignore[type-arg]
    found = {
        text: Checked(target, score, tuple(Flag(kind, "d") for kind in kinds), repair)
        for text, (target, score, kinds, repair) in table.items()
    }
    opened.keep("one", found)
    assert opened.recall("one", list(found)) == found
    assert opened.recall("two", list(found)) == {}


def test_a_damaged_or_newer_journal_is_said_with_its_remedy(tmp_path: Path) -> None:
    Journal(tmp_path).close()
    path = tmp_path / ".vimt" / "journal.sqlite"
    base = sqlite3.connect(path)
    base.execute("update meta set value = '99' where key = 'version'")
    base.commit()
    base.close()
    for look in (Journal, journal.read):
        with pytest.raises(InputError, match=r"version 99.*Move it away"):
            look(tmp_path)
    for extra in path.parent.glob("journal.sqlite-*"):
        extra.unlink()
    path.write_bytes(b"no database, but long enough to be looked at" * 50)
    for look in (Journal, journal.read):
        with pytest.raises(InputError, match=r"damaged.*Move it away"):
            look(tmp_path)
    with pytest.raises(InputError, match="no run has been here"):
        journal.read(tmp_path / "elsewhere")


def test_one_run_at_a_time(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from mt.batch.journal import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(OutputError, match=f"process {other.pid}"), locked(tmp_path):
            pass
        other.kill()
    with locked(tmp_path):
        pass


def test_json_of_a_note(opened: Journal, tmp_path: Path) -> None:
    value = [["6162", 1, 2, "r"]]
    opened.note("at work", value)
    assert journal.read(tmp_path)[1]["at work"] == json.loads(json.dumps(value))


def test_places_of_findings_are_kept_and_older_rows_read() -> None:
    flags = (Flag(FlagKind.NUMBER, "15 is missing; there: “fifty”", Span(0, 5)), Flag(FlagKind.SHORT))
    assert unpacked_flags(packed_flags(flags)) == flags
    assert unpacked_flags('[["number", "15 is missing"]]') == (Flag(FlagKind.NUMBER, "15 is missing"),)
    assert unpacked_flags(packed_flags(())) == ()
