"""mt batch --engine ray: the local runner's bytes, whatever is lost on the way.

One cluster of two nodes with a core each, on this machine, serves all tests.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from mt.batch import journal
from tests.documents.samples import NEWS

if importlib.util.find_spec("ray") is None:
    pytest.skip("ray is not installed: pip install 'vimt[ray]'", allow_module_level=True)

from tests.batch import shelf

ROOT = Path(__file__).parent.parent.parent

#: Makes the cluster, says where it is, then does what is said to it: "lose" a node, "gain" one.
_CLUSTER = """
import sys
from ray.cluster_utils import Cluster
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
more = [cluster.add_node(num_cpus=1)]
print("address", cluster.address, flush=True)
for line in sys.stdin:
    if line == "lose\\n":
        cluster.remove_node(more.pop(), allow_graceful=False)
    else:
        more.append(cluster.add_node(num_cpus=1))
    print("done", flush=True)
cluster.shutdown()
"""

#: What a fault in a library does, for one text.
_DEADLY = """
import os, signal, sys
if "default_worker.py" in " ".join(sys.orig_argv):
    import mt.segment as s
    import mt.segment.segmenter as m
    old = m.segment
    def new(document, *rest):
        if "giết" in document.text: os.kill(os.getpid(), signal.SIGKILL)
        return old(document, *rest)
    m.segment = s.segment = new
    import mt.translate.translator as t
    checked = t.translate_checked
    def newer(engine, texts, *rest):
        if any("giết" in text for text in texts): os.kill(os.getpid(), signal.SIGKILL)
        return checked(engine, texts, *rest)
    t.translate_checked = newer
"""


@dataclass(frozen=True)
class Nodes:
    """The cluster. pid: of the process whose children are its nodes."""

    address: str
    process: subprocess.Popen[str]
    environment: dict[str, str]

    def tell(self, word: str) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        assert _line(self.process, "done")

    def actors(self) -> list[int]:
        """Processes that translate."""
        children: dict[int, list[int]] = {}
        names: dict[int, bytes] = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                    names[int(folder.name)] = (folder / "cmdline").read_bytes()
                except OSError:
                    continue
                children.setdefault(parent, []).append(int(folder.name))
        found, waiting = [], [self.process.pid]
        while waiting:
            for child in children.get(waiting.pop(), []):
                waiting.append(child)
                if names[child].startswith(b"ray::MapWorker"):
                    found.append(child)
        return found


def _line(process: subprocess.Popen[str], word: str) -> str:
    """The next line that begins with the word, without it; "" at the end."""
    assert process.stdout
    for line in process.stdout:
        if line.startswith(word):
            return line.removeprefix(word).strip() or word
    return ""


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    folder = tmp_path_factory.mktemp("nodes")
    path = shelf.registering(folder / "site")
    with (folder / "site" / "sitecustomize.py").open("a", encoding="utf-8") as site:
        site.write(_DEADLY)
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "SHELF": str(folder / "shelf"),
        "MT_HOME": str(folder / "home"),
        "MT_MODEL": "bundled",
        "MT_BEAM": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _CLUSTER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        start_new_session=True,
    )
    try:
        address = _line(process, "address")
        assert address
        yield Nodes(address, process, environment)
        process.communicate("", timeout=60)
    finally:
        process.kill()
        process.wait()


def fill(folder: Path, large: int = 120) -> Path:
    """A small folder with shared sentences, an old encoding, an empty, a bad and a large file.

    large: lines of that one."""
    (folder / "deep").mkdir(parents=True)
    lines = NEWS.splitlines()
    for number in range(24):
        text = "\n".join(f"{lines[k % len(lines)]} Số {number * k}." for k in range(1 + number % 5))
        (folder / f"{number:02}.txt").write_text(text + "\n", encoding="utf-8")
    (folder / "deep" / "old.txt").write_bytes("Hôm nay trời đẹp.\r\n\r\nTôi đi chợ.".encode("utf-16"))
    (folder / "deep" / "large.txt").write_text("\n".join(f"Tôi có {n} con mèo." for n in range(large)))
    (folder / "deep" / "empty.txt").touch()
    (folder / "deep" / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return fill(tmp_path / "in")


def command(nodes: Nodes, source: object, target: object, *options: str) -> list[str]:
    words = [sys.executable, "-m", "mt", "batch", str(source), str(target), "--engine", "ray"]
    return [*words, "--address", nodes.address, *options]


def call(words: list[str], nodes: Nodes) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, capture_output=True, text=True, check=False, env=nodes.environment, timeout=120
    )


def local(source: Path, target: Path, nodes: Nodes, *options: str) -> subprocess.CompletedProcess[str]:
    return call([sys.executable, "-m", "mt", "batch", str(source), str(target), *options], nodes)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and ".vimt" not in p.parts
    }


def test_it_writes_what_one_machine_writes_and_goes_on_from_it(
    nodes: Nodes, source: Path, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    assert local(source, here, nodes).returncode == 6
    # All of it is one window, and one group.
    done = call(command(nodes, source, there, "--format", "text"), nodes)
    assert (done.returncode, done.stdout) == (6, ""), done.stderr
    assert "Ray: 2 nodes, 2 workers of 1 core" in done.stderr
    assert "1 of 28 files failed" in done.stderr
    assert "PNG" in done.stderr
    assert tree(there) == tree(here)
    assert len(tree(there)) == 27
    rows = {row.key: row for row in journal.read(there)[0]}
    for row in journal.read(here)[0]:
        names = ("state", "size", "changed", "hash", "recipe", "written", "sentences", "kinds", "error")
        assert [getattr(rows[row.key], name) for name in names] == [getattr(row, name) for name in names]
    # Either goes on from what the other has done.
    (source / "00.txt").write_text("Tôi đi chợ mua cá và rau.\n", encoding="utf-8")
    assert "28 files, 26 done before, 1 failed before" in call(command(nodes, source, here), nodes).stderr
    assert "28 files, 27 done before, 1 failed before" in local(source, here, nodes).stderr
    dry = call(command(nodes, source, there, "--dry-run", "--retry-failed"), nodes)
    assert [line.split("\t")[0] for line in dry.stdout.splitlines()] == ["00.txt", "deep/bad.txt"]


@pytest.fixture(scope="module")
def whole(nodes: Nodes, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A folder, and what an undisturbed run makes of it, in many groups."""
    folder = tmp_path_factory.mktemp("whole")
    fill(folder / "in", large=1500)
    done = call(command(nodes, folder / "in", folder / "out", "--window", "8", "--format", "tsv"), nodes)
    assert done.returncode == 6, done.stderr
    # Neither windows nor groups nor cores change a byte.
    assert local(folder / "in", folder / "here", nodes, "--jobs", "2", "--format", "tsv").returncode == 6
    assert tree(folder / "out") == tree(folder / "here")
    return folder / "in", tree(folder / "out")


def answered(folder: Path) -> int:
    """Sentences in the journal."""
    try:
        with closing(sqlite3.connect(f"file:{folder}/.vimt/journal.sqlite?mode=ro", uri=True)) as base:
            return int(base.execute("select count(*) from sentences").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_an_actor_and_then_a_node_are_lost(
    nodes: Nodes, whole: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    source, expected = whole
    out, events = tmp_path / "out", tmp_path / "events"
    words = command(nodes, source, out, "--window", "8", "--format", "tsv", "--events", str(events))
    run = subprocess.Popen(words, env=nodes.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    # The large file is begun first, in windows, and takes longest.
    while not answered(out):
        assert run.poll() is None
        time.sleep(0.01)
    actors = nodes.actors()
    assert actors
    for actor in actors:
        os.kill(actor, signal.SIGKILL)
    nodes.tell("lose")
    try:
        assert run.communicate(timeout=100)[0] == b""
    finally:
        nodes.tell("gain")
    assert run.returncode == 6
    assert tree(out) == expected
    told = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    assert "worker lost" in {each["event"] for each in told}
    files = [each["file"] for each in told if each["event"] == "file"]
    assert len(files) == len(set(files)) == 28


def test_the_driver_is_killed(nodes: Nodes, whole: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    source, expected = whole
    out = tmp_path / "out"
    words = command(nodes, source, out, "--window", "8", "--format", "tsv")
    run = subprocess.Popen(words, env=nodes.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not answered(out):
        assert run.poll() is None
        time.sleep(0.01)
    run.kill()
    run.wait()
    # In the middle of the large file: what was answered is not asked again.
    assert 0 < answered(out) < 1500
    assert not (out / "deep" / "large.en.tsv").exists()
    done = call([*words, "--workers", "1"], nodes)
    assert done.returncode == 6, done.stderr
    assert tree(out) == expected
    assert [row.state for row in journal.read(out)[0]].count("done") == 27


def test_a_file_that_kills_its_workers_is_set_aside(nodes: Nodes, source: Path, tmp_path: Path) -> None:
    (source / "05.txt").write_text("Tệp này giết tiến trình.\n", encoding="utf-8")
    out = tmp_path / "out"
    done = call(command(nodes, source, out), nodes)
    assert done.returncode == 6, done.stderr
    assert done.stdout == ""
    rows = {row.key: row for row in journal.read(out)[0]}
    assert "ended its worker process twice" in rows[b"05.txt"].error
    assert [row.state for row in rows.values()].count("done") == 26
    assert set(tree(out)) == {
        f"{row.key.decode().removesuffix('.txt')}.en.txt" for row in rows.values() if row.state == "done"
    }


def test_a_sentence_of_a_large_file_that_kills_its_workers(nodes: Nodes, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    lines = [f"Tôi có {n} con mèo." for n in range(200)]
    (tmp_path / "in" / "good.txt").write_text("\n".join(lines), encoding="utf-8")
    lines[77] = "Câu này giết tiến trình."
    (tmp_path / "in" / "bad.txt").write_text("\n".join(lines), encoding="utf-8")
    done = call(command(nodes, tmp_path / "in", tmp_path / "out", "--window", "4"), nodes)
    assert done.returncode == 6, done.stderr
    rows = {row.key: row for row in journal.read(tmp_path / "out")[0]}
    assert "a sentence of it ended its worker process twice" in rows[b"bad.txt"].error
    assert rows[b"good.txt"].state == "done"
    assert set(tree(tmp_path / "out")) == {"good.en.txt"}


def test_folders_behind_urls(nodes: Nodes, whole: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    source, expected = whole
    bucket = Path(nodes.environment["SHELF"]) / "bucket"
    shutil.copytree(source, bucket / "vi")
    options = ("--window", "8", "--format", "tsv")
    words = command(nodes, "shelf://bucket/vi", "shelf://bucket/en", *options)
    done = call(words, nodes)
    assert done.returncode == 6, done.stderr
    assert tree(bucket / "en") == expected
    # The second run finds the journal, what changed, and what is no longer there.
    (bucket / "vi" / "00.txt").write_text("Tôi đi chợ mua cá và rau.\n", encoding="utf-8")
    os.utime(bucket / "vi" / "01.txt")
    (bucket / "en" / "02.en.tsv").unlink()
    assert "28 files, 25 done before, 1 failed before" in call(words, nodes).stderr
    assert {n for n, data in tree(bucket / "en").items() if data != expected[n]} == {"00.en.tsv"}
    status = [sys.executable, "-m", "mt", "batch", "--status", "shelf://bucket/en/"]
    assert call(status, nodes).stdout.startswith("27 files done, 1 failed, ")
    # From a URL into a folder, with a journal elsewhere.
    other = command(nodes, "shelf://bucket/vi", tmp_path / "out", *options, "--journal", str(tmp_path / "j"))
    assert call(other, nodes).returncode == 6
    assert tree(tmp_path / "out") == tree(bucket / "en")
    assert len(journal.read(tmp_path / "j")[0]) == 28


def test_the_outputs_are_scored_as_on_one_machine(nodes: Nodes, tmp_path: Path) -> None:
    for folder, text in (("in", "Hôm nay trời đẹp.\nTôi đi chợ.\n"), ("refs", "It is fine.\nI shop.\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(text, encoding="utf-8")
    options = ("--evaluate", str(tmp_path / "refs"))
    here = local(tmp_path / "in", tmp_path / "here", nodes, *options)
    there = call(command(nodes, tmp_path / "in", tmp_path / "there", *options), nodes)
    assert (here.returncode, there.returncode) == (0, 0), there.stderr
    assert "BLEU" in there.stdout
    assert there.stdout == here.stdout
    assert (tmp_path / "there" / ".vimt" / "evaluation.html").is_file()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["in", "out", "--address", "auto"], 2, "goes with --engine ray"),
        (["s3://in", "out"], 2, "URLs go with --engine ray"),
        (["nonsense://in", "out", "--engine", "ray"], 2, "nonsense"),
        (["{in}", "{out}", "--engine", "ray", "--workers", "-1"], 2, "--workers -1"),
        (["{in}", "{out}", "--engine", "ray", "--model", "none"], 2, "none"),
        (["{in}/c.jsonl", "{out}", "--engine", "ray", "--column", "text"], 2, "--column goes without"),
        (["shelf://vi", "{out}", "--engine", "ray", "--evaluate", "{in}"], 2, "without URLs"),
        (["{in}/none", "{out}", "--engine", "ray"], 3, "not a folder"),
        (
            ["{in}", "{out}", "--engine", "ray", "--address", "127.0.0.1:1"],
            4,
            "no Ray cluster at 127.0.0.1:1",
        ),
    ],
)
def test_wrong_use(nodes: Nodes, source: Path, words: list[str], code: int, said: str) -> None:
    given = [word.format(**{"in": source, "out": source / "out"}) for word in words]
    if "--model" in given:
        given += ["--address", nodes.address]
    done = call([sys.executable, "-m", "mt", "batch", *given], nodes)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert not (source / "out" / ".vimt").exists()
