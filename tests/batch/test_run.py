"""Runs over a folder: what `mt translate` writes for each file alone, however often the run is killed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import mt
from mt.batch import journal
from tests.documents.samples import NEWS

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def environment(tiny_marian_ct2: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MT_MODEL", str(tiny_marian_ct2))
    monkeypatch.setenv("MT_BEAM", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small folder with everything in it: shared sentences, old encodings, empty, bad and large files."""
    folder = tmp_path / "in"
    (folder / "deep" / "er").mkdir(parents=True)
    lines = NEWS.splitlines()
    for number in range(12):
        text = "\n".join(f"{lines[k % len(lines)]} Số {number * k}." for k in range(1 + number % 5))
        (folder / f"{number:02}.txt").write_text(text + "\n", encoding="utf-8")
    (folder / "deep" / "er" / "old.txt").write_bytes("Hôm nay trời đẹp.\r\n\r\nTôi đi chợ.".encode("utf-16"))
    (folder / "deep" / "large.txt").write_text("\n".join(f"Tôi có {n} con mèo." for n in range(120)))
    (folder / "deep" / "empty.txt").touch()
    (folder / "deep" / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    return folder


def command(source: Path, target: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "mt", "batch", str(source), str(target), "--window", "16", *options]


def call(source: Path, target: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(source, target, *options), capture_output=True, text=True, check=False)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, but the run's own."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and ".vimt" not in p.parts
    }


def test_each_file_is_what_mt_translate_makes_of_it(source: Path, tmp_path: Path) -> None:
    done = call(source, tmp_path / "out")
    assert done.returncode == 6, done.stderr
    assert "1 of 16 files failed" in done.stderr
    assert "bad.txt" in done.stderr
    assert "PNG" in done.stderr
    translator = mt.load(threads=1)
    made = tree(tmp_path / "out")
    assert len(made) == 15
    for name, content in made.items():
        path = source / name.replace(".en.txt", ".txt")
        document = "".join(d.text for d in translator.read(path))
        assert content.decode() == translator.translate(document), name
    summary = json.loads((tmp_path / "out" / ".vimt" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["files done"], summary["files failed"]) == (15, 1)
    assert summary["settings"]["model"] == "tiny-marian"
    assert "deep/bad.txt" in (tmp_path / "out" / ".vimt" / "summary.md").read_text(encoding="utf-8")


def test_a_wrong_encoding_is_told_once(source: Path, tmp_path: Path) -> None:
    done = call(source, tmp_path / "out", "--encoding", "klingon")
    assert (done.returncode, done.stderr.count("klingon")) == (2, 1), done.stderr
    assert not (tmp_path / "out" / ".vimt").exists()


def test_a_second_run_does_only_what_is_new_changed_or_lost(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call(source, out)
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*.en.txt")}
    (source / "new.txt").write_text("Xin chào!\n", encoding="utf-8")
    (source / "00.txt").write_text("Tôi đi chợ mua cá và rau.\n", encoding="utf-8")
    os.utime(source / "01.txt")  # touched only
    (out / "02.en.txt").unlink()
    events = tmp_path / "events.jsonl"
    done = call(source, out, "--events", str(events))
    assert "17 files, 13 done before, 1 failed before" in done.stderr
    after = {p: p.stat().st_mtime_ns for p in out.rglob("*.en.txt")}
    assert {p.name for p in after if before.get(p) != after[p]} == {"new.en.txt", "00.en.txt", "02.en.txt"}
    told = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    assert [e["file"] for e in told if e["event"] == "file"] == ["00.txt", "02.txt", "new.txt"]
    assert (told[0]["event"], told[-1]["event"]) == ("begin", "end")
    # Another setting is another output; what failed is tried again when that is asked for.
    assert "17 files, 0 done before" in call(source, out, "--beam", "2").stderr
    assert "17 files, 16 done before\n" in call(source, out, "--beam", "2", "--retry-failed").stderr
    dry = call(source, out, "--beam", "2", "--retry-failed", "--dry-run")
    assert (dry.returncode, dry.stdout.split("\t")[0]) == (0, "deep/bad.txt")


def test_killed_at_random_moments_it_ends_with_the_same_bytes(source: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    began = time.monotonic()
    first = call(source, whole, "--format", "tsv")
    assert first.returncode == 6, first.stderr
    seconds = time.monotonic() - began
    rng = random.Random(5)
    for _ in range(6):
        run = subprocess.Popen(
            command(source, broken, "--format", "tsv"), stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(rng.uniform(0.3, 1.0) * seconds)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    done = call(source, broken, "--format", "tsv")
    assert done.returncode == 6, done.stderr
    assert tree(broken) == tree(whole)
    rows = journal.read(broken)[0]
    assert [row.state for row in rows].count("done") == 15


def test_a_worker_that_is_killed_is_started_again(source: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    call(source, whole)
    run = subprocess.Popen(command(source, broken), stderr=subprocess.PIPE, text=True)
    lock = broken / ".vimt" / "lock"
    while not (lock.exists() and lock.read_text()):
        time.sleep(0.01)
    os.kill(int(lock.read_text()), signal.SIGKILL)
    said = run.communicate()[1]
    assert "the worker process died (signal 9); it is started again" in said
    assert run.returncode == 6
    assert tree(broken) == tree(whole)


def test_sigterm_ends_the_worker_too_and_leaves_nothing_half_written(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = subprocess.Popen(command(source, out, "--window", "4"), stderr=subprocess.DEVNULL)
    while not list(out.rglob("*.en.txt")):
        time.sleep(0.01)
    run.send_signal(signal.SIGTERM)
    assert run.wait(timeout=20) == 143
    assert not list(out.rglob("*.part"))
    with journal.locked(out):  # the worker has let go of it
        pass


def test_a_file_that_kills_its_worker_is_set_aside(source: Path, tmp_path: Path) -> None:
    # What a fault in a library does, for one text: the site module is run at every start of Python.
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import mt.segment as s, signal\n"
        "import mt.segment.segmenter as m\n"
        "old = m.segment\n"
        "def new(document, *rest):\n"
        "    if 'giết' in document.text: signal.raise_signal(signal.SIGSEGV)\n"
        "    return old(document, *rest)\n"
        "m.segment = s.segment = new\n",
        encoding="utf-8",
    )
    (source / "05.txt").write_text("Tệp này giết tiến trình.\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path / 'site'}:{ROOT}"}
    out = tmp_path / "out"
    done = subprocess.run(
        command(source, out), capture_output=True, text=True, check=False, env=environment, timeout=120
    )
    assert done.returncode == 6, done.stderr
    rows = {row.key: row for row in journal.read(out)[0]}
    assert "ended the worker process (signal 11)" in rows[b"05.txt"].error
    assert [row.state for row in rows.values()].count("done") == 14
    # Tried again, it is set aside again, though its record is there and others fail before it each time.
    (source / "000.TXT").write_text("Xin chào.\n", encoding="utf-8")
    (source / "000.txt").write_text("Xin chào.\n", encoding="utf-8")
    for flag in ("--retry-failed", "--overwrite"):
        again = subprocess.run(
            command(source, out, flag, "--window", "1"), capture_output=True, text=True, check=False,
            env=environment, timeout=120,
        )  # fmt: skip
        assert again.returncode == 6, again.stderr
        assert again.stderr.count("it is started again") < 8
        assert "3 of 18 files failed" in again.stderr


def test_sigterm_ends_a_run_whose_worker_dies_of_something_else(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from mt.batch.supervise import supervise\n"
        "worker = 'import os, signal, time; signal.signal(15, lambda *_: os.abort());'\n"
        "worker += 'print(1, flush=True); time.sleep(60)'\n"
        "sys.exit(supervise([sys.executable, '-c', worker], Path(sys.argv[1]), print))"
    )
    run = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert run.stdout
    assert run.stdout.readline() == "1\n"
    run.send_signal(signal.SIGTERM)
    assert run.communicate(timeout=30)[0] == ""
    assert run.returncode == 143


def test_status_and_wrong_use(source: Path, tmp_path: Path) -> None:
    status = [sys.executable, "-m", "mt", "batch", "--status", str(tmp_path / "out")]
    none = subprocess.run(status, capture_output=True, text=True, check=False)
    assert (none.returncode, "no run has been here" in none.stderr) == (3, True)
    call(source, tmp_path / "out")
    found = subprocess.run(status, capture_output=True, text=True, check=True).stdout
    assert found.startswith("15 files done, 1 failed, ")
    assert "0 to do" in found
    assert call(source, source).returncode == 2
    assert call(source / "00.txt", tmp_path / "out").returncode == 3
    assert call(source, tmp_path / "out", "--beam", "0").returncode == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_closed_fails_its_files_alone(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "deep").mkdir(parents=True)
    (out / "deep").chmod(0o500)
    assert call(source, out).returncode == 6
    assert (out / "00.en.txt").exists()


def test_outputs_are_scored_against_references_of_the_same_names(source: Path, tmp_path: Path) -> None:
    references = tmp_path / "references"
    (references / "deep").mkdir(parents=True)
    out = tmp_path / "out"
    call(source, out)
    made = (out / "00.en.txt").read_text(encoding="utf-8")
    (references / "00.txt").write_text(made, encoding="utf-8")  # by the input's name, line for line
    large = (out / "deep" / "large.en.txt").read_text(encoding="utf-8")
    (references / "deep" / "large.en.txt").write_text(large, encoding="utf-8")  # by the output's
    done = call(source, out, "--evaluate", str(references))
    assert done.returncode == 6, done.stderr
    assert "2 of 15 files with a reference" in done.stderr
    assert "tiny-marian  100.00" in done.stdout
    scores = json.loads((out / ".vimt" / "evaluation.json").read_text(encoding="utf-8"))
    assert [score["value"] for score in scores["systems"][0]["scores"]][:1] == [pytest.approx(100)]
    assert call(source, out, "--evaluate", str(tmp_path / "none")).returncode == 2
    (tmp_path / "empty").mkdir()
    none = call(source, out, "--evaluate", str(tmp_path / "empty"))
    assert (none.returncode, "no reference for any" in none.stderr) == (6, True)


def test_what_cannot_be_tried_is_told_and_ends_with_6(source: Path, tmp_path: Path) -> None:
    (source / "00.log").write_text("Xin chào\n", encoding="utf-8")
    (source / "loop").symlink_to(source / "loop")
    done = call(source, tmp_path / "out", "--pattern", "00.*")
    assert done.returncode == 6, done.stderr
    assert "00.txt" in done.stderr
    assert "would be written to" in done.stderr
    assert (tmp_path / "out" / "00.en.txt").exists()


def test_work_on_an_output_is_not_written_over(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call(source, out)
    edited = out / "00.en.txt"
    edited.write_text("By a person.\n", encoding="utf-8")
    done = call(source, out)
    assert "was changed after it was written, and is kept" in done.stderr
    assert edited.read_text(encoding="utf-8") == "By a person.\n"


def test_an_error_that_nobody_foresaw_sets_one_file_aside(source: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import mt.segment as s\nimport mt.segment.segmenter as m\nold = m.segment\n"
        "def new(document, *rest):\n"
        "    if 'lạ' in document.text: raise ValueError('strange')\n"
        "    return old(document, *rest)\n"
        "m.segment = s.segment = new\n",
        encoding="utf-8",
    )
    (source / "05.txt").write_text("Một câu lạ.\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path / 'site'}:{ROOT}"}
    done = subprocess.run(
        command(source, tmp_path / "out"), capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 6, done.stderr
    rows = {row.key: row for row in journal.read(tmp_path / "out")[0]}
    assert "exit code 1" in rows[b"05.txt"].error
    assert [row.state for row in rows.values()].count("done") == 14


def test_a_file_that_mt_did_not_write_is_not_written_over(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    foreign = out / "00.en.txt"
    foreign.write_text("By a person.\n", encoding="utf-8")
    dry = call(source, out, "--dry-run").stdout.splitlines()
    assert "mt did not write it" in dry[0]
    assert dry[1].endswith("/01.en.txt")
    for again in (False, True):
        done = call(source, out)
        assert done.returncode == 6, again
        assert "00.en.txt is there, and mt did not write it" in done.stderr
        assert "--overwrite" in done.stderr
        assert foreign.read_text(encoding="utf-8") == "By a person.\n"
        assert (out / "01.en.txt").exists()
    assert "1 of 16 files failed" in call(source, out, "--overwrite").stderr
    whole = tmp_path / "whole"
    call(source, whole)
    assert tree(out) == tree(whole)
    # Edited by a person, and then the input changes: neither is lost.
    foreign.write_text("Edited by a person.\n", encoding="utf-8")
    (source / "00.txt").write_text("Tôi đi chợ mua cá và rau.\n", encoding="utf-8")
    for _ in range(2):
        assert "00.en.txt is there" in call(source, out).stderr
        assert foreign.read_text(encoding="utf-8") == "Edited by a person.\n"
    foreign.rename(tmp_path / "moved away")
    assert "1 of 16 files failed" in call(source, out).stderr
    call(source, whole)
    assert tree(out) == tree(whole)


def test_an_output_of_an_input_that_was_renamed_is_ours(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (source / "00.TXT").write_text("Tôi đi chợ mua cá và rau.\n", encoding="utf-8")
    assert "2 of 17 files failed" in call(source, out).stderr  # both would be 00.en.txt
    (source / "00.TXT").unlink()
    assert "1 of 16 files failed" in call(source, out).stderr
    call(source, tmp_path / "whole")
    assert tree(out) == tree(tmp_path / "whole")


def test_killed_between_the_name_and_the_record_the_output_is_known_as_ours(
    source: Path, tmp_path: Path
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import os, signal\nimport mt.batch.journal as j\nold = j.Journal.finish\n"
        "def new(*given):\n"
        "    os.kill(os.getppid(), signal.SIGKILL); os.kill(os.getpid(), signal.SIGKILL)\n"
        "j.Journal.finish = new\n",
        encoding="utf-8",
    )
    out, whole = tmp_path / "out", tmp_path / "whole"
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path / 'site'}:{ROOT}"}
    subprocess.run(command(source, out), capture_output=True, check=False, env=environment)
    written = list(tree(out))
    assert written
    assert not [row for row in journal.read(out)[0] if row.state == "done"]
    # Another setting makes other bytes of them: they are replaced all the same.
    (source / written[0].replace(".en.txt", ".txt")).write_text("Tôi đi chợ.\n", encoding="utf-8")
    assert call(source, out, "--beam", "2").returncode == 6
    call(source, whole, "--beam", "2")
    assert tree(out) == tree(whole)
    assert "1 of 16 files failed" in call(source, out, "--beam", "2").stderr


def test_status_tells_of_the_inputs_that_are_there(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call(source, out)
    (source / "00.txt").rename(source / "UPPER.TXT")
    (source / "deep" / "bad.txt").unlink()
    assert call(source, out).returncode == 0
    assert (out / "UPPER.en.txt").exists()
    status = [sys.executable, "-m", "mt", "batch", "--status", str(out)]
    found = subprocess.run(status, capture_output=True, text=True, check=True).stdout
    assert found.startswith("15 files done, 0 failed, ")


def test_neither_window_nor_jobs_change_a_byte(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MT_MODEL", "bundled")
    trees = []
    for number, options in enumerate([["--window", "7", "--jobs", "2"], ["--window", "500", "--jobs", "1"]]):
        call(source, tmp_path / str(number), "--format", "tsv", *options)
        trees.append(tree(tmp_path / str(number)))
    assert trees[0] == trees[1]


def test_outputs_are_known_below_out_dir_wherever_that_is(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(Path("in"), Path("out")).returncode == 6
    assert "1 of 16 files failed" in call(source, tmp_path / "out", "--beam", "2").stderr
    (tmp_path / "out").rename(tmp_path / "moved")
    assert "1 of 16 files failed" in call(source, tmp_path / "moved", "--beam", "3").stderr
    # In another format meanwhile: the texts are still ours.
    assert "1 of 16 files failed" in call(source, tmp_path / "moved", "--format", "tsv").stderr
    assert "1 of 16 files failed" in call(source, tmp_path / "moved").stderr


def test_after_a_lost_journal_the_same_bytes_are_ours(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call(source, out)
    expected = tree(out)
    shutil.rmtree(out / ".vimt")
    foreign = out / "00.en.txt"
    foreign.write_bytes(expected["00.en.txt"].swapcase())
    done = call(source, out)
    assert "2 of 16 files failed" in done.stderr
    assert "00.en.txt is there, and mt did not write it" in done.stderr
    assert tree(out) == {**expected, "00.en.txt": expected["00.en.txt"].swapcase()}
    foreign.unlink()
    assert "16 files, 14 done before, 1 failed before" in call(source, out).stderr
    assert tree(out) == expected


@pytest.mark.parametrize("changed", [False, True])
def test_an_edit_of_the_same_length_is_kept(source: Path, tmp_path: Path, changed: bool) -> None:
    out = tmp_path / "out"
    call(source, out)
    edited, touched = out / "00.en.txt", out / "01.en.txt"
    work = edited.read_bytes().swapcase()
    assert work != edited.read_bytes()
    edited.write_bytes(work)
    touched.write_bytes(touched.read_bytes())
    if changed:
        (source / "00.txt").write_text("Tôi đi chợ mua cá và rau.\n", encoding="utf-8")
    said = call(source, out).stderr
    assert ("00.en.txt is there" if changed else "00.en.txt was changed after it was written") in said
    assert "01.en.txt" not in said
    assert edited.read_bytes() == work


def test_a_failure_changes_nothing_about_whose_an_output_is(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call(source, out)
    (out / "deep" / "bad.en.txt").write_text("By a person.\n", encoding="utf-8")
    good = (source / "00.txt").read_bytes()
    (source / "00.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert "2 of 16 files failed" in call(source, out, "--overwrite").stderr
    (source / "00.txt").write_bytes(good + good)
    (source / "deep" / "bad.txt").write_bytes(good)
    done = call(source, out)
    assert "1 of 16 files failed" in done.stderr  # 00.en.txt was ours all the time
    assert "bad.en.txt is there, and mt did not write it" in done.stderr
    assert (out / "deep" / "bad.en.txt").read_text(encoding="utf-8") == "By a person.\n"


def test_another_glossary_is_another_translation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MT_MODEL", "bundled")
    texts, out, words = tmp_path / "texts", tmp_path / "en", tmp_path / "words.tsv"
    texts.mkdir()
    (texts / "a.txt").write_text("Tàu khu trục đánh chìm 3 tàu ngầm.\n", encoding="utf-8")
    words.write_text("tàu ngầm\tsub\n", encoding="utf-8")
    given = ("--glossary", str(words))
    assert "1 file, 0 done before" in call(texts, out, *given).stderr
    first = tree(out)
    assert "1 file, 1 done before" in call(texts, out, *given).stderr
    words.write_text("tàu ngầm\tU-boat\n", encoding="utf-8")
    assert "1 file, 0 done before" in call(texts, out, *given).stderr
    assert tree(out) != first
    assert call(texts, tmp_path / "other", "--glossary", str(tmp_path / "no.tsv")).returncode == 3
