"""Pairs written for this project, and which sentences are to be translated next."""

from __future__ import annotations

import lzma
import math
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from scripts.training import store, written
from scripts.training.choosing import cover, plain, words
from scripts.training.corpus import load_groups
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


def test_own_sentences_are_pairs_by_themselves_and_shut_out_of_test_sets(
    tmp_path: Path, folder: Path
) -> None:
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


def test_what_the_project_has_written_is_whole() -> None:
    """Of the shipped files: keys are keys, no text is empty, and the languages are not exchanged."""
    marks = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹăđơư]", re.I)
    sides: dict[str, list[str]] = {"vi": [], "en": []}
    for language, name in written.FILES.items():
        rows = store.read_pairs(OWN / name)
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
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "scripts", copy / "scripts", ignore=shutil.ignore_patterns("translations"))
    (copy / "scripts" / "translations").mkdir()
    data = write_data(tmp_path / "data")
    texts = ["Con mèo đen nằm ngủ trên mái nhà cũ.", "Con mèo đen nằm ngủ trên mái nhà mới."]
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
            env={"PYTHONPATH": str(ROOT)},
        )

    choose = ("choose", "vi", "--data", str(data), "--work", str(tmp_path))
    assert sorted(call(*choose).stdout.splitlines()) == sorted(texts)
    assert call("add", "vi", given=f"{texts[0]}\tThe black cat sleeps on the old roof.\n").returncode == 0
    assert call(*choose).stdout.splitlines() == texts[1:]
    refused = call("add", "vi", given="Không có tab\n")
    assert refused.returncode and "line 1" in refused.stderr
    assert call("choose", "vi").returncode == 2
