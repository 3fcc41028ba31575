"""Downloads from a hub that cuts, changes, lies and redirects. Nothing here needs torch."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from mt.errors import BackendError, OutputError
from mt.models import fetch
from mt.models.fetch import describe, download, hash_of
from mt.models.hub import Hub
from tests.models.stand_in import COMMIT, REPOSITORY, StandIn, serving

WEIGHTS = random.Random(1).randbytes(300_000)


def files() -> dict[str, bytes]:
    return {
        "config.json": b'{"model_type": "marian"}',
        "vocab.json": b"{}",
        "source.spm": b"source" * 50,
        "target.spm": b"target" * 50,
        "pytorch_model.bin": b"pickled",
        "model.safetensors": WEIGHTS,
        "tf_model.h5": b"never fetched",
    }


@pytest.fixture
def served() -> Iterator[StandIn]:
    with serving(StandIn(files())) as stand_in:
        yield stand_in


def fast(stand_in: StandIn, token: str = "") -> Hub:
    return Hub(stand_in.endpoint, token, patience=3, pause=0.0, timeout=5.0)


def fetched(stand_in: StandIn, folder: Path, token: str = "") -> Path:
    hub = fast(stand_in, token)
    return download(hub, describe(hub, REPOSITORY), folder)


def test_whole(served: StandIn, tmp_path: Path) -> None:
    steps: list[tuple[int, int, float]] = []
    hub = fast(served)
    snapshot = describe(hub, REPOSITORY)
    assert (snapshot.commit, snapshot.licence) == (COMMIT, "apache-2.0")
    folder = download(hub, snapshot, tmp_path / "x", lambda *step: steps.append(step))
    wanted = {k: v for k, v in files().items() if k not in ("tf_model.h5", "pytorch_model.bin")}
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == wanted
    assert snapshot.size == sum(map(len, wanted.values()))
    assert steps[-1][:2] == (snapshot.size, snapshot.size)
    assert [done for done, _, _ in steps] == sorted(done for done, _, _ in steps)
    before = len(served.requests)
    download(hub, snapshot, folder)
    assert len(served.requests) == before  # nothing is fetched twice


def test_cut_in_mid_body_goes_on(served: StandIn, tmp_path: Path) -> None:
    served.cut = lambda name, count: 100_000 if name == "model.safetensors" and count < 3 else None
    folder = fetched(served, tmp_path)
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    asked = served.asked("model.safetensors")
    assert [r.range for r in asked] == ["", "bytes=100000-", "bytes=200000-"]
    assert asked[1].if_range == '"model.safetensors"'
    assert not list(folder.glob("*.part*"))


def test_next_run_goes_on(served: StandIn, tmp_path: Path) -> None:
    served.cut = lambda name, count: (70_000 if count == 1 else 0) if name == "model.safetensors" else None
    with pytest.raises(BackendError, match=r"cut 3 times without progress.*goes on from there"):
        fetched(served, tmp_path)
    assert (tmp_path / "model.safetensors.part").stat().st_size == 70_000
    served.cut = lambda name, count: None
    fetched(served, tmp_path)
    assert served.asked("model.safetensors")[-1].range == "bytes=70000-"
    assert (tmp_path / "model.safetensors").read_bytes() == WEIGHTS


@pytest.mark.parametrize("heeds", [True, False])
def test_changed_etag_starts_over(served: StandIn, tmp_path: Path, heeds: bool) -> None:
    served.heeds_if_range = heeds
    served.cut = lambda name, count: 100_000 if name == "model.safetensors" and count == 1 else None
    served.etag = lambda name, count: f'"{min(count, 2)}"'
    fetched(served, tmp_path)
    assert (tmp_path / "model.safetensors").read_bytes() == WEIGHTS


def test_server_without_ranges_starts_over(served: StandIn, tmp_path: Path) -> None:
    served.ranges = False
    served.cut = lambda name, count: 100_000 if name == "model.safetensors" and count == 1 else None
    assert (fetched(served, tmp_path) / "model.safetensors").read_bytes() == WEIGHTS


def test_foreign_part_without_etag_is_thrown_away(served: StandIn, tmp_path: Path) -> None:
    served.etag = lambda name, count: "W/weak"
    (tmp_path / "model.safetensors.part").write_bytes(b"\0" * 1000)
    assert (fetched(served, tmp_path) / "model.safetensors").read_bytes() == WEIGHTS
    assert [r.range for r in served.asked("model.safetensors")] == ["bytes=1000-", ""]


@pytest.mark.parametrize("size", [300_000, 300_001, 999_999])
def test_part_as_long_as_the_file_or_longer(served: StandIn, tmp_path: Path, size: int) -> None:
    (tmp_path / "model.safetensors.part").write_bytes(b"\0" * size)
    assert (fetched(served, tmp_path) / "model.safetensors").read_bytes() == WEIGHTS


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.json"])
def test_wrong_hash_is_refused(served: StandIn, tmp_path: Path, name: str) -> None:
    served.hashes = {name: hashlib.sha256(b"another").hexdigest()}
    with pytest.raises(BackendError, match=f"{name} arrived twice with a wrong hash"):
        fetched(served, tmp_path)
    assert not (tmp_path / name).exists()
    assert not (tmp_path / f"{name}.part").exists()
    assert len(served.asked(name)) == 2


def test_longer_than_announced(served: StandIn, tmp_path: Path) -> None:
    hub = fast(served)
    snapshot = describe(hub, REPOSITORY)
    served.files["vocab.json"] = b"{}" * 10
    with pytest.raises(BackendError, match="more than 2 bytes arrived"):
        download(hub, snapshot, tmp_path)
    assert not (tmp_path / "vocab.json").exists()


def test_missing_file(served: StandIn, tmp_path: Path) -> None:
    served.fail = lambda name, count: 404 if name == "source.spm" else None
    with pytest.raises(BackendError, match=r"has no source.spm of this model \(HTTP 404\)"):
        fetched(served, tmp_path)
    assert len(served.asked("source.spm")) == 1


def test_busy_hub_is_asked_again(served: StandIn, tmp_path: Path) -> None:
    served.fail = lambda name, count: 503 if count < 3 else None
    assert (fetched(served, tmp_path) / "model.safetensors").read_bytes() == WEIGHTS


def test_broken_hub_is_not_asked_forever(served: StandIn, tmp_path: Path) -> None:
    served.fail = lambda name, count: 503 if name == "main" else None
    with pytest.raises(BackendError, match="HTTP 503"):
        describe(fast(served), REPOSITORY)
    assert len(served.requests) == 3
    served.fail = lambda name, count: 500 if name == "vocab.json" else None
    with pytest.raises(BackendError, match="cut 3 times"):
        fetched(served, tmp_path)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (401, "private or gated (set HF_TOKEN), or there is no such repository"),
        (403, "refuses someone/marian-vi-en at main (HTTP 403)"),
        (404, "Check the name and the revision"),
    ],
)
def test_refused_at_once(served: StandIn, state: int, message: str) -> None:
    served.fail = lambda name, count: state
    with pytest.raises(BackendError) as caught:
        describe(fast(served), REPOSITORY)
    assert message in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    assert len(served.requests) == 1


def test_token_goes_to_the_hub_only(served: StandIn, tmp_path: Path) -> None:
    with serving(StandIn({})) as hub:
        hub.files, hub.elsewhere = served.files, served.endpoint
        fetched(hub, tmp_path, token="secret")
        assert {r.authorization for r in hub.requests} == {"Bearer secret"}
        assert served.requests
        assert {r.authorization for r in served.requests} == {""}
    assert "secret" not in repr(fast(served, "secret"))


def test_resumes_behind_a_redirect(served: StandIn, tmp_path: Path) -> None:
    served.cut = lambda name, count: 100_000 if name == "model.safetensors" and count == 1 else None
    with serving(StandIn(files(), elsewhere=served.endpoint)) as hub:
        fetched(hub, tmp_path)
    assert [r.range for r in served.asked("model.safetensors")] == ["", "bytes=100000-"]


def test_unsafe_redirect_is_not_followed(tmp_path: Path) -> None:
    with (
        serving(StandIn(files(), elsewhere="ftp://127.0.0.1")) as hub,
        pytest.raises(BackendError, match="safe"),
    ):
        fetched(hub, tmp_path)


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(StandIn({})) as gone:
        pass
    monkeypatch.setenv("http_proxy", "")
    with pytest.raises(BackendError) as caught:
        describe(fast(gone), REPOSITORY)
    for part in ("127.0.0.1", "cannot be reached", "HF_ENDPOINT", "mt models import FOLDER"):
        assert part in str(caught.value)


def test_proxy_of_the_environment_is_used(served: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", served.endpoint)
    monkeypatch.delenv("no_proxy", raising=False)
    hub = Hub("http://hub.invalid", patience=1, pause=0.0, timeout=5.0)
    assert describe(hub, REPOSITORY).commit == COMMIT


def test_not_enough_room(served: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))
    with pytest.raises(OutputError, match="are needed"):
        fetched(served, tmp_path)
    assert not served.asked("model.safetensors")


def test_revision_that_is_another_commit(served: StandIn) -> None:
    with pytest.raises(BackendError, match="HTTP 404"):
        describe(fast(served), REPOSITORY, "f" * 40)
    assert describe(fast(served), REPOSITORY, COMMIT).commit == COMMIT


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        (["pytorch_model.bin"], ["pytorch_model.bin"]),
        (["pytorch_model.bin", "model.safetensors"], ["model.safetensors"]),
        (
            [
                "pytorch_model.bin.index.json",
                "pytorch_model-00001-of-00002.bin",
                "pytorch_model-00002-of-00002.bin",
            ],
            [
                "pytorch_model.bin.index.json",
                "pytorch_model-00001-of-00002.bin",
                "pytorch_model-00002-of-00002.bin",
            ],
        ),
    ],
)
def test_which_weights(there: list[str], wanted: list[str]) -> None:
    data = {"config.json": b"{}"} | dict.fromkeys(there, b"w")
    with serving(StandIn(data)) as hub:
        assert [f.name for f in describe(fast(hub), REPOSITORY).files] == ["config.json", *wanted]


def test_no_weights() -> None:
    with (
        serving(StandIn({"config.json": b"{}"})) as hub,
        pytest.raises(BackendError, match="no PyTorch weights"),
    ):
        describe(fast(hub), REPOSITORY)


def test_git_hash_is_that_of_git(tmp_path: Path) -> None:
    # `printf 'test content\n' | git hash-object --stdin`, from the Pro Git book, chapter 10.2
    (tmp_path / "x").write_bytes(b"test content\n")
    assert hash_of(tmp_path / "x", "git:") == "git:d670460b4b4aece5915caf5c68d12f560a9fe3e4"
