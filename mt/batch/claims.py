"""Which outputs the workers of a cluster were about to write, until the driver has them in the journal: small
files in OUT_DIR/.vimt/claims. Without them an output would be nobody's when the driver dies in between.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from mt.batch.places import Place, is_url, stored_errors
from mt.batch.plan import STATE
from mt.documents import replacing
from mt.errors import OutputError

_FOLDER = "claims"
#: An output's path below OUT_DIR, and `mt.batch.marks.digest` of what it is to hold.
Claim = tuple[bytes, bytes]


class Claims:
    """Those of one job. target: OUT_DIR, a folder or a URL."""

    def __init__(self, target: str) -> None:
        self._place = Place.of(f"{target.rstrip('/')}/{STATE}/{_FOLDER}") if is_url(target) else None
        self._folder = Path(target) / STATE / _FOLDER

    def add(self, claims: Iterable[Claim]) -> None:
        """They are safe from a power cut when this returns. Raises OutputError."""
        text = json.dumps([(name.hex(), digest.hex()) for name, digest in claims])
        name = f"{uuid.uuid4().hex}.json"
        if self._place:
            try:
                self._place.system.makedirs(self._place.root, exist_ok=True)
                self._place.system.pipe_file(self._place.path(name), text.encode())
            except stored_errors() as error:
                raise OutputError(f"{self._place.url}/{name} was not written: {error}") from error
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{self._folder}: cannot be made: {error.strerror}") from error
        with replacing(self._folder / name) as out:
            out.write(text)

    def found(self) -> set[Claim]:
        """What killed runs have left. One that is half-written claims nothing: its outputs were not begun."""
        claims: set[Claim] = set()
        for data in self._left():
            with suppress(ValueError):
                claims.update(
                    (bytes.fromhex(name), bytes.fromhex(digest)) for name, digest in json.loads(data)
                )
        return claims

    def _left(self) -> list[bytes]:
        if self._place:
            paths = [self._place.path(name) for name in self._place.files() if name.endswith(".json")]
            return list(self._place.system.cat(paths).values()) if paths else []
        return [path.read_bytes() for path in self._folder.glob("*.json")]

    def clear(self) -> None:
        """The journal has them all."""
        if self._place:
            with suppress(*stored_errors()):
                self._place.system.rm(self._place.root, recursive=True)
            return
        for path in self._folder.glob("*"):
            path.unlink(missing_ok=True)
        with suppress(OSError):
            os.rmdir(self._folder)  # noqa: PTH106 (as one word with its error)
