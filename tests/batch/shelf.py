"""A file system for tests: shelf://BUCKET/PATH is $SHELF/BUCKET/PATH.

As in an object store there is no renaming, and a file appears whole when it is put. On a worker the protocol
is known through `sitecustomize` in the folder that `registering` makes.
"""

from __future__ import annotations

import os
from pathlib import Path

from fsspec import register_implementation
from fsspec.implementations.local import LocalFileSystem

ROOT = Path(__file__).parent.parent.parent


class Shelf(LocalFileSystem):
    protocol = ("shelf", "s3")

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        path = str(path).removeprefix("shelf://")
        return path if path.startswith("/") else f"{os.environ['SHELF']}/{path}".rstrip("/")

    def put_file(self, lpath: str, rpath: str, **_: object) -> None:  # type: ignore[override]
        target = Path(self._strip_protocol(rpath))
        target.parent.mkdir(parents=True, exist_ok=True)
        passing = target.with_name(f"..{target.name}")
        passing.write_bytes(Path(lpath).read_bytes())
        passing.rename(target)

    def mv(self, *_: object, **__: object) -> None:
        raise NotImplementedError


def registering(folder: Path) -> str:
    """A PYTHONPATH that registers the protocol in every Python that starts."""
    folder.mkdir()
    text = "import fsspec\nfsspec.register_implementation('shelf', 'tests.batch.shelf.Shelf')\n"
    (folder / "sitecustomize.py").write_text(text, encoding="utf-8")
    return f"{folder}:{ROOT}"


def register() -> None:
    """In this process."""
    register_implementation("shelf", Shelf, clobber=True)
