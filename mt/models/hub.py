"""One GET to a hub, and what its refusals mean."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import IO, Any

from mt.errors import BackendError

PUBLIC_HUB = "https://huggingface.co"
#: HTTP states after which the same request may succeed.
TEMPORARY = (408, 429, 500, 502, 503, 504)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but neither hands the token to another host nor leaves HTTPS once there."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if new.scheme not in ("http", "https") or (old.scheme == "https" and new.scheme != "https"):
            raise BackendError(f"{old.netloc} redirects to {newurl}, which is not safe to follow")
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request is not None and (old.scheme, old.netloc) != (new.scheme, new.netloc):
            request.remove_header("Authorization")
        return request


@dataclass(frozen=True, slots=True)
class Hub:
    """Where and how to fetch.

    patience: attempts in a row that may bring nothing before a download gives up.
    pause: seconds before the first repetition; doubled each time, at most 30.
    timeout: seconds without a byte after which a connection counts as cut.
    """

    endpoint: str = PUBLIC_HUB
    token: str = field(default="", repr=False)
    patience: int = 5
    pause: float = 1.0
    timeout: float = 30.0

    @classmethod
    def from_environment(cls) -> Hub:
        """The hub that HF_ENDPOINT and HF_TOKEN name."""
        endpoint = (os.environ.get("HF_ENDPOINT") or PUBLIC_HUB).rstrip("/")
        return cls(endpoint, os.environ.get("HF_TOKEN", "").strip())

    @property
    def host(self) -> str:
        return urllib.parse.urlsplit(self.endpoint).netloc

    def open(self, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        """The response to one GET; errors of urllib pass through."""
        request = urllib.request.Request(self.endpoint + path, headers=headers or {})
        request.add_header("User-Agent", "vimt")
        # Bytes as they are: sizes and ranges are those of the file, not of a compressed transfer.
        request.add_header("Accept-Encoding", "identity")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        opener = urllib.request.build_opener(_Redirects())
        response: http.client.HTTPResponse = opener.open(request, timeout=self.timeout)
        return response

    def wait(self, attempt: int, error: Exception | None = None) -> None:
        """Sleeps before repetition number `attempt`, from 1; as long as the server asks, within limits."""
        seconds = min(self.pause * 2 ** (attempt - 1), 30.0)
        if isinstance(error, urllib.error.HTTPError):
            asked = error.headers.get("Retry-After", "")
            seconds = max(seconds, min(float(asked), 60.0)) if asked.isdigit() else seconds
        time.sleep(seconds)


def refused(hub: Hub, error: urllib.error.HTTPError, what: str) -> BackendError:
    """The error to raise when the hub has answered `error` to a request for `what`."""
    if error.code in (401, 403):
        # The public hub answers 401, not 404, for a repository that does not exist.
        remedy = (
            "The token in HF_TOKEN may not read it, or there is no such repository."
            if hub.token
            else "It is private or gated (set HF_TOKEN), or there is no such repository: check the name."
        )
        return BackendError(f"{hub.host} refuses {what} (HTTP {error.code}). {remedy}")
    if error.code == 404:
        return BackendError(f"{hub.host} has no {what} (HTTP 404). Check the name and the revision.")
    return BackendError(f"{hub.host} answers HTTP {error.code} for {what}. Try again later.")


def unreachable(hub: Hub, error: Exception) -> BackendError:
    """The error to raise when no connection came about; names the host, the proxies and the ways out."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        problem = f"its certificate is not trusted ({reason.verify_message}); set SSL_CERT_FILE"
    elif isinstance(reason, socket.gaierror):
        problem = "its name cannot be resolved"
    else:
        problem = str(reason)
    proxies = ", ".join(
        f"{k} through {v.rpartition('@')[2]}" for k, v in sorted(urllib.request.getproxies().items())
    )
    return BackendError(
        f"{hub.host} cannot be reached: {problem}. Proxies: {proxies or 'none'}. Check the network, set "
        "https_proxy or HF_ENDPOINT, or bring the checkpoint's folder here and: mt models import FOLDER"
    )
