"""Pairs written for this project, and which sentences are to be translated next."""

from __future__ import annotations

import lzma
import math
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from scripts.training import store, written
from scripts.training.choosing import candidates, chosen, cover, lacking, mutual_information, plain, words
from scripts.training.corpus import load_groups
from scripts.training.pack import numbered
from scripts.training.settings import Settings, load_settings
from tests.scripts.toy import ROOT, SCRIPT, write_data

OWN = ROOT / "scripts" / "translations"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty place for what was written."""
    made = tmp_path / "translations"
    made.mkdir()
    return made


def toy(folder: Path) -> Settings:
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    settings["data"]["written"] = str(folder)
    return settings


def test_a_translation_meets_its_sentence_again(tmp_path: Path, folder: Path) -> None:
    data = write_data(tmp_path / "data")
    with lzma.open(data / "corpus" / "mono.vi.tsv.xz", "wt", encoding="utf-8") as out:
        out.write("viwiki\tÔng  đến Huế năm 1.802 “một mình”.\nvietnews\tBáo không cho phép.\n")
    with lzma.open(data / "corpus" / "mono.en.tsv.xz", "wt", encoding="utf-8") as out:
        out.write("masc\tShe left.\nmasc\tShe stayed.\n")
    english = "He came to Hue in 1802 alone."
    written.add(
        folder,
        "vi",
        [('Ông đến Huế năm 1.802 "một mình".', english), ("Báo không cho phép.", "Not allowed.")],
    )
    written.add(folder, "en", [("She left.", "Cô ấy đã đi."), ("Nobody said so.", "Không ai nói vậy.")])
    groups = load_groups(data, toy(folder), random.Random(1))
    assert groups["wikipedia"] == [('Ông đến Huế năm 1,802 "một mình".', english)]
    assert groups["english"] == [("Cô ấy đã đi.", "She left.")]


def test_own_sentences_are_pairs_by_themselves_but_none_of_a_test_set(tmp_path: Path, folder: Path) -> None:
    data = write_data(tmp_path / "data")
    held = (data / "test" / "flores200-dev.tsv").read_text(encoding="utf-8").splitlines()
    long = "Một câu đủ dài để có tám âm tiết liền nhau trong đó.\tA sentence that is long enough."
    (data / "test" / "flores200-dev.tsv").write_text("\n".join([*held, long]) + "\n", encoding="utf-8")
    new = ("Giá gạo tăng.", "Rice prices rose.")
    written.add_own(folder, [new, (long.split("\t")[0], long.split("\t")[1]), new])
    assert load_groups(data, toy(folder), random.Random(1))["written"] == [new]


def test_a_newer_translation_takes_the_place_of_the_older(folder: Path) -> None:
    assert written.add(folder, "vi", [("Một.", "One."), ("Hai.", "To.")]) == 2
    assert written.add(folder, "vi", [("Hai.", "Two."), ("Ba.", "Three.")]) == 3
    texts = ["Ba.", "Hai.", "Một.", "Bốn.", "Hai."]
    assert dict(written.pairs(folder, "vi", texts)) == {"Một.": "One.", "Hai.": "Two.", "Ba.": "Three."}


def test_a_full_part_is_left_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "FULL", 3)
    texts = [(f"Câu {n}.", f"Sentence {n}.") for n in range(8)]
    for at in range(0, 8, 2):
        assert written.add_own(folder, [*texts[at : at + 2], texts[0]]) == at + 2
        assert written.add(folder, "vi", texts[at : at + 2]) == at + 2
    assert written.own(folder) == texts
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{name}{part}.tsv.xz" for name in ("own", "vi-en") for part in ("-2", "")
    ]
    first = {
        path: path.read_bytes() for path in folder.iterdir() if "-" not in path.stem.removeprefix("vi-en")
    }
    assert len(first) == 2
    assert written.add_own(folder, [("Mới.", "New.")]) == written.add(folder, "vi", [("Câu 0.", "Zero.")]) + 1
    assert all(path.read_bytes() == data for path, data in first.items())
    assert dict(written.pairs(folder, "vi", ["Câu 0.", "Câu 7."])) == {
        "Câu 0.": "Zero.",
        "Câu 7.": "Sentence 7.",
    }


def test_what_the_project_has_written_is_whole() -> None:
    """Of the shipped files: keys are keys, no text is empty, and the languages are not exchanged."""
    marks = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹăđơư]", re.I)
    sides: dict[str, list[str]] = {"vi": [], "en": []}
    for language, name in written.FILES.items():
        rows = written.read(OWN, name)
        assert rows and len(dict(rows)) == len(rows)
        assert all(re.fullmatch("[0-9a-f]{12}", key) for key, _ in rows)
        sides["en" if language == "vi" else "vi"] += [text for _, text in rows]
    pairs = written.own(OWN)
    assert len(set(pairs)) == len(pairs) > 0
    sides["vi"] += [text for text, _ in pairs]
    sides["en"] += [text for _, text in pairs]
    for language, texts in sides.items():
        assert all(text == " ".join(text.split()) != "" for text in texts)
        marked = sum(bool(marks.search(text)) for text in texts) / len(texts)
        assert marked > 0.98 if language == "vi" else marked < 0.02


def test_the_next_sentence_is_the_one_that_adds_most() -> None:
    """Against choosing by trying every sentence at every turn."""
    rng = random.Random(4)
    letters = [f"w{n}" for n in range(40)]
    bags = [set(rng.sample(letters, rng.randint(1, 8))) for _ in range(60)]
    worth = {word: rng.random() for word in letters}
    known = Counter(rng.choices(letters, k=50))
    costs = [rng.uniform(1, 5) for _ in bags]
    seen, left, expected = Counter(known), list(range(60)), []
    for _ in range(25):

        def adds(at: int) -> float:
            return sum(worth[w] * math.log((2 + seen[w]) / (1 + seen[w])) for w in bags[at]) / costs[at]

        best = max(left, key=adds)
        expected.append(best)
        left.remove(best)
        seen.update(bags[best])
    assert cover(bags, worth, known, costs, 25) == expected


def test_nothing_is_chosen_that_adds_nothing() -> None:
    assert cover([{"new"}, set(), {"old"}], {"new": 1.0, "old": 0.0}, Counter(), [1.0, 1.0, 1.0], 3) == [0]


def test_sentences_with_the_words_that_pairs_lack_come_first() -> None:
    known = "Con mèo đen nằm ngủ trên mái nhà cũ."
    rare = "Chiến sĩ biên phòng tuần tra dọc bờ sông."
    texts = [f"{text[:-1]} số {n}." for n in range(6) for text in (known, rare)]
    groups = {"news": [(f"{known} {n}", "The cat sleeps.") for n in range(50)]}
    first = chosen(texts, [], groups, "vi", 6)
    assert all("biên phòng" in text for text in first[:3])
    # Nor with those that were translated since.
    done = [f"{rare} {n}" for n in range(500)]
    assert "con mèo" in chosen(texts, done, {}, "vi", 1)[0].lower()
    english = chosen(["The border guards patrol.", "The cat sleeps."], [], groups, "en", 1)
    assert english == ["The border guards patrol."]


def test_the_words_that_pairs_lack_are_those_that_text_has_and_they_have_not() -> None:
    texts = [f"The guards patrol the river {n}." for n in range(9)] + ["A rare otter swims."]
    groups = {
        "news": [("Con sông.", "The river is the longest of the rivers.")] * 9,
        "software": [("", "guards")],
    }
    assert set(lacking(texts, ["They patrol the coast."], groups, "en", 2)) == {"guards", "patrol"}
    assert lacking(texts, ["They patrol the coast."], groups, "en", 1) == ["guards"]
    assert "otter" not in lacking(texts, [], groups, "en", 100)  # it may be a slip of the pen
    vi = [f"Chiến sĩ biên phòng tuần tra dọc sông số {n}." for n in range(9)]
    done = ["Biên phòng tuần tra dọc sông số 0."] * 3
    assert lacking(vi, done, {}, "vi", 2) == ["chiến sĩ", "sĩ biên"]


def test_candidates_are_in_no_test_set_and_not_translated(tmp_path: Path, folder: Path) -> None:
    data = write_data(tmp_path / "data")
    held = "Một câu của tập kiểm tra dài hơn tám âm tiết."
    done, left = "Con mèo đen nằm ngủ trên mái nhà cũ.", "Con mèo đen nằm ngủ trên mái nhà mới."
    (data / "test" / "flores200-dev.tsv").write_text(f"{held}\tA sentence.\n", encoding="utf-8")
    with lzma.open(data / "corpus" / "mono.vi.tsv.xz", "wt", encoding="utf-8") as out:
        out.writelines(f"{name}\t{text}\n" for name in ("viwiki", "baomoi") for text in (held, done, left))
        out.write("baomoi\tBáo này không cho phép ai dùng lại bài của mình.\n")
    written.add(folder, "vi", [(done, "The black cat sleeps on the old roof.")])
    assert candidates(data, toy(folder)["data"], "vi") == ([left], [done])


def test_mutual_information_is_one_of_what_is_always_together_and_none_of_chance() -> None:
    """As Bouma 2009 says of its bounds."""
    assert mutual_information(10, 10, 10, 1000) == pytest.approx(1)
    assert mutual_information(1, 10, 100, 1000) == pytest.approx(0)


def test_keys_are_the_first_digits_of_sha256() -> None:
    """As `printf "abc" | sha256sum` has it: files made before stay readable."""
    assert written.key("abc") == "ba7816bf8f01"


@pytest.mark.parametrize(
    ("text", "language", "good"),
    [
        ("Mưa lớn gây ngập nhiều tuyến phố ở thành phố.", "vi", True),
        ("Ảnh: Minh Châu.", "vi", False),
        ("(1) f(x) = {a; b} là hàm số liên tục trên tập đó.", "vi", False),
        ("The heavy rain flooded many streets in town.", "en", True),
        ("lower case at the beginning of a line.", "en", False),
    ],
)
def test_plain_sentences(text: str, language: str, good: bool) -> None:
    assert plain(text, language) is good


def test_words_of_vietnamese_are_neighbouring_syllables() -> None:
    assert words("Chính phủ, hôm nay ở Hà Nội.", "vi") == {"chính phủ", "hôm nay", "nay ở"}
    assert words("The government said so in Hanoi.", "en") == {"government", "said", "so", "in"}


def test_the_command_chooses_what_has_no_translation_and_adds_it(tmp_path: Path) -> None:
    """In a copy of the scripts, as the files that it writes are the project's own."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "scripts", copy / "scripts", ignore=shutil.ignore_patterns("translations"))
    (copy / "scripts" / "translations").mkdir()
    data = write_data(tmp_path / "data")
    texts = [f"Con mèo đen nằm ngủ trên mái nhà số {n}." for n in range(8)]
    with lzma.open(data / "corpus" / "mono.vi.tsv.xz", "wt", encoding="utf-8") as out:
        out.writelines(f"viwiki\t{text}\n" for text in texts)
    store.write_json(tmp_path / "pairs.json.xz", {"groups": {}, "dev": []})

    def call(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(copy / "scripts" / "translations.py"), *arguments]
        return subprocess.run(
            command,
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    choose = ("choose", "vi", "--data", str(data), "--work", str(tmp_path))
    assert sorted(call(*choose).stdout.splitlines()) == sorted(texts)
    assert call("add", "vi", given=f"{texts[0]}\tThe black cat sleeps on the old roof.\n").returncode == 0
    assert sorted(call(*choose).stdout.splitlines()) == sorted(texts[1:])
    assert "mèo đen" in call("words", "vi", "--data", str(data), "--work", str(tmp_path)).stdout.splitlines()
    assert call("add", "own", given="Giá gạo tăng.\tRice prices rose.\n").returncode == 0
    assert written.own(copy / "scripts" / "translations") == [("Giá gạo tăng.", "Rice prices rose.")]
    missing = call("choose", "vi", "--data", str(tmp_path / "none"), "--work", str(tmp_path))
    assert missing.returncode == 1 and "--data" in missing.stderr and "Traceback" not in missing.stderr
    refused = call("add", "vi", given="Không có tab\n")
    assert refused.returncode and "line 1" in refused.stderr
    assert call("choose", "vi").returncode == call("words", "vi").returncode == 2


def test_pairs_of_the_checkout_travel_as_numbers(tmp_path: Path) -> None:
    """What `pack` writes is what `load` gives back, smaller; another file of the checkout is refused."""
    parts = written.parts(OWN, written.OWN)
    groups = {"written": [*written.own(OWN)[:200], ("Mới.", "New.")], "news": [("Tin.", "News.")]}
    files = [store.fingerprint(path) for path in parts]
    stored = {"groups": numbered(groups, parts), "own": files, "dev": []}
    assert stored["groups"]["written"] == [*range(200), ("Mới.", "New.")]
    store.write_json(tmp_path / "pairs.json.xz", stored)
    assert store.load(tmp_path).groups == groups
    store.write_json(tmp_path / "pairs.json.xz", stored | {"own": [files[0] | {"sha256": "0"}]})
    with pytest.raises(SystemExit, match=r"own\.tsv\.xz: not the file"):
        store.load(tmp_path)
