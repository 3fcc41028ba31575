"""Translates every text file of a folder: the script to copy and change.

    python scripts/translate_folder.py reports/ english/ --pattern '*.txt' --model opus-mt

For large folders there is `mt batch`: it goes on where it was stopped and shares batches between files.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import mt


def main() -> int:
    parser = argparse.ArgumentParser(description="Translates every text file of a folder to English.")
    parser.add_argument("source", type=Path, help="folder of Vietnamese files")
    parser.add_argument("target", type=Path, help="folder for the English ones")
    parser.add_argument("--pattern", default="*.txt", help="which files (*.txt)")
    parser.add_argument("--format", default="text", choices=["text", "tsv", "jsonl", "tmx", "html"])
    parser.add_argument("--model", help="name, hub id or folder; see: mt models list")
    arguments = parser.parse_args()

    translator = mt.load(arguments.model)
    failed = 0
    for path in sorted(arguments.source.rglob(arguments.pattern)):
        output = arguments.target / path.relative_to(arguments.source)
        output.parent.mkdir(parents=True, exist_ok=True)
        unfinished = output.with_name(output.name + ".part")
        try:
            with unfinished.open("w", encoding="utf-8", newline="") as stream:
                summary = translator.write(path, stream, arguments.format)
        except mt.InputError as error:  # one bad file does not stop the folder
            print(error, file=sys.stderr)
            unfinished.unlink()
            failed += 1
        else:
            unfinished.replace(output)
            print(f"{output}: {summary.sentences} sentences, {summary.flagged} flagged")
    return 6 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
