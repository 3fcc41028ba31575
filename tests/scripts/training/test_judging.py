"""A model's report."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.training import judging
from scripts.training.settings import load_settings
from tests.scripts.toy import SCRIPT, sentences


def test_the_report_is_that_of_sacrebleu_beside_rivals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sacrebleu = pytest.importorskip("sacrebleu")
    pairs = sentences()[:40]
    pairs = [(f"{vi} {vi}", f"{en} {en}") if at % 2 else (vi, en) for at, (vi, en) in enumerate(pairs)]
    references = [en for _, en in pairs]
    answers = {
        "int8": [en.replace("The", "A") for en in references],
        "exact": references,
        "rival": [en.replace("the", "a") for en in references],
    }
    for name in ("test", "rivals", "int8", "exact"):
        (tmp_path / name).mkdir()
    rows = "".join(f"{vi}\t{en}\n" for vi, en in pairs)
    (tmp_path / "test" / "flores200-dev.tsv").write_text(rows, encoding="utf-8")
    (tmp_path / "test" / "vlsp2020-news-dev.tsv").write_text(rows, encoding="utf-8")
    (tmp_path / "rivals" / "flores200-dev.rival.en").write_text("\n".join(answers["rival"]), encoding="utf-8")
    computed = {}

    def translated(folder: Path, _: tuple[str, ...], compute: str = "int8") -> tuple[str, ...]:
        computed[folder.name] = compute
        return tuple(answers[folder.name])

    monkeypatch.setattr(judging, "translated", translated)
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    found = judging.judge(tmp_path / "int8", tmp_path, settings, tmp_path / "exact")
    assert computed == {"int8": "int8", "exact": "float32"}
    assert sorted(found) == ["flores200-dev", "vlsp2020-news-dev"]
    dev = found["flores200-dev"]
    assert [system["name"] for system in dev["systems"]] == ["bundled", "bundled, float32", "rival"]
    assert [system["name"] for system in found["vlsp2020-news-dev"]["systems"]] == ["bundled"]
    for at, name in enumerate(answers):
        assert judging.score(dev, "BLEU", at) == pytest.approx(
            sacrebleu.corpus_bleu(answers[name], [references]).score
        )
    lost = judging.lost_to_int8(dev)
    assert lost == pytest.approx(100 - sacrebleu.corpus_bleu(answers["int8"], [references]).score)
    assert judging.lost_to_int8(found["vlsp2020-news-dev"]) is None
    assert {each["metric"] for each in dev["comparisons"]} == set(judging.METRICS)
    assert any(bucket["dimension"] == "source syllables" for bucket in dev["buckets"])
    score = dev["systems"][0]["scores"][0]
    assert score["low"] <= score["value"] <= score["high"]
    assert "segments" not in dev, "no sentence of a test set stands in a report"
