"""mt evaluate as a user calls it: real files, exit codes, what stands on which stream."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("sacrebleu")

from mt.cli import main
from tests.evaluate.texts import references, spoiled

REFERENCES = references(50)
GOOD, BAD = spoiled(REFERENCES, 0.1, 1), spoiled(REFERENCES, 0.5, 2)
#: Few samples: these tests are about the command.
FEW = ("--resamples", "100", "--trials", "100")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, texts in (("ref.en", REFERENCES), ("x.good.en", GOOD), ("x.bad.en", BAD)):
        (tmp_path / name).write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MT_DATA", raising=False)
    return tmp_path


def run(*words: object) -> int:
    return main(["evaluate", *map(str, words), *FEW])


def sacrebleu_command(*words: str, folder: Path) -> str:
    command = [sys.executable, "-m", "sacrebleu", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_scores_are_what_the_sacrebleu_command_prints(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("x.good.en", "--ref", "ref.en", "--json") == 0
    scores = {each["metric"]: each for each in json.loads(capsys.readouterr().out)["systems"][0]["scores"]}
    words = ["ref.en", "-i", "x.good.en", "-m", "bleu", "chrf", "ter", "-w", "12", "-f", "json"]
    for theirs in json.loads(sacrebleu_command(*words, folder=folder)):
        ours = scores[theirs["name"]]
        assert f"{ours['value']:.12f}" == f"{theirs['score']:.12f}"
        assert ours["signature"].replace("bs:100|seed:12345|", "") == theirs["signature"]


def test_the_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("x.good.en", "x.bad.en", "--ref", "ref.en") == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0].split() == ["SYSTEM", "BLEU", "chrF2", "chrF2++", "TER"]
    assert lines[1].startswith("good ")
    assert lines[1].count("#1") == 4
    assert lines[2].count("#2") == 4
    assert "good - bad" in out
    assert "BLEU|nrefs:1|bs:100|seed:12345|case:mixed" in out
    assert "50 segments" in out
    assert err == ""


def test_options_behind_files_and_before(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--ref", "ref.en", "x.good.en", "--fast", "x.bad.en") == 0
    out = capsys.readouterr().out
    assert "(" not in out
    assert "good" in out
    assert "bad" in out


def test_reports(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["x.good.en", "x.bad.en", "--ref", "ref.en", "--segments", "s.tsv"]
    assert run(*words, *(w for end in ("html", "md", "json") for w in ("--report", f"r.{end}"))) == 0
    assert "good is best" in (folder / "r.md").read_text(encoding="utf-8")
    for name in ("r.html", "s.tsv"):
        assert REFERENCES[0] in (folder / name).read_text(encoding="utf-8")
    whole = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert whole["recipe"]["command"].startswith(
        "mt evaluate x.good.en x.bad.en --ref ref.en --segments s.tsv"
    )
    assert capsys.readouterr().err.splitlines() == [
        f"mt: written: {n}" for n in ("r.html", "r.md", "r.json", "s.tsv")
    ]


def test_bars(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = ["x.good.en", "--ref", "ref.en"]
    assert run(*good, "--min-bleu", 10, "--min-chrf", 10, "--max-flags", 50) == 0
    assert run(*good, "--min-bleu", 99.5, "--report", "r.json") == 8
    assert "BLEU of x.good.en is" in capsys.readouterr().err
    assert (folder / "r.json").is_file()
    assert run(*good, "--min-chrf", 99.5, "--fast") == 8
    assert run("x.bad.en", "--ref", "ref.en", "--max-flags", 0) == 8
    assert "more than --max-flags 0" in capsys.readouterr().err
    assert run(*good, "--metrics", "TER", "--min-bleu", 1) == 2


def test_no_worse_than(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("x.good.en", "--ref", "ref.en", "--report", "base.json", "--quiet") == 0
    assert run("x.good.en", "--ref", "ref.en", "--no-worse-than", "base.json") == 0
    assert run("x.bad.en", "--ref", "ref.en", "--no-worse-than", "base.json") == 8
    assert "BLEU of x.bad.en is" in capsys.readouterr().err
    (folder / "other.en").write_text("\n".join(REFERENCES[::-1]) + "\n", encoding="utf-8")
    assert run("x.bad.en", "--ref", "other.en", "--no-worse-than", "base.json") == 3
    assert run("x.bad.en", "--ref", "ref.en", "--no-worse-than", "ref.en") == 3
    assert run("x.bad.en", "--ref", "ref.en", "--no-worse-than", "none.json") == 3
    assert "none.json" in capsys.readouterr().err


def test_unequal_lengths(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "short.en").write_text("\n".join(GOOD[:20] + GOOD[21:]) + "\n", encoding="utf-8")
    assert run("short.en", "--ref", "ref.en") == 3
    assert (
        "short.en has 49 lines, ref.en has 50: 1 too few. They go together to about line"
        in capsys.readouterr().err
    )
    assert run("short.en", "--ref", "ref.en", "--realign") == 0
    assert "|realign:yes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["x.good.en"], 2, "--ref FILE"),
        (["--ref", "ref.en"], 2, "nothing to evaluate"),
        (["none.en", "--ref", "ref.en"], 3, "none.en"),
        (["x.good.en", "--ref", "empty"], 3, "empty is empty"),
        (["empty", "--ref", "ref.en"], 3, "empty has 0 lines, ref.en has 50: 50 too few"),
        (["x.good.en", "--ref", "ref.en", "--metrics", "bleu,meteor"], 2, "there is no 'meteor'"),
        (["x.good.en", "--ref", "ref.en", "--report", "r.pdf"], 2, "must end in"),
        (["x.good.en", "--ref", "ref.en", "--report", "none/r.html"], 5, "mkdir -p none"),
        (["x.good.en", "--ref", "ref.en", "--report", "."], 2, "must end in"),
        (["x.good.en", "--ref", "ref.en", "--segments", "ref.en"], 2, "is an input as well"),
        (["x.good.en", "x.good.en", "--ref", "ref.en"], 2, "two systems are called"),
        (["x.good.en", "--ref", "ref.en", "--model", "bundled"], 2, "--src"),
        (["x.good.en", "--set", "nothing"], 2, "no test set 'nothing'"),
        (["x.good.en", "--set", "ntrex"], 3, "github.com/MicrosoftTranslator/NTREX"),
        (["x.good.en", "--set", "ntrex", "--ref", "ref.en"], 2, "--set brings"),
        (["-", "--ref", "-"], 2, "only once"),
        (["x.good.en", "--ref", "ref.en", "--snippets", "ref.en"], 2, "--snippets brings"),
        (["x.good.en", "--ref", "ref.en", "--comet", "some"], 2, "--src"),
    ],
)
def test_what_is_wrong(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, message: str
) -> None:
    (folder / "empty").write_text("", encoding="utf-8")
    assert run(*words) == code
    out, err = capsys.readouterr()
    assert message in err
    assert out == ""


def test_a_report_that_cannot_be_written_leaves_nothing_behind(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "r.html").mkdir()
    before = sorted(folder.iterdir())
    assert run("x.good.en", "--ref", "ref.en", "--report", "r.html") == 5
    assert sorted(folder.iterdir()) == before


def test_old_encodings_and_line_ends_count_as_they_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["Tiếng Việt có dấu.", "", "Một câu nữa, dài hơn một chút.\x0cvà\u2028tiếp"]
    (folder / "utf8").write_text("\r\n".join(texts) + "\r\n", encoding="utf-8", newline="")
    (folder / "utf16").write_text("\n".join(texts) + "\n", encoding="utf-16", newline="")
    assert run("utf16", "--ref", "utf8", "--json") == 0
    out, err = capsys.readouterr()
    whole = json.loads(out)
    assert whole["systems"][0]["scores"][0]["value"] == pytest.approx(100)
    assert whole["recipe"]["segments"] == "3"
    assert "1 of 3 references are blank, first line 2" in err
    assert "utf16: read as utf-16" in err


def test_references_that_are_all_blank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out.en").write_text("Hello.\nBye.\n")
    (tmp_path / "ref.en").write_text("\n \n")
    assert main(["evaluate", str(tmp_path / "out.en"), "--ref", str(tmp_path / "ref.en")]) == 3
    assert "only blank lines" in capsys.readouterr().err


def test_bytes_that_are_no_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bin").write_bytes(bytes(range(256)) * 20)
    assert run("bin", "--ref", "ref.en") == 3


def test_two_references_and_documents(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "docs").write_text("a\n" * 30 + "b\n" * 20, encoding="utf-8")
    shutil.copy("x.good.en", "second.en")
    assert run("x.bad.en", "--ref", "ref.en", "--ref", "second.en", "--docs", "docs", "--json") == 0
    whole = json.loads(capsys.readouterr().out)
    assert "nrefs:2" in whole["systems"][0]["scores"][0]["signature"]
    assert [b["segments"] for b in whole["buckets"] if b["dimension"] == "document"] == [30, 20]


def test_scores_by_document_are_those_of_its_segments(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sacrebleu = pytest.importorskip("sacrebleu")
    (folder / "docs").write_text("a\n" * 30 + "b\n" * 20, encoding="utf-8")
    references = (folder / "ref.en").read_text(encoding="utf-8").splitlines()
    wanted = {
        name: [
            f"{sacrebleu.corpus_bleu(lines[part], [references[part]]).score:.2f}"
            for lines in [(folder / name).read_text(encoding="utf-8").splitlines()]
            for part in (slice(0, 30), slice(30, 50))
        ]
        for name in ("x.bad.en", "x.good.en")
    }
    assert run("x.bad.en", "--ref", "ref.en", "--docs", "docs") == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    at = rows.index(["DOCUMENT", "SEGMENTS", "BLEU", "chrF2", "chrF2++", "TER"])
    assert [row[:3] for row in rows[at + 1 : at + 3]] == [
        ["a", "30", wanted["x.bad.en"][0]],
        ["b", "20", wanted["x.bad.en"][1]],
    ]
    monkeypatch.setattr("mt.cli.evaluate_text._DOCUMENTS", 1)
    assert run("x.bad.en", "x.good.en", "--ref", "ref.en", "--docs", "docs") == 0
    out = capsys.readouterr().out
    assert ["a", "30", wanted["x.bad.en"][0], wanted["x.good.en"][0]] in [
        row.split() for row in out.splitlines()
    ]
    assert "\n1 document more: --report, --json\n" in out


def test_snippets_of_a_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = [f"Câu số {at} kể về một ngôi làng ở tỉnh thứ {at * 7}." for at in range(12)]
    targets = [f"Sentence number {at} is about a village in province {at * 7}." for at in range(12)]
    (folder / "text.vi").write_text("\n".join(sources) + "\n", encoding="utf-8")
    (folder / "text.en").write_text("\n".join(targets) + "\n", encoding="utf-8")
    rows = [f"{sources[at]}\t{targets[at]}" for at in (2, 5, 9)]
    (folder / "s.tsv").write_text(
        "\n".join([*rows, "Chuyện khác hẳn về biển cả\tThe sea"]) + "\n", encoding="utf-8"
    )
    assert run("text.en", "--src", "text.vi", "--snippets", "s.tsv") == 0
    out = capsys.readouterr().out
    assert "3 of 4 snippets located" in out
    assert "not located: line 4: Chuyện khác hẳn" in out
    assert "|snippets:3/4" in out
    assert "text.en  100.00" in out


def test_an_alignment(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "gold").write_text("[0]:[0]\n[1]:[1, 2]\n", encoding="utf-8")
    (folder / "auto").write_text("[0]:[0]\n[1]:[1]\n[]:[2]\n", encoding="utf-8")
    assert run("--alignment", "gold", "auto", "--json") == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["nulls"]["strict_precision"] == pytest.approx(1 / 3)
    assert whole["pairs"]["strict_precision"] == 0.5
    assert run("--alignment", "gold", "auto") == 0
    assert "0.3333" in capsys.readouterr().out


def test_sets_are_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "tst2013.vi").write_text("a\n", encoding="utf-8")
    (folder / "tst2013.en").write_text("a\n", encoding="utf-8")
    assert run("sets", "--data", ".") == 0
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert rows["iwslt15-tst2013"].endswith("tst2013.vi tst2013.en")
    assert rows["phomt"].endswith("not here: https://github.com/VinAIResearch/PhoMT")
    assert rows["flores-dev"].endswith("datasets: openlanguagedata/flores_plus")


def test_a_set_translated_and_scored_in_one_go(
    folder: Path, tiny_marian_ct2: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MT_THREADS", "1")
    (folder / "set.tsv").write_text(
        "Xin chào. Tạm biệt.\tHello.\n\tNothing.\nTrời đẹp\tFine\n", encoding="utf-8"
    )
    assert run("--set", "set.tsv", "--model", tiny_marian_ct2, "--beam", 1, "--json") == 0
    out, err = capsys.readouterr()
    whole = json.loads(out)
    assert whole["recipe"]["segments"] == "3"
    assert whole["segments"][1]["hypotheses"] == [""]
    recipe = whole["systems"][0]["recipe"]
    assert recipe["model"] == "tiny-marian"
    assert (recipe["beam"], recipe["engine"]) == ("1", "ctranslate2")
    assert len(recipe["model.sha256"]) == 64
    assert "3 segments from set.tsv" in err


def test_nothing_heavy_for_help_or_sets() -> None:
    code = "import sys, mt.cli; mt.cli.main(['evaluate', 'sets', '--quiet']); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "sacrebleu", "datasets"} & set(done.stdout.splitlines()[-1].split())
