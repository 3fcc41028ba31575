"""A hub on 127.0.0.1: its API, its file layout, and its failures on demand."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "someone/marian-vi-en"
LARGE = (".safetensors", ".bin", ".spm", ".model")


@dataclass
class Request:
    path: str
    range: str
    if_range: str
    authorization: str


@dataclass
class StandIn:
    """What the hub holds, how it misbehaves, and what it was asked.

    fail(name, count) -> an HTTP state to answer instead, for the count-th request (from 1) for that file.
    cut(name, count) -> number of body bytes after which the connection is closed, None for never.
    """

    files: dict[str, bytes]
    licence: str = "apache-2.0"
    hashes: dict[str, str] = field(default_factory=dict)
    fail: Callable[[str, int], int | None] = lambda name, count: None
    cut: Callable[[str, int], int | None] = lambda name, count: None
    etag: Callable[[str, int], str] = lambda name, count: f'"{name}"'
    ranges: bool = True
    heeds_if_range: bool = True
    elsewhere: str = ""
    endpoint: str = ""
    requests: list[Request] = field(default_factory=list)

    def asked(self, name: str) -> list[Request]:
        return [r for r in self.requests if r.path.endswith("/" + name)]

    def api(self) -> dict[str, object]:
        siblings = []
        for name, data in self.files.items():
            entry: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": git_blob(data)}
            if name.endswith(LARGE):
                entry["lfs"] = {
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "size": len(data),
                    "pointerSize": 134,
                }
            if name in self.hashes:
                entry["lfs"] = {"sha256": self.hashes[name], "size": len(data), "pointerSize": 134}
            siblings.append(entry)
        return {
            "id": REPOSITORY,
            "sha": COMMIT,
            "cardData": {"license": self.licence},
            "siblings": [*siblings, {"rfilename": "README.md", "size": 3, "blobId": "0" * 40}],
        }


def git_blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


@contextmanager
def serving(hub: StandIn) -> Iterator[StandIn]:
    """`hub`, listening; `hub.endpoint` is its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(hub: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            get = self.headers.get
            path = unquote(urlsplit(self.path).path)
            hub.requests.append(
                Request(path, get("Range", ""), get("If-Range", ""), get("Authorization", ""))
            )
            name = path.rpartition("/")[2]
            count = len(hub.asked(name))
            if state := hub.fail(name, count):
                self.answer(state, b"no", {"Retry-After": "0"})
            elif path.startswith("/api/"):
                self.answer_api(path)
            elif path != f"/{REPOSITORY}/resolve/{COMMIT}/{name}" or name not in hub.files:
                self.answer(404, b"Entry not found")
            elif hub.elsewhere:
                self.answer(302, b"", {"Location": hub.elsewhere + self.path})
            else:
                self.answer_file(name, count)

        def answer_api(self, path: str) -> None:
            if re.fullmatch(rf"/api/models/{REPOSITORY}/revision/(main|{COMMIT})", path):
                self.answer(200, json.dumps(hub.api()).encode())
            else:
                self.answer(404, b'{"error":"Repository not found"}')

        def answer_file(self, name: str, count: int) -> None:
            data, etag = hub.files[name], hub.etag(name, count)
            headers, state, start = {"ETag": etag}, 200, 0
            wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            same = not hub.heeds_if_range or self.headers.get("If-Range", etag) == etag
            if wanted and hub.ranges and same:
                start, state = int(wanted[1]), 206
                if start >= len(data):
                    self.answer(416, b"", {"Content-Range": f"bytes */{len(data)}"})
                    return
                headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self.answer(state, data[start:], headers, hub.cut(name, count))

        def answer(
            self, state: int, body: bytes, headers: dict[str, str] | None = None, cut: int | None = None
        ) -> None:
            self.send_response(state)
            for key, value in (headers or {}).items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if cut is None else body[:cut])
            self.close_connection = True

    return Handler
