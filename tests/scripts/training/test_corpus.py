"""What of the corpus is kept."""

from __future__ import annotations

import lzma
import random
import subprocess
import sys
from pathlib import Path

from scripts.training.corpus import load_groups, load_mono
from scripts.training.settings import load_settings
from tests.scripts.toy import SCRIPT, write_data


def test_pairs_that_overlap_a_test_set_are_left_out(tmp_path: Path) -> None:
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    folder = tmp_path / "data"
    (folder / "corpus").mkdir(parents=True)
    (folder / "test").mkdir()
    secret = "Câu này dài hơn tám từ và nằm trong tập kiểm tra\tThis sentence has more than eight words"
    (folder / "test" / "flores200-dev.tsv").write_text(secret + "\n", encoding="utf-8")
    rows = [f"prose\talt-wikinews\t{secret}\n", "prose\talt-wikinews\tCâu khác.\tAnother one.\n"]
    for name in ("parallel", "synthetic"):
        with lzma.open(folder / "corpus" / f"{name}.tsv.xz", "wt", encoding="utf-8") as out:
            out.writelines(rows if name == "parallel" else [])
    groups = load_groups(folder, settings, random.Random(1))
    assert groups["news"] == [("Câu khác.", "Another one.")]


def test_a_corpus_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), "prepare", "--profile", "toy"]
    command += ["--data", str(tmp_path / "none"), "--work", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "--data" in done.stderr and "Traceback" not in done.stderr


def test_monolingual_text_is_of_named_sources_and_no_test_set(tmp_path: Path) -> None:
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    settings["data"]["mono_limit"] = 50
    data = write_data(tmp_path)
    secret = "A sentence of the test set that has more than eight words"
    (data / "test" / "flores200-dev.tsv").write_text(f"Một câu\t{secret}\n", encoding="utf-8")
    with lzma.open(data / "corpus" / "mono.en.tsv.xz", "wt", encoding="utf-8") as out:
        out.write(f"masc\t{secret}\nmasc\t“Quoted”  words of somebody\nmasc\t“Quoted” words of somebody\n")
        out.write("bbc-news\tText without any licence stated\nmasc\tToo short\n")
    found = load_mono(data, settings, random.Random(1))
    assert found["en"] == ['"Quoted" words of somebody']
    assert len(found["vi"]) == len(set(found["vi"])) == 50
    settings["data"]["mono_limit"] = 7
    assert len(load_mono(data, settings, random.Random(1))["vi"]) == 7
