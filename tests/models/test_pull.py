"""From a hub (a stand-in on this machine) to a verified model."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mt.errors import BackendError, MissingExtra, OutputError, UsageError
from mt.models import checkpoint, fetch, find, store
from mt.models import manifest as manifests
from mt.models.hub import Hub
from mt.models.make import Making
from mt.models.pull import Offer, pull
from mt.models.registry import REGISTRY
from mt.models.verify import verify
from mt.translate import ENGINES, EngineOptions, load_engine
from mt.values import Decoding
from tests.models import stand_in
from tests.models.stand_in import COMMIT, REPOSITORY, StandIn, contents, serving

FLOAT = Making("float32")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def served(tiny_marian_legacy: Path) -> Iterator[StandIn]:
    """The hub with a model as old uploads are: pickled weights."""
    with serving(StandIn(contents(tiny_marian_legacy))) as hub:
        yield hub


def fast(served: StandIn) -> Hub:
    return Hub(served.endpoint, patience=3, pause=0.0, timeout=5.0)


def yes(_: Offer) -> bool:
    return True


def test_pull(served: StandIn, home: Path) -> None:
    offers: list[Offer] = []
    steps: list[tuple[int, int, float]] = []

    def agree(offer: Offer) -> bool:
        assert not served.asked("pytorch_model.bin")  # the licence comes first
        offers.append(offer)
        return True

    model = pull(
        REPOSITORY, agree, making=Making(), progress=lambda *step: steps.append(step), hub=fast(served)
    )
    assert offers == [Offer(REPOSITORY, REPOSITORY, COMMIT, "apache-2.0", steps[-1][1])]
    assert (model.revision, model.licence, model.family) == (COMMIT, "apache-2.0", "marian")
    assert manifests.load(model.folder).repository == REPOSITORY
    assert find(REPOSITORY) == model
    assert verify(model.folder).exact
    assert not list((home / "work").iterdir())  # the download is not kept twice
    before = len(served.requests)
    assert pull(REPOSITORY, yes, hub=fast(served)) == model
    assert len(served.requests) == before


def test_a_checkpoint_that_is_kept_runs_on_transformers(served: StandIn) -> None:
    model = pull(REPOSITORY, yes, making=FLOAT, hub=fast(served))
    with pytest.raises(BackendError, match="--keep-checkpoint"):
        load_engine(model, "transformers")
    model = pull(REPOSITORY, yes, making=replace(FLOAT, keep_checkpoint=True), hub=fast(served))
    assert not list(model.folder.rglob("*.bin.index.json")) + list(model.folder.rglob("pytorch_model.bin"))
    options = EngineOptions(device="cpu", threads=1, compute="float32")
    texts = ["Tôi đi chợ mua cá và rau.", "Hôm nay trời đẹp."]
    answers = [load_engine(find(REPOSITORY), name, options).translate(texts, Decoding()) for name in ENGINES]
    assert [h.text for h in answers[0]] == [h.text for h in answers[1]]
    assert verify(model.folder).exact


def test_pull_goes_on_after_a_cut(served: StandIn, home: Path) -> None:
    served.cut = lambda name, count: 300_000 if name == "pytorch_model.bin" and count == 1 else None
    served.fail = lambda name, count: 503 if name == "pytorch_model.bin" and 1 < count < 5 else None
    with pytest.raises(BackendError, match="goes on from there"):
        pull(REPOSITORY, yes, making=FLOAT, hub=fast(served))
    assert store.names() == []
    pull(REPOSITORY, yes, making=FLOAT, hub=fast(served))
    assert served.asked("pytorch_model.bin")[-1].range == "bytes=300000-"
    assert len(served.asked("vocab.json")) == 1


def test_damaged_model_is_fetched_again(served: StandIn) -> None:
    model = pull(REPOSITORY, yes, making=FLOAT, hub=fast(served))
    (model.folder / "source.spm").unlink()
    with pytest.raises(BackendError, match=f"mt models pull {REPOSITORY}"):
        find(REPOSITORY)
    assert verify(pull(REPOSITORY, yes, making=FLOAT, hub=fast(served)).folder).exact


def test_nllb(tiny_nllb: Path) -> None:
    with serving(StandIn(contents(tiny_nllb), licence="cc-by-nc-4.0")) as hub:
        with pytest.raises(UsageError, match=r"licence \(cc-by-nc-4.0\) was not accepted.*--accept-licence"):
            pull(REPOSITORY, lambda offer: offer.commercial, hub=fast(hub))
        assert len(hub.requests) == 1
        model = pull(REPOSITORY, yes, making=FLOAT, hub=fast(hub))
    assert (model.family, model.target_code) == ("nllb", "eng_Latn")


def test_known_name_asks_for_its_pinned_commit(served: StandIn) -> None:
    with pytest.raises(BackendError, match="HTTP 404"):
        pull("nllb-600m", yes, hub=fast(served))
    known = REGISTRY["nllb-600m"]
    assert served.requests[0].path == f"/api/models/{known.repository}/revision/{known.revision}"


def test_known_name_keeps_its_registered_words(served: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand_in, "REPOSITORY", "Helsinki-NLP/opus-mt-vi-en")
    pinned = REGISTRY["opus-mt"].revision
    monkeypatch.setattr(stand_in, "COMMIT", pinned)
    model = pull("opus-mt", yes, making=FLOAT, hub=fast(served))
    assert (model.name, model.licence, model.revision) == ("opus-mt", "Apache-2.0", pinned)
    assert "BLEU 25.3" in model.quality
    assert find(None) == model


def test_missing_tokenizer_file(served: StandIn, home: Path) -> None:
    del served.files["source.spm"]
    with pytest.raises(BackendError, match=r"source\.spm is missing"):
        pull(REPOSITORY, yes, hub=fast(served))
    assert store.names() == []


def test_wrong_hash(served: StandIn) -> None:
    served.hashes = {"pytorch_model.bin": "0" * 64}
    with pytest.raises(BackendError, match="arrived twice with a wrong hash"):
        pull(REPOSITORY, yes, hub=fast(served))
    assert store.names() == []


def test_weights_that_are_none(served: StandIn) -> None:
    served.files["pytorch_model.bin"] = random.Random(2).randbytes(5000)
    with pytest.raises(BackendError, match=r"pytorch_model\.bin: refused"):
        pull(REPOSITORY, yes, hub=fast(served))
    assert store.names() == []


def test_missing_torch_is_told_before_anything_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving(StandIn({})) as hub:
        monkeypatch.setattr(checkpoint.importlib.util, "find_spec", lambda name: None)
        with pytest.raises(MissingExtra, match=r"vimt\[torch\]"):
            pull("opus-mt", yes, hub=fast(hub))
        assert hub.requests == []


def test_room_for_the_conversion_is_asked_for_first(served: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(map(len, served.files.values()))
    monkeypatch.setattr(fetch.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 2 * size}))
    with pytest.raises(OutputError, match="set MT_HOME"):
        pull(REPOSITORY, yes, hub=fast(served))
    assert not served.asked("config.json")


def test_two_at_once(served: StandIn) -> None:
    with store.locked(REPOSITORY), pytest.raises(BackendError, match="Another process works on the model"):
        pull(REPOSITORY, yes, hub=fast(served))
    assert served.requests == []


@pytest.mark.parametrize(
    ("name", "message"), [("opus", "No model is called"), ("bundled", "nothing to fetch")]
)
def test_names_that_cannot_be_pulled(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        pull(name, yes)
