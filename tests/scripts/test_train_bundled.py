"""The recipe of the bundled model, whole, at toy size: corpus -> vocabulary -> training -> shipped folder."""

from __future__ import annotations

import importlib.util
import json
import lzma
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import mt
from mt.models import find

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "scripts" / "train_bundled.py"

SUBJECTS = {"Tôi": "I", "Chúng tôi": "We", "Họ": "They", "Các bạn": "You"}
VERBS = {"thích": "like", "mua": "buy", "thấy": "see", "vẽ": "draw", "tìm": "seek"}
OBJECTS = {"con mèo": "the cat", "quyển sách": "the book", "cái bàn": "the table", "bông hoa": "the flower"}
PLACES = {"ở Huế": "in Hue", "ở nhà": "at home", "hôm nay": "today", "với Lan": "with Lan"}


def sentences() -> list[tuple[str, str]]:
    return [
        (f"{s} {v} {o} {p}.", f"{SUBJECTS[s]} {VERBS[v]} {OBJECTS[o]} {PLACES[p]}.")
        for s in SUBJECTS
        for v in VERBS
        for o in OBJECTS
        for p in PLACES
    ]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    for package in ("torch", "transformers", "sacrebleu"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    spec = importlib.util.spec_from_file_location("train_bundled", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "corpus").mkdir()
    (folder / "test").mkdir()
    pairs = sentences()
    random.Random(1).shuffle(pairs)
    held, kept = pairs[:20], pairs[20:]
    rows = [f"prose\talt-wikinews\t{vi}\t{en}\n" for vi, en in kept]
    rows.append(rows[0])
    rows.append(
        "prose\talt-wikinews\tMột câu\tA sentence that is so much longer than its source can ever be\n"
    )
    with lzma.open(folder / "corpus" / "parallel.tsv.xz", "wt", encoding="utf-8") as out:
        out.writelines(rows)
    with lzma.open(folder / "corpus" / "synthetic.tsv.xz", "wt", encoding="utf-8") as out:
        out.writelines(f"synthetic\tpython-docs-mt\t{vi}\t{en}\n" for vi, en in kept[:50])
    test = "".join(f"{vi}\t{en}\n" for vi, en in held)
    for name in ("flores200-dev", "iwslt15-tst2012", "tatoeba-laser-1000", "vlsp2020-news-dev"):
        (folder / "test" / f"{name}.tsv").write_text(test, encoding="utf-8")
    return folder


def call(*arguments: str | Path) -> str:
    command = [sys.executable, str(SCRIPT), *map(str, arguments), "--profile", "toy"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_corpus_to_shipped_model(script: ModuleType, data: Path, tmp_path: Path) -> None:
    work, out = tmp_path / "work", tmp_path / "model"
    said = call("prepare", "--data", data, "--work", work)
    assert "'duplicate': 51, 'shape': 1" in said
    call("train", "--work", work, "--stop-after", "0.02")
    first = [json.loads(line) for line in (work / "curve.jsonl").read_text(encoding="utf-8").splitlines()]
    call("train", "--work", work)
    curve = [json.loads(line) for line in (work / "curve.jsonl").read_text(encoding="utf-8").splitlines()]
    assert curve[len(first)]["step"] > first[-1]["step"], "the second run went on where the first stopped"
    assert curve[-1]["dev_loss"] < curve[0]["dev_loss"]
    # CTranslate2 takes the padding row to be zero; where it drifts, conversions go wrong without an error.
    torch = pytest.importorskip("torch")
    state = torch.load(work / "checkpoint.pt", weights_only=True)
    assert float(state["model"]["model.shared.weight"][-1].norm()) == 0.0
    call("export", "--work", work, "--data", data, "--out", out)
    model = find(str(out))
    assert (model.name, model.mask) == ("bundled", "⟦{}⟧")
    assert model.quality.startswith("FLORES-200 dev BLEU")
    assert mt.load(str(out), threads=1).translate("Tôi thích con mèo ở nhà.").strip()


def test_pairs_that_overlap_a_test_set_are_left_out(script: ModuleType, tmp_path: Path, data: Path) -> None:
    settings = script.load_settings(SCRIPT.with_suffix(".toml"), "toy")
    folder = tmp_path / "data"
    (folder / "corpus").mkdir(parents=True)
    (folder / "test").mkdir()
    secret = "Câu này dài hơn tám từ và nằm trong tập kiểm tra\tThis sentence has more than eight words"
    (folder / "test" / "flores200-dev.tsv").write_text(secret + "\n", encoding="utf-8")
    rows = [f"prose\talt-wikinews\t{secret}\n", "prose\talt-wikinews\tCâu khác.\tAnother one.\n"]
    for name in ("parallel", "synthetic"):
        with lzma.open(folder / "corpus" / f"{name}.tsv.xz", "wt", encoding="utf-8") as out:
            out.writelines(rows if name == "parallel" else [])
    groups = script.load_groups(folder, settings, random.Random(1))
    assert groups["news"] == [("Câu khác.", "Another one.")]


def test_masks_stand_for_the_same_word_on_both_sides(script: ModuleType) -> None:
    pair = ("Ông Obama đến Kyoto ngày 12/5.", "Obama arrived in Kyoto on 12/5.")
    for seed in range(20):
        source, target = script.mask_common(pair, random.Random(seed), 9)
        masks = [script.MASK.format(k) for k in range(1, 10)]
        used = [mask for mask in masks if mask in source]
        assert used
        assert used == [mask for mask in masks if mask in target]


def test_unknown_settings_are_refused(script: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("[train]\nhours = 1\n[profiles.x]\ntrain = { hour = 2 }\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="hour"):
        script.load_settings(path, "x")


@pytest.mark.parametrize(
    ("seconds", "share"), [(0, 1.0), (1800, 1.0), (2160, 1.0), (2880, 0.5), (3600, 0.0), (4000, 0.0)]
)
def test_the_learning_rate_stays_then_falls_in_a_line(
    script: ModuleType, seconds: float, share: float
) -> None:
    """Warm-up, stable, decay (Hu et al. 2024, equation 1, with a linear decay over the last 40 %)."""
    train = {"hours": 1.0, "decay": 0.4, "warmup_steps": 100, "learning_rate": 2e-3}
    run = SimpleNamespace(settings={"train": train}, seconds=seconds, step=5000)
    assert script.Run.rate(run) == pytest.approx(2e-3 * share)
    run.step = 49
    assert script.Run.rate(run) == pytest.approx(1e-3 * share)


def test_without_a_stable_part_the_rate_falls_all_the_way(script: ModuleType) -> None:
    train = {"hours": 1.0, "decay": 1.0, "warmup_steps": 1, "learning_rate": 1.0}
    rates = [
        script.Run.rate(SimpleNamespace(settings={"train": train}, seconds=s, step=9)) for s in (0, 900, 2700)
    ]
    assert rates == pytest.approx([1.0, 0.75, 0.25])
