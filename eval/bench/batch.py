"""mt batch: what survives being killed, and how fast many small files are.

    python eval/bench/batch.py kill [--kills 50] [--files 300] [--out eval/results/batch-kill.json]
    python eval/bench/batch.py speed [--files 10000] [--out eval/results/batch-speed.json]
    python eval/bench/batch.py resume [--files 100000] [--out eval/results/batch-resume.json]

kill     SIGKILL to the whole process group at random moments, the same command again until it ends: the
         outputs against those of an undisturbed run, byte for byte. The same with SIGTERM, with only the
         worker killed, and with a disk that fills up (a small tmpfs; needs root).
speed    files of a few sentences against one file of the same text, and against a shell loop over
         `mt translate` and Argos' way (one call a paragraph), on a sample of the files.
resume   seconds of a run in which all is done already.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from mt.batch import journal

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


def command(source: Path, target: Path, window: int = 0) -> list[str]:
    words = [sys.executable, "-m", "mt", "batch", str(source), str(target), "--quiet", "--beam", "1"]
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


def disturbed(
    words: list[str], kills: int, seconds: float, strike: Callable[[subprocess.Popen[bytes]], None]
) -> int:
    """Starts the command and strikes it at random moments, until it has been struck so often; how often
    the strike came while it was at work."""
    rng, struck = random.Random(1), 0
    for _ in range(kills):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        run = subprocess.Popen(words, cwd=ROOT, start_new_session=True, **quiet)
        try:
            run.wait(rng.uniform(0.1, 1.0) * seconds)
        except subprocess.TimeoutExpired:
            strike(run)
            struck += 1
        run.wait()
    return struck


def kill_group(run: subprocess.Popen[bytes]) -> None:
    os.killpg(run.pid, signal.SIGKILL)


def terminate(run: subprocess.Popen[bytes]) -> None:
    run.send_signal(signal.SIGTERM)


def kill_worker(target: Path) -> Callable[[subprocess.Popen[bytes]], None]:
    def strike(run: subprocess.Popen[bytes]) -> None:
        lock = target / ".vimt" / "lock"
        worker = int(lock.read_text() or 0) if lock.exists() else 0
        if worker and run.poll() is None:
            try:
                os.kill(worker, signal.SIGKILL)
            except ProcessLookupError:
                return

    return strike


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
    strikes: dict[str, tuple[int, Callable[[Path], Callable[[subprocess.Popen[bytes]], None]]]] = {
        "SIGKILL to all": (arguments.kills, lambda _: kill_group),
        "SIGTERM": (max(3, arguments.kills // 5), lambda _: terminate),
        "SIGKILL to the worker": (max(3, arguments.kills // 5), kill_worker),
    }
    for name, (times, strike) in strikes.items():
        target = folder / name.replace(" ", "-")
        # A run takes some time to load and to commit a first window: the strikes fall on both, and close
        # enough together that the run is not done before all have fallen.
        struck = disturbed(command(source, target, 64), times, max(1.2, seconds / 12), strike(target))
        code, _ = call(command(source, target, 64))
        result[name] = {"strikes": struck, "exit": code, **judged(whole, target)}
        print(name, result[name], file=sys.stderr)
    result["full disk"] = full_disk(source, folder, whole)
    return result


def full_disk(source: Path, folder: Path, whole: dict[str, bytes]) -> dict[str, Any]:
    """A run onto a disk too small for it, which then grows."""
    disk = folder / "disk"
    disk.mkdir()
    size = sum(map(len, whole.values())) // 1024
    mount = ["mount", "-t", "tmpfs", "-o", f"size={max(300, size // 2)}k", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        return {"skipped": "no permission to mount a tmpfs"}
    try:
        words = command(source, disk / "out", 64)
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        kept = len(tree(disk / "out"))
        subprocess.run(["mount", "-o", f"remount,size={size * 8 + 8192}k", str(disk)], check=True)
        code, _ = call(words)
        said = done.stderr.strip().splitlines()[-1].replace(str(folder), "")
        return {
            "first exit": done.returncode,
            "said": said,
            "kept": kept,
            "exit": code,
            **judged(whole, disk / "out"),
        }
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def speed(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    rng = random.Random(2)
    lines = sentences(rng, 3 * arguments.files)
    small, large = folder / "small", folder / "large"
    large.mkdir()
    for number in range(arguments.files):
        path = small / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines[3 * number : 3 * number + 3]) + "\n", encoding="utf-8")
    (large / "all.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rates: dict[str, list[float]] = {}
    for round_number in range(arguments.rounds):
        for name, source in (("one file", large), ("small files", small)):
            target = folder / f"{name}-{round_number}".replace(" ", "-")
            code, seconds = call([*command(source, target)[:-4]])
            assert code == 0, name
            rates.setdefault(name, []).append(len(lines) / seconds)
            shutil.rmtree(target)
            print(f"{name}: {rates[name][-1]:.0f} sentences/s", file=sys.stderr)
        few = sorted(small.rglob("*.txt"))[: arguments.sample]
        began = time.perf_counter()
        for path in few:
            call(
                [
                    sys.executable,
                    "-m",
                    "mt",
                    "translate",
                    "--quiet",
                    "--beam",
                    "1",
                    str(path),
                    "-o",
                    str(folder / "x"),
                ]
            )
        rates.setdefault("shell loop", []).append(3 * len(few) / (time.perf_counter() - began))
        rates.setdefault("Argos' way", []).append(argos(few))
    ratios = {
        f"small files/{name}": round(
            sorted(a / b for a, b in zip(rates["small files"], values, strict=True))[len(values) // 2], 3
        )
        for name, values in rates.items()
        if name != "small files"
    }
    medians = {name: round(sorted(values)[len(values) // 2], 1) for name, values in rates.items()}
    return {"sentences per second": medians, "ratios": ratios, "sample for the slow ones": arguments.sample}


def argos(files: list[Path]) -> float:
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
            translator.translate_batch(tokens, max_batch_size=32, beam_size=1, length_penalty=0.2)
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


def main() -> None:
    parser = argparse.ArgumentParser(description="mt batch under blows and under load.")
    parser.add_argument("what", choices=["kill", "speed", "resume"])
    parser.add_argument("--files", type=int)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=40, help="files for the slow contestants")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    arguments.files = arguments.files or {"kill": 300, "speed": 10_000, "resume": 100_000}[arguments.what]
    os.environ.update(MT_MODEL="bundled", PYTHONPATH=str(ROOT))
    work = {"kill": kill, "speed": speed, "resume": resume}[arguments.what]
    with tempfile.TemporaryDirectory() as made:
        result = work(arguments, Path(made))
    result["settings"] = {
        "files": arguments.files,
        "beam": 1,
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "ctranslate2": version("ctranslate2"),
    }
    text = json.dumps(result, indent=1, ensure_ascii=False)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
