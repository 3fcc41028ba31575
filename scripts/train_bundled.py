"""Trains the bundled model: from corpus to the folder that `mt` ships.

    python scripts/train_bundled.py prepare --data ../shared/data --work build/bundled
    python scripts/train_bundled.py train   --work build/bundled        (again: resumes)
    python scripts/train_bundled.py export  --work build/bundled --data ../shared/data --out mt/models/bundled

`prepare` reads the corpus, cleans it, leaves out whatever overlaps a test set, and trains the sentencepiece
vocabulary. `train` needs only what `prepare` wrote. `export` writes a Hugging Face MarianMT checkpoint,
converts it to CTranslate2 int8 and scores it. All steps, and a training on a machine with a time limit:
scripts/TRAINING.md. Settings: scripts/train_bundled.toml. The rooms: scripts/training/.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.training.settings import Settings, load_settings, override

Arguments = argparse.Namespace
# Of mallopt(3): M_MMAP_THRESHOLD as large as it may be, M_TRIM_THRESHOLD, M_TOP_PAD, M_ARENA_MAX.
KEEP_MEMORY = {-3: 32 << 20, -1: (1 << 31) - 1, -2: 256 << 20, -8: 1}


def prepare(arguments: Arguments, settings: Settings) -> None:
    from scripts.training.corpus import prepare

    try:
        prepare(arguments, settings)
    except FileNotFoundError as error:
        raise SystemExit(f"prepare: {error} (--data: the folder that holds corpus/ and test/)") from error


def train(arguments: Arguments, settings: Settings) -> None:
    from scripts.training import pieces
    from scripts.training.run import Options, Run

    prepare_cpu()
    options = Options(device(), arguments.start, arguments.reverse)
    if arguments.fresh:
        work: Path = arguments.work
        pieces.forget(work, work / "reverse" if arguments.reverse else work, arguments.reverse)
    run = Run(arguments.work, settings, options)
    size = sum(p.numel() for p in run.model.parameters())
    with stop_asked() as stop:
        about = f"{size / 1e6:.1f}M parameters in {run.dtype} on {options.device}"
        print(f"{about}, at step {run.step}", file=sys.stderr)
        run.loop(arguments.stop_after * 60, lambda: stop)
    if stop and not run.over:
        print(f"stopped at step {run.step}: the same command goes on from there", file=sys.stderr)
        sys.exit(128 + stop[0])


@contextmanager
def stop_asked() -> Iterator[list[int]]:
    """The number of the signal that asked to stop, Ctrl-C's or SIGTERM, once one has; a second one ends the
    process at once. What the process was started to ignore stays ignored."""
    asked: list[int] = []
    before = {}

    def ask(number: int, _frame: object) -> None:
        asked.append(number)
        for other in before:
            signal.signal(other, signal.SIG_DFL)
        print("stopping, when this step is done and saved", file=sys.stderr)

    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:
            before[number] = signal.signal(number, ask)
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def back(arguments: Arguments, settings: Settings) -> None:
    from scripts.training.export import check_trained, export_checkpoint
    from scripts.training.run import Options, Run
    from scripts.training.synthesis import back_translate, teachers, until

    run = Run(arguments.work, settings, Options(device(), reverse=True))
    check_trained(run, "back")
    run.finish()
    export_checkpoint(run, run.place / "hf")
    writer = teachers([run.place / "hf"], run.encoder, run.device, settings, run.place)
    back_translate(writer, arguments.work, settings, until(arguments.stop_after * 60))


def distil(arguments: Arguments, settings: Settings) -> None:
    from scripts.training.synthesis import distil, teachers
    from scripts.training.vocabulary import Encoder

    encoder = Encoder(arguments.work / "spm.model")
    found = teachers(arguments.teacher, encoder, device(), settings, arguments.work)
    distil(found, arguments.work, settings)


def pack(arguments: Arguments, settings: Settings) -> None:
    from scripts.training.pack import pack, tree_bytes

    pack(arguments.work, wanted(arguments.out, "--out"), settings, tree_bytes(ROOT))


def chain(arguments: Arguments, settings: Settings) -> None:
    from scripts.training.chain import Stint, chain

    prepare_cpu()
    end = time.monotonic() + arguments.stop_after * 60
    local = arguments.local or arguments.work.parent / "local"
    spare = min(15.0, arguments.stop_after * 6)
    out, last, fresh = wanted(arguments.out, "--out"), arguments.last, arguments.fresh
    stint = Stint(arguments.work, local, out, device(), end - spare, last, fresh)
    stopped = chain(stint, settings)
    print(f"to be called again: {stopped} is not done" if stopped else "all done", file=sys.stderr)


def collect(arguments: Arguments, _: Settings) -> None:
    from scripts.training.pack import collect

    collect(arguments.work, wanted(arguments.origin, "--from"))


def export(arguments: Arguments, settings: Settings) -> None:
    from scripts.training import store
    from scripts.training.export import average, check_trained, convert, export_checkpoint, ship
    from scripts.training.judging import judge, lost_to_int8, score
    from scripts.training.run import Run

    run = Run(arguments.work, settings)
    check_trained(run, "export")
    run.finish()
    average(run, arguments.mean)
    export_checkpoint(run, arguments.work / "hf")
    if arguments.hf_only:
        return
    made, quality = convert(run), ""
    if arguments.data is not None:
        found = judge(made, arguments.data, settings, convert(run, "float32"))
        dev = found[Path(settings["data"]["dev"]).stem]
        quality = f"FLORES-200 dev BLEU {score(dev):.1f}"
        print(f"lost to int8: {lost_to_int8(dev):.2f} BLEU", file=sys.stderr)
        report = arguments.report or arguments.work / "report.json"
        store.replace(report, (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode())
    ship(made, wanted(arguments.out, "--out"), quality)


def lexicon(arguments: Arguments, _: Settings) -> None:
    """The table of word translations that `mt align` ships, from the same corpus."""
    paths = [str(wanted(arguments.data, "--data")), str(wanted(arguments.out, "--out"))]
    command = [sys.executable, str(ROOT / "scripts" / "learn_lexicon.py"), *paths]
    given = [word for change in arguments.set for word in ("--set", change)]
    if arguments.settings:
        given += ["--settings", str(arguments.settings)]
    subprocess.run([*command, *given, "--profile", arguments.profile or "cpu"], check=True)


STEPS = {
    step.__name__: step for step in (prepare, train, back, distil, pack, chain, collect, export, lexicon)
}


def device() -> str:
    import torch

    torch.set_num_threads(1)
    return "cuda" if torch.cuda.is_available() else "cpu"


def prepare_cpu() -> None:
    """For a training on a CPU: compiled matrix products are kept, and memory that is freed is, too.

    oneDNN keeps 1,024 products, fewer than there are shapes; glibc, where it is the allocator, gave the large
    tensors of each step back to the system, whose page faults were a sixth of the time.
    """
    os.environ.setdefault("DNNL_PRIMITIVE_CACHE_CAPACITY", "16384")
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        refused = [option for option, value in KEEP_MEMORY.items() if not mallopt(option, value)]
        if refused:
            print(f"warning: mallopt refuses {refused}: the training is slower", file=sys.stderr)


def wanted(path: Path | None, option: str) -> Path:
    if path is None:
        raise SystemExit(f"this step needs {option}")
    return path


def settings_of(arguments: Arguments) -> Settings:
    """What the options ask for; a packed training has its settings with it.

    Raises SystemExit when others are asked for it.
    """
    if arguments.work and (arguments.work / "pack.json").exists():
        if arguments.profile or arguments.settings:
            raise SystemExit(
                f"{arguments.work}: a packed training has its settings with it: leave --profile and "
                "--settings out; --set changes one of them, or pack anew"
            )
        text = (arguments.work / "settings.json").read_text(encoding="utf-8")
        settings: Settings = json.loads(text)
        now = load_settings(Path(__file__).with_suffix(".toml"), "gpu")
        lacking = [
            f"{table}.{key}" for table in now for key in now[table] if key not in settings.get(table, {})
        ]
        if lacking:
            raise SystemExit(f"{arguments.work}: packed by another version: it lacks {lacking}. Pack anew")
    else:
        path = arguments.settings or Path(__file__).with_suffix(".toml")
        settings = load_settings(path, arguments.profile or "cpu")
    override(settings, arguments.set)
    return settings


def main(words: list[str] | None = None) -> None:
    """Does the step that the command line, or `words`, names. Raises SystemExit saying what is wrong."""
    arguments = parser().parse_args(words)
    settings = settings_of(arguments)
    if arguments.step != "lexicon":
        wanted(arguments.work, "--work")
    STEPS[arguments.step](arguments, settings)


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("step", choices=list(STEPS))
    parser.add_argument("--work", type=Path, help="folder for what is prepared and trained")
    parser.add_argument("--data", type=Path, help="folder that holds corpus/ and test/")
    parser.add_argument(
        "--out", type=Path, help="export: the folder that mt ships; pack, chain, lexicon: where to write"
    )
    parser.add_argument("--settings", type=Path, help="default: train_bundled.toml beside this script")
    parser.add_argument("--profile", help="of the settings (cpu)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="TABLE.KEY=VALUE", help="of the settings"
    )
    parser.add_argument("--start", type=Path, help="prepare, train: go on from the model that mt ships here")
    parser.add_argument("--reverse", action="store_true", help="train: English to Vietnamese")
    parser.add_argument("--stop-after", type=float, default=1e9, help="minutes, then checkpoint and stop")
    parser.add_argument("--last", action="store_true", help="chain: end the schedule with this call")
    parser.add_argument(
        "--fresh", action="store_true", help="train, chain: begin the training anew; its state is removed"
    )
    parser.add_argument(
        "--teacher",
        type=Path,
        action="append",
        default=[],
        help="distil: an hf/ folder, or on a CPU one that mt ships",
    )
    parser.add_argument(
        "--local", type=Path, help="chain: folder that stays on that machine (default: beside --work)"
    )
    parser.add_argument("--from", type=Path, dest="origin", help="collect: the folder that chain's --out was")
    parser.add_argument("--report", type=Path, help="export: the scores (default: report.json in --work)")
    parser.add_argument(
        "--mean",
        type=Path,
        action="append",
        default=[],
        metavar="HF",
        help="export: the mean of the weights and of those in this hf/ folder, or several",
    )
    parser.add_argument(
        "--hf-only", action="store_true", help="export: stop after the hf/ folder (a teacher)"
    )
    return parser


if __name__ == "__main__":
    main()
