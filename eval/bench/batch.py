"""mt batch: what survives being killed, how fast many small files are, how fast a finished folder is.

    python eval/bench/batch.py kill [--kills 50] [--files 300] [--only NAME] [--out FILE]
    python eval/bench/batch.py speed [--files 10000] [--checkpoint FOLDER] [--out FILE]
    python eval/bench/batch.py resume [--files 100000] [--out FILE]

kill     SIGKILL to the whole process group at random moments, the same command again until it ends: the
         outputs against those of an undisturbed run, byte for byte. A run that ends begins anew in another
         folder, until so many blows have hit one at work. The same with SIGTERM, with only the worker killed,
         and with a disk that fills up (a small tmpfs; needs root). --only runs one of them.
speed    files of a few sentences against one file of the same text, and against a shell loop over
         `mt translate`, Argos' way (one call a paragraph) and, with --checkpoint (the same model as a Hugging
         Face folder), a loop around transformers (`generate` for each file). The slow ones do a sample of the
         files and are extrapolated. All search with the same beam on the same cores.
resume   seconds of a run in which all is done already.

Memory: batch_memory.py. Ray: batch_ray.py.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from mt.batch import journal
from result_files import publish, versions

WHO = ["Người dân", "Chính quyền xã", "Các bác sĩ", "Sinh viên", "Hợp tác xã", "Nhà trường", "Công an huyện"]
WHAT = ["đã sửa xong", "đang bàn về", "sẽ mở lại", "chưa duyệt", "vừa khánh thành", "muốn xây", "kiểm tra"]
THING = ["cây cầu", "bệnh viện", "con đường ven biển", "chợ cá", "trạm y tế", "thư viện", "nhà máy nước"]
WHERE = ["ở Quảng Ngãi", "gần sông Hậu", "tại huyện đảo", "trên núi cao", "giữa thành phố", "bên hồ"]
WHEN = ["sáng 14/10", "hôm qua", "vào tháng tới", "trong năm 2024", "sau trận mưa lớn", "từ ngày 3/1"]
ALL = [" ".join(words) for words in itertools.product(WHO, WHAT, THING, WHERE, WHEN)]


def sentences(rng: random.Random, count: int) -> list[str]:
    """Sentences, every third with a number of its own, so that few are alike."""
    return [
        f"{rng.choice(ALL)}{f', có {rng.randrange(10_000)} người' if rng.random() < 0.33 else ''}."
        for _ in range(count)
    ]


def mixed(folder: Path, files: int, seed: int) -> None:
    """Files of many sizes in some folders; a few in old encodings, empty or broken, two large."""
    rng = random.Random(seed)
    for number in range(files):
        path = folder / f"d{number % 7}" / f"{number:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        if number % 50 == 7:
            path.write_bytes(b"\x89PNG\r\n\x1a\n\0")
            continue
        lines = sentences(rng, 400 if number % 150 == 33 else rng.randrange(12))
        text = "\r\n".join(lines) if number % 9 == 2 else "\n\n".join(lines) + "\n"
        path.write_bytes(text.encode("utf-16" if number % 11 == 3 else "utf-8"))


def command(source: Path, target: Path, window: int = 0, beam: int = 1) -> list[str]:
    words = [sys.executable, "-m", "mt", "batch", str(source), str(target), "--quiet", "--beam", str(beam)]
    return [*words, "--format", "tsv", "--window", str(window)]


def call(words: list[str]) -> tuple[int, float]:
    """Exit code and seconds."""
    began = time.perf_counter()
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return done.returncode, time.perf_counter() - began


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".vimt" not in path.parts
    }


Strike = Callable[["subprocess.Popen[bytes]", Path], bool]


def disturbed(
    source: Path, targets: Iterator[Path], kills: int, seconds: float, strike: Strike
) -> list[Path]:
    """Starts the command and strikes it at random moments, again and again; what ended was not struck often
    enough, and is begun anew in the next of `targets`. The folders, all but the last of them finished, when
    `kills` blows have hit a run at work."""
    rng, struck = random.Random(1), 0
    used = [next(targets)]
    while struck < kills:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        run = subprocess.Popen(command(source, used[-1], 64), cwd=ROOT, start_new_session=True, **quiet)
        try:
            run.wait(rng.uniform(0.1, 1.0) * seconds)
            if struck < kills:
                used.append(next(targets))
        except subprocess.TimeoutExpired:
            struck += strike(run, used[-1])
        run.wait()
    return used


def kill_group(run: subprocess.Popen[bytes], _: Path) -> bool:
    os.killpg(run.pid, signal.SIGKILL)
    return run.wait() == -signal.SIGKILL


def terminate(run: subprocess.Popen[bytes], _: Path) -> bool:
    run.send_signal(signal.SIGTERM)
    return run.wait() in (143, -signal.SIGTERM)


def kill_worker(run: subprocess.Popen[bytes], target: Path) -> bool:
    """Only a worker that is there and at work counts; the supervisor starts another one."""
    lock = target / ".vimt" / "lock"
    worker = int(lock.read_text() or 0) if lock.exists() else 0
    if not worker or run.poll() is not None:
        return False
    try:
        parent = int(Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()[1])
        if parent != run.pid:  # of a run before this one
            return False
        os.kill(worker, signal.SIGKILL)
    except (OSError, ValueError):
        return False
    return True


def judged(whole: dict[str, bytes], target: Path) -> dict[str, Any]:
    made = tree(target)
    rows = journal.read(target)[0]
    return {
        "identical": made == whole,
        "files": len(made),
        "missing": len(set(whole) - set(made)),
        "extra": len(set(made) - set(whole)),
        "different": sum(1 for name in set(made) & set(whole) if made[name] != whole[name]),
        "records": len(rows),
    }


def kill(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    source = folder / "in"
    mixed(source, arguments.files, 1)
    code, seconds = call(command(source, folder / "whole", 64))
    whole = tree(folder / "whole")
    result: dict[str, Any] = {
        "undisturbed": {"exit": code, "seconds": round(seconds, 1), "files": len(whole)}
    }
    strikes: dict[str, Strike] = {
        "SIGKILL to all": kill_group,
        "SIGTERM": terminate,
        "SIGKILL to the worker": kill_worker,
    }
    for name, strike in strikes.items():
        if arguments.only in (None, name):
            result[name] = endured(
                source, folder / name.replace(" ", "-"), arguments.kills, seconds, strike, whole
            )
            print(name, result[name], file=sys.stderr)
    if arguments.only in (None, "full disk"):
        result["full disk"] = full_disk(source, folder, arguments.kills, whole)
    return result


def endured(
    source: Path, folder: Path, times: int, seconds: float, strike: Strike, whole: dict[str, bytes]
) -> dict[str, Any]:
    """What became of the runs that were struck so often, each ended by an undisturbed one."""
    targets = (folder / str(number) for number in itertools.count())
    # A run takes some time to load and to commit a first window: the blows fall on both.
    used = disturbed(source, targets, times, max(1.2, seconds / 3), strike)
    ends = [{"exit": call(command(source, target, 64))[0], **judged(whole, target)} for target in used]
    return {"strikes": times, "runs": len(used), **summed(ends)}


def full_disk(source: Path, folder: Path, times: int, whole: dict[str, bytes]) -> dict[str, Any]:
    """Runs onto disks too small for them, of random sizes, which then grow."""
    need = sum(map(len, whole.values())) // 1024
    rng, hits, tried = random.Random(1), list[dict[str, Any]](), 0
    said: set[str] = set()
    while len(hits) < times and tried < 4 * times:
        disk = folder / f"disk-{tried}"
        disk.mkdir()
        tried += 1
        size = rng.randrange(150, 150 + 3 * need)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk)]
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            return {"skipped": "no permission to mount a tmpfs"}
        try:
            words = command(source, disk / "out", 64)
            done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode == 6:
                continue  # there was room enough
            last = done.stderr.strip().splitlines()[-1].replace(str(disk), "")
            said.add(re.sub(r"/d[0-9]/[0-9]+", "/dN/NNNNN", last))
            subprocess.run(["mount", "-o", f"remount,size={need * 8 + 8192}k", str(disk)], check=True)
            code, _ = call(words)
            hits.append({"first exit": done.returncode, "exit": code, **judged(whole, disk / "out")})
        finally:
            subprocess.run(["umount", str(disk)], check=False)
    return {
        "disks that were too small": len(hits),
        "first exit": sorted({each["first exit"] for each in hits}),
        "said": sorted(said),
        **summed(hits),
    }


def summed(judgements: list[dict[str, Any]]) -> dict[str, Any]:
    keys = ("files", "missing", "extra", "different", "records")
    return {
        "exit": sorted({each["exit"] for each in judgements}),
        "identical": all(each["identical"] for each in judgements),
        **{key: sum(each[key] for each in judgements) for key in keys},
    }


def speed(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    lines = sentences(random.Random(2), 3 * arguments.files)
    small, large = folder / "small", folder / "large"
    large.mkdir()
    for number in range(arguments.files):
        path = small / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines[3 * number : 3 * number + 3]) + "\n", encoding="utf-8")
    (large / "all.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    few = sorted(small.rglob("*.txt"))[:: max(1, arguments.files // arguments.sample)][: arguments.sample]
    slow: dict[str, Callable[[list[Path], int], float]] = {"shell loop": shell_loop, "Argos' way": argos}
    if arguments.checkpoint:
        slow["transformers loop"] = Transformers(arguments.checkpoint).rate
    rates: dict[str, list[float]] = {}
    for round_number in range(arguments.rounds):
        for name, source in (("one file", large), ("small files", small)):
            target = folder / f"{name}-{round_number}".replace(" ", "-")
            code, seconds = call(command(source, target, beam=arguments.beam)[:-4])
            assert code == 0, name
            rates.setdefault(name, []).append(len(lines) / seconds)
            shutil.rmtree(target)
        for name, rate in slow.items():
            rates.setdefault(name, []).append(rate(few, arguments.beam))
        print({name: round(values[-1], 1) for name, values in rates.items()}, file=sys.stderr)
    ratios = {
        f"small files/{name}": round(
            statistics.median(a / b for a, b in zip(rates["small files"], values, strict=True)), 3
        )
        for name, values in rates.items()
        if name != "small files"
    }
    medians = {name: round(statistics.median(values), 1) for name, values in rates.items()}
    return {
        "sentences per second": medians,
        "ratios": ratios,
        "rounds": {name: [round(value, 1) for value in values] for name, values in rates.items()},
        "extrapolated from a sample of files": {name: len(few) for name in slow},
    }


def shell_loop(files: list[Path], beam: int) -> float:
    """Sentences a second with one `mt translate` for each file."""
    words = [sys.executable, "-m", "mt", "translate", "--quiet", "--beam", str(beam)]
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            code, _ = call([*words, str(path), "-o", f"{folder}/x"])
            assert code == 0
    return 3 * len(files) / (time.perf_counter() - began)


class Transformers:
    """A loop as people write it: the model loaded once, `generate` on the lines of each file."""

    def __init__(self, checkpoint: Path) -> None:
        import warnings

        # Threads that spin while they wait would starve each other where other work goes on.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        import torch
        from transformers import MarianMTModel, MarianTokenizer

        torch.set_num_threads(len(os.sched_getaffinity(0)))
        warnings.simplefilter("ignore")  # of a package that only normalises
        self._model = MarianMTModel.from_pretrained(checkpoint).eval()
        self._tokenizer = MarianTokenizer.from_pretrained(checkpoint)
        self._torch = torch

    def rate(self, files: list[Path], beam: int) -> float:
        """Sentences a second."""
        began, count = time.perf_counter(), 0
        with self._torch.inference_mode():
            for path in files:
                lines = path.read_text(encoding="utf-8").splitlines()
                batch = self._tokenizer(lines, return_tensors="pt", padding=True)
                found = self._model.generate(**batch, num_beams=beam, max_new_tokens=64)
                count += len(self._tokenizer.batch_decode(found, skip_special_tokens=True))
        return count / (time.perf_counter() - began)


def argos(files: list[Path], beam: int) -> float:
    """Sentences a second with one loaded model, a call for each paragraph of each file, all threads on it."""
    import ctranslate2
    import sentencepiece

    from mt.models import find

    folder = find("bundled").folder
    translator = ctranslate2.Translator(
        str(folder), compute_type="int8", inter_threads=1, intra_threads=os.cpu_count() or 1
    )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    began, count = time.perf_counter(), 0
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            tokens = [[*pieces.encode(line, out_type=str), "</s>"]]
            translator.translate_batch(tokens, max_batch_size=32, beam_size=beam, length_penalty=0.2)
            count += 1
    return count / (time.perf_counter() - began)


def resume(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Every file holds one of few sentences: what is measured is the files, not the model."""
    for number in range(arguments.files):
        path = folder / "in" / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ALL[number % 50] + ".\n", encoding="utf-8")
    words = command(folder / "in", folder / "out", 1024)
    code, first = call(words)
    again, seconds = call(words)
    return {
        "files": arguments.files,
        "exit": [code, again],
        "first run, s": round(first, 1),
        "all done before, s": round(seconds, 2),
        "files a second, first run": round(arguments.files / first),
    }


def settings(**values: Any) -> dict[str, Any]:
    """`values` and what else a figure depends on."""
    return {
        **values,
        "cores": len(os.sched_getaffinity(0)),
        "load of the machine at the end, 15 minutes": round(os.getloadavg()[2], 1),
        **versions("ctranslate2"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="mt batch under blows and under load.")
    parser.add_argument("what", choices=["kill", "speed", "resume"])
    parser.add_argument("--files", type=int)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=40, help="files for the slow contestants")
    parser.add_argument("--beam", type=int, default=4, help="of all contestants in `speed`")
    parser.add_argument("--checkpoint", type=Path, help="the bundled model as a Hugging Face folder")
    parser.add_argument("--only", help='of `kill`: "SIGKILL to all", "full disk", ...')
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    arguments.files = arguments.files or {"kill": 300, "speed": 10_000, "resume": 100_000}[arguments.what]
    os.environ.update(MT_MODEL="bundled", PYTHONPATH=str(ROOT))
    work = {"kill": kill, "speed": speed, "resume": resume}[arguments.what]
    with tempfile.TemporaryDirectory() as made:
        result = work(arguments, Path(made))
    if arguments.only and arguments.out and arguments.out.exists():
        result = {**json.loads(arguments.out.read_text(encoding="utf-8")), **result}
    result["settings"] = settings(files=arguments.files, beam=arguments.beam if work is speed else 1)
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
