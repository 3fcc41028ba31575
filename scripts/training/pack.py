"""One folder with all that a training on another machine needs, small enough to travel with the working tree.

pack      the work folder -> the packed folder, with as much room left for the state as the limit allows
collect   what `chain` wrote there -> into the packed folder, for the next stint
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, TypeVar

from scripts.training import pieces, store, written
from scripts.training.corpus import SCRIPTS
from scripts.training.network import count_parameters
from scripts.training.settings import Pair, Settings
from scripts.training.vocabulary import Encoder

T = TypeVar("T")
ABOUT = "pack.json"
#: What a stint may send back beside the pieces of its state.
PRODUCTS = ("chain.json", store.BACK)


def pack(work: Path, out: Path, settings: Settings, tree: int) -> dict[str, Any]:
    """Writes the packed folder; what `pack.json` then says: bytes of the tree, the data, and for the state.

    tree: bytes that travel anyway. Raises SystemExit when even in int8 the state does not fit in the rest.
    """
    if out.exists() and any(out.iterdir()) and not (out / ABOUT).exists():
        raise SystemExit(f"{out}: has other things in it than a packed training")
    if (out / pieces.MANIFEST).exists():
        raise SystemExit(f"{out}: holds the state of a training: pack elsewhere, or remove that folder first")
    with store.replacing(out) as new:
        about = fill(work, new, settings, tree)
    print(json.dumps(about), file=sys.stderr)
    return about


def fill(work: Path, out: Path, settings: Settings, tree: int) -> dict[str, Any]:
    """Writes everything into the empty folder `out`; see `pack`."""
    corpus, rng = store.load(work), random.Random(settings["train"]["seed"])
    most, limits = settings["pack"]["group_limit"], settings["pack"]["limits"]
    groups = {name: thinned(pairs, limits.get(name, most), rng) for name, pairs in corpus.groups.items()}
    own = written.parts(SCRIPTS / settings["data"]["written"], written.OWN)
    files = [store.fingerprint(path) for path in own]
    stored = {"groups": numbered(groups, own), "own": files, "dev": corpus.dev}
    store.write_json(out / "pairs.json.xz", stored, preset=6)
    if corpus.mono:
        store.write_json(out / "mono.json.xz", corpus.mono, preset=6)
    for name in ("spm.model", store.BACK, store.DISTILLED):
        if (work / name).exists():
            shutil.copy(work / name, out / name)
    (out / "settings.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    data = sum(path.stat().st_size for path in out.iterdir())
    about = room(data, tree, settings, len(Encoder(out / "spm.model").tokens))
    about["id"] = identity(out)
    (out / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return about


def numbered(groups: dict[str, list[Pair]], own: list[Path]) -> dict[str, list[Pair | int]]:
    """The pairs that the files `own` have as their numbers in them: they travel with the tree anyway."""
    places = {pair: at for at, pair in enumerate(pair for path in own for pair in store.read_pairs(path))}
    return {name: [places.get(pair, pair) for pair in pairs] for name, pairs in groups.items()}


def thinned(pairs: list[T], most: int, rng: random.Random) -> list[T]:
    """At most `most` pairs (0: all), in the old order: neighbours are alike, and compress 9 % better so."""
    if not 0 < most < len(pairs):
        return pairs
    return [pairs[at] for at in sorted(rng.sample(range(len(pairs)), most))]


def identity(packed: Path) -> str:
    """Twelve digits by which this training is told from another."""
    made = hashlib.sha256()
    for path in sorted(packed.iterdir()):
        made.update(path.name.encode() + path.read_bytes())
    return made.hexdigest()[:12]


def room(data: int, tree: int, settings: Settings, vocabulary: int) -> dict[str, Any]:
    """Bytes for everything, back-translations that are still to come included.

    Raises SystemExit when they do not suffice for the weights in int8, or take more files than may come back.
    """
    total, piece = (settings["pack"][name] * pieces.MIB for name in ("total_mib", "file_mib"))
    files = math.ceil(total / piece) + len(PRODUCTS) + 1
    if files > settings["pack"]["files"]:
        raise SystemExit(
            f"the state and what goes with it may come back in {files} files, but pack.files allows "
            f"{settings['pack']['files']}: raise pack.file_mib or lower pack.total_mib"
        )
    coming = settings["pack"]["back_mib"] * pieces.MIB if settings["chain"]["back"] else 0
    state = total - tree - data - coming - 256 * 1024
    parameters = count_parameters(settings, vocabulary)
    # A scale a row and the header of each tensor come on top.
    least = int(parameters * 1.02) + 64 * 1024
    if state < least:
        raise SystemExit(
            f"the state takes {least:,} bytes and {max(0, state):,} are left of {total:,}: the working tree "
            f"has {tree:,}, the data {data:,}. Lower pack.group_limit, pack.limits or data.mono_limit"
        )
    sizes = {"total": total, "tree": tree, "data": data, "state": state, "piece": piece}
    return {**sizes, "parameters": parameters}


def tree_bytes(root: Path) -> int:
    """Bytes of the files of the checkout at `root` that git tracks or does not ignore; 0 outside git."""
    command = ["git", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, check=False)
    names = done.stdout.decode().split("\0") if done.returncode == 0 else []
    return sum((root / name).stat().st_size for name in names if name and (root / name).is_file())


def collect(packed: Path, origin: Path) -> None:
    """Puts what `chain` wrote into the packed folder: products, then the state, checked first.

    Raises SystemExit when a piece is missing or damaged; the packed folder is as it was then.
    """
    manifest = pieces.read_manifest(origin)
    if manifest is not None:
        for record in manifest["pieces"]:
            path = origin / record["name"]
            if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != record["sha256"]:
                raise SystemExit(f"{path}: missing or damaged; copy that folder again")
    for name in PRODUCTS:
        if (origin / name).exists():
            store.replace(packed / name, (origin / name).read_bytes())
    if manifest is not None:
        for name in [record["name"] for record in manifest["pieces"]] + [pieces.MANIFEST]:
            store.replace(packed / name, (origin / name).read_bytes())
        pieces.clear(packed, manifest)
        print(f"at step {manifest['step']}, {manifest['precision']}", file=sys.stderr)
