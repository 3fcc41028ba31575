from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from mt.cli import main
from mt.evaluate.alignment import read_beads
from tests.align.test_aligner import EN as LONG_EN
from tests.align.test_aligner import VI as LONG_VI

VI = (
    "Chợ nổi họp từ bốn giờ sáng. Người bán treo hàng lên cây sào để khách nhìn thấy từ xa.\n"
    "Năm 2019 có khoảng 300 chiếc thuyền.\n\n"
    "Bây giờ chỉ còn chừng 120 chiếc. Bà Lan bán trái cây ở đây đã ba mươi năm.\n"
    "Con gái bà làm việc ở một bệnh viện trong thành phố.\n"
)
EN = (
    "The floating market opens at four in the morning. Sellers hang their goods on a pole so that customers "
    "can see them from far away.\nIn 2019 there were about 300 boats.\n"
    "Now only about 120 are left. Mrs Lan has sold fruit here for thirty years.\n\n"
    "Her daughter works at a hospital in the city.\n"
)
LINKS = [((n,), (n,)) for n in range(6)]


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    for name, text in (("a.vi.txt", VI), ("a.en.txt", EN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / "a.vi.txt"), str(tmp_path / "a.en.txt")


def run(*words: str) -> int:
    return main(["align", "--no-mt", *words])


def test_tsv(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*files) == 0
    out, err = capsys.readouterr()
    rows = [line.split("\t") for line in out.splitlines()]
    assert rows[0] == ["source_ids", "target_ids", "confidence", "source", "target"]
    assert rows[3][3:] == ["Năm 2019 có khoảng 300 chiếc thuyền.", "In 2019 there were about 300 boats."]
    assert all(0 <= float(row[2]) <= 1 for row in rows[1:])
    assert read_beads(out) == LINKS
    assert "6 links (6 1-1, 0 without a partner)" in err


@pytest.mark.parametrize("form", ["jsonl", "ladder"])
def test_what_is_written_can_be_read(form: str, files: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(*files, "--format", form, "-o", str(out)) == 0
    assert read_beads(out.read_text(encoding="utf-8")) == LINKS


def test_tmx_is_well_formed(files: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.tmx"
    assert run(*files, "--format", "tmx", "-o", str(out)) == 0
    tree = etree.parse(str(out))
    name = "{http://www.w3.org/XML/1998/namespace}lang"
    assert tree.xpath("/tmx/header/@srclang") == ["vi"]
    assert [tuv.get(name) for tuv in tree.iter("tuv")] == ["vi", "en"] * 6
    assert tree.findtext(".//tuv/seg") == "Chợ nổi họp từ bốn giờ sáng."


def test_html_fetches_nothing_and_escapes(tmp_path: Path) -> None:
    for name, text in (("<b>.vi", "Xin chào <i>bạn</i> & tôi.\n"), ("b.en", "Hello <i>you</i> & me.\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = tmp_path / "out.html"
    words = [str(tmp_path / "<b>.vi"), str(tmp_path / "b.en"), "--format", "html", "-o", str(out)]
    assert run(*words, "--words") == 0
    page = out.read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<i>bạn" not in page
    assert "<w>&lt;i&gt;bạn&lt;/i&gt;</w>" in page
    assert len(etree.HTML(page).xpath("//div[starts-with(@class, 'row')]")) == 1


def test_one_per_line_numbers_lines(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--one-per-line", *files) == 0
    found = read_beads(capsys.readouterr().out)
    # Lines 2 of the one file and 3 of the other are blank; each line is there, once.
    assert [n for source, _ in found for n in source] == list(range(5))
    assert [n for _, target in found for n in target] == list(range(5))
    assert {((0,), (0,)), ((1,), (1,)), ((3,), (2,)), ((4,), (4,))} <= set(found)


def test_words_are_pharaohs(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*files, "--words", "--format", "jsonl") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    links = [tuple(map(int, link.split("-"))) for link in rows[5]["words"].split()]
    source, target = rows[5]["source"].split(), rows[5]["target"].split()
    linked = {(source[i], target[j]) for i, j in links}
    assert {("bệnh", "hospital"), ("viện", "hospital"), ("thành", "city."), ("gái", "daughter")} <= linked


def test_min_confidence(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*files, "--min-confidence", "1") == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert "left out: 6 links below 1.0" in err
    assert run(*files, "--min-confidence", "1.5") == 2
    assert run(*files, "--min-confidence", "0.5", "--format", "ladder") == 2
    assert "a ladder holds every sentence" in capsys.readouterr().err


def test_a_translation_line_for_line(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = EN.replace("\n\n", "\n").splitlines()
    given = tmp_path / "given.txt"
    given.write_text("\n".join([*lines[:2], "", *lines[2:]]) + "\n", encoding="utf-8")
    assert run(*files, "--translation", str(given)) == 0
    assert read_beads(capsys.readouterr().out) == LINKS
    given.write_text("one line\n", encoding="utf-8")
    assert run(*files, "--translation", str(given)) == 3
    assert "has 1 line, and what it translates 5" in capsys.readouterr().err


def test_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, text in (("vi", VI), ("en", EN)):
        (tmp_path / folder).mkdir()
        for name in ("one", "two"):
            (tmp_path / folder / f"{name}.{folder}.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    words = [str(tmp_path / "vi"), str(tmp_path / "en"), "-o", str(out)]
    assert run(*words) == 0
    assert sorted(path.name for path in out.iterdir()) == ["one.tsv", "two.tsv"]
    (tmp_path / "vi" / "three.txt").write_text(VI, encoding="utf-8")
    assert run(*words) == 6
    assert "three.txt has no partner" in capsys.readouterr().err
    assert run(*words[:2]) == 2
    assert run(words[0], str(tmp_path / "en" / "one.en.txt"), "-o", str(out)) == 2


def test_bad_input(files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(files[0], str(tmp_path / "none.txt")) == 3
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    assert run(files[0], str(tmp_path / "empty.txt")) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 7
    assert "empty.txt has no sentences" in err
    assert run(files[0], files[0]) == 0
    assert "both texts are the same" in capsys.readouterr().err
    assert run(*files, "-o", files[0]) == 2
    assert Path(files[0]).read_text(encoding="utf-8") == VI


def test_strangers_are_said_to_be_strangers(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.txt").write_text(
        "Mix the flour with two eggs. Let the dough rest.\nThe referee stopped the match.\n"
        "Water turns into steam when it boils.\nOur neighbours painted their fence green.\n",
        encoding="utf-8",
    )
    assert run("--quiet", files[0], str(tmp_path / "other.txt")) == 0
    assert "do not look like translations" in capsys.readouterr().err


def test_words_by_the_lexicon_and_by_attention(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """--no-mt keeps the model out; --words-by says which way it shall be, and --words goes without saying."""
    found = {}
    for name, options in {
        "plain": ["--no-mt", "--words"],
        "lexicon": ["--words-by", "lexicon"],
        "attention": ["--words-by", "attention", "--model", "bundled"],
        "chosen": ["--words", "--model", "bundled"],
    }.items():
        assert main(["align", *files, "--format", "jsonl", *options]) == 0
        found[name] = [json.loads(line)["words"] for line in capsys.readouterr().out.splitlines()]
    assert found["plain"] == found["lexicon"]
    assert found["attention"] == found["chosen"] != found["lexicon"]
    for way in ("lexicon", "attention"):
        # Năm 2019 có khoảng 300 chiếc thuyền. / In 2019 there were about 300 boats.
        assert {"1-1", "3-4", "4-5", "6-6"} <= set(found[way][2].split())


def test_a_model_whose_attention_cannot_be_had(
    files: tuple[str, str], tiny_marian: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["align", *files, "--format", "jsonl", "--model", str(tiny_marian)]
    assert main([*asked, "--words-by", "attention"]) == 4
    assert main([*asked, "--words"]) == 0
    assert "words are linked by the lexicon alone" in capsys.readouterr().err


GERMAN = "Der schwimmende Markt beginnt um vier Uhr, und die Händler hängen ihre Waren an lange Stangen.\n"


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        (VI, GERMAN * 5, "b.txt reads neither like Vietnamese nor like English"),
        (GERMAN * 5, EN, "a.txt reads neither like Vietnamese nor like English"),
        (EN, EN + "More fruit.\n", "neither text is Vietnamese"),
        (VI, VI + "Thêm trái cây.\n", "both texts are Vietnamese"),
        (VI, EN, ""),
    ],
)
def test_languages_that_nothing_knows_are_said_to_be(
    left: str, right: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("a.txt", left), ("b.txt", right)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run(str(tmp_path / "a.txt"), str(tmp_path / "b.txt")) == 0
    err = capsys.readouterr().err
    assert said in err
    assert ("--translation" in err) == bool(said)


def test_blocks_that_changed_places_are_said_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").write_text("\n".join(LONG_VI), encoding="utf-8")
    order = [0, 1, 5, 6, 7, 2, 3, 4]
    (tmp_path / "b").write_text("\n".join(LONG_EN[n] for n in order), encoding="utf-8")
    assert run(str(tmp_path / "a"), str(tmp_path / "b")) == 0
    assert "which stand elsewhere" in capsys.readouterr().err
