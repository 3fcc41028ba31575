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
from mt.documents import replacing
from mt.wording import counted


def main() -> int:
    parser = argparse.ArgumentParser(description="Translates every text file of a folder to English.")
    parser.add_argument("source", type=Path, help="folder of Vietnamese files")
    parser.add_argument("target", type=Path, help="folder for the English ones")
    parser.add_argument("--pattern", default="*.txt", help="which files (*.txt)")
    parser.add_argument("--format", default="text", choices=["text", "tsv", "jsonl", "tmx", "html"])
    parser.add_argument("--model", help="name, hub id or folder; see: mt models list")
    arguments = parser.parse_args()

    translator = mt.load(arguments.model)
    ending = {"text": ".txt"}.get(arguments.format, f".{arguments.format}")
    failed = 0
    for path in sorted(arguments.source.rglob(arguments.pattern)):
        output = arguments.target / path.relative_to(arguments.source).with_suffix(f".en{ending}")
        output.parent.mkdir(parents=True, exist_ok=True)
        try:
            with replacing(output) as stream:  # written whole or not at all
                summary = translator.write(path, stream, arguments.format)
        except (mt.InputError, mt.OutputError) as error:  # one bad file does not stop the folder
            print(error, file=sys.stderr)
            failed += 1
        else:
            print(f"{output}: {counted(summary.sentences, 'sentence')}, {summary.flagged} flagged")
    return 6 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
