"""Which sentences of the corpus to translate next, with which words to write new ones, and where both go.

    python scripts/translations.py choose vi --count 200 --data DATA --work WORK > sentences.txt
    python scripts/translations.py words en --count 45 --data DATA --work WORK > words.txt
    python scripts/translations.py add vi < translated.tsv          # sentence, tab, translation
    python scripts/translations.py add own < pairs.tsv              # Vietnamese, tab, English: both your own

WORK is a work folder of scripts/train_bundled.py that has been prepared. "vi": Vietnamese sentences of
`data.mono_vi`, to be translated into English; "en": English ones of `data.mono_en`. Words are for sentences
of your own. Pairs go into scripts/translations/, which `prepare` reads. How both are chosen:
scripts/training/choosing.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.training import written
from scripts.training.corpus import SCRIPTS, clean
from scripts.training.settings import Settings, load_settings


def data_settings() -> Settings:
    return dict(load_settings(SCRIPTS / "train_bundled.toml", "further")["data"])


def rows(lines: Iterable[str]) -> list[tuple[str, str]]:
    """The pairs of lines with one tab, cleaned. Raises SystemExit for another line, with its number."""
    found = []
    for number, line in enumerate(lines, 1):
        first, tab, second = line.rstrip("\n").partition("\t")
        if not tab or "\t" in second or not first.strip() or not second.strip():
            raise SystemExit(
                f"line {number}: two texts with a tab between them are wanted: {line.rstrip()[:60]!r}"
            )
        found.append((clean(first), clean(second)))
    return found


def choose(arguments: argparse.Namespace) -> None:
    from scripts.training import store
    from scripts.training.choosing import candidates, chosen, lacking

    if arguments.kind == "own":
        raise SystemExit(f"{arguments.step}: your own sentences are in no corpus")
    try:
        left, done = candidates(arguments.data, data_settings(), arguments.kind)
        groups = store.load(arguments.work).groups
    except OSError as error:
        raise SystemExit(
            f"{arguments.step}: {error} (--data: the corpus; --work: prepared by train_bundled.py)"
        ) from error
    found = {"choose": chosen, "words": lacking}[arguments.step]
    for text in found(left, done, groups, arguments.kind, arguments.count):
        print(text)


def add(arguments: argparse.Namespace) -> None:
    made, folder = rows(sys.stdin), SCRIPTS / data_settings()["written"]
    folder.mkdir(exist_ok=True)
    own = arguments.kind == "own"
    total = written.add_own(folder, made) if own else written.add(folder, arguments.kind, made)
    print(f"pairs read: {len(made)}; in the file now: {total}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "step",
        choices=("choose", "words", "add"),
        help="choose: print sentences to be translated; words: print words to write sentences with; "
        "add: read pairs, two texts and a tab a line",
    )
    parser.add_argument(
        "kind", choices=("vi", "en", "own"), help="language of the sentences, or own: both sides"
    )
    parser.add_argument("--count", type=int, default=200, help="of sentences or words (default: 200)")
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT.parent / "shared" / "data",
        help="folder that holds corpus/ and test/",
    )
    parser.add_argument("--work", type=Path, help="prepared work folder, for choose and words")
    arguments = parser.parse_args()
    if arguments.step != "add" and arguments.work is None:
        parser.error(f"{arguments.step} needs --work: the words of its pairs are those that are known")
    {"choose": choose, "words": choose, "add": add}[arguments.step](arguments)


if __name__ == "__main__":
    main()
