"""A server on the loopback that speaks as much of the Hub's API as publishing needs, and remembers what it was sent."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

LARGE = (".parquet", ".duckdb")
"""Endings of files that the server asks for as large ones."""


@dataclass
class Hub:
    """One dataset repository: files of its main branch, tags, large objects, commits, requests."""

    url: str = ""
    exists: bool = False
    private: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    tags: dict[str, dict[str, bytes]] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)
    commits: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    """Digests of large objects in the order in which they came."""
    taking: threading.Lock = field(default_factory=threading.Lock)
    fail_after: int | None = None
    """Large objects that are taken before the server breaks down; None for a sound one."""

    def commit(self, lines: list[dict[str, Any]]) -> str:
        """Apply one commit; its id."""
        for line in lines:
            value = line["value"]
            if line["key"] == "header":
                self.commits.append(value["summary"])
            elif line["key"] == "file":
                self.files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                self.files[value["path"]] = self.objects[value["oid"]]
            elif line["key"] == "deletedFile":
                del self.files[value["path"]]
        return self.head()

    def head(self) -> str:
        return hashlib.sha1(repr((self.commits, sorted(self.files))).encode()).hexdigest()  # noqa: S324 - a name

    def entry(self, path: str) -> dict[str, Any]:
        """A file as the tree lists it."""
        data = self.files[path]
        found: dict[str, Any] = {"type": "file", "path": path, "size": len(data), "oid": blob(data)}
        if path.endswith(LARGE):
            found["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
        return found


def blob(data: bytes) -> str:
    """Git's name of a content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324 - as git does


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""

    def _answer(self, value: Any = None, status: int = 200, data: bytes | None = None, **headers: str) -> None:
        body = data if data is not None else json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _missing(self, what: str) -> None:
        self._answer({"error": f"{what} not found"}, 404, X_Error_Code=what)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        pieces = []
        while length := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(length))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _handle(self) -> None:
        hub = self.hub
        body = self._body()
        path = unquote(urlsplit(self.path).path)
        request = f"{self.command} {path}"
        if request == "POST /api/repos/create":
            asked = json.loads(body)
            if hub.exists:
                self._answer({"error": "exists", "url": f"{hub.url}/datasets/org/name"}, 409)
                return
            hub.exists, hub.private = True, asked.get("visibility") == "private" or bool(asked.get("private"))
            self._answer({"url": f"{hub.url}/datasets/org/name"})
        elif request == "POST /api/validate-yaml":
            self._answer({"errors": [], "warnings": []})
        elif not hub.exists:
            self._missing("RepoNotFound")
        elif request.startswith("POST /api/datasets/org/name/preupload/"):
            self._answer({"files": [self._mode(f["path"]) for f in json.loads(body)["files"]]})
        elif request == "POST /datasets/org/name.git/info/lfs/objects/batch":
            objects = [self._object(o) for o in json.loads(body)["objects"]]
            self._answer({"transfer": "basic", "objects": objects})
        elif match := re.fullmatch(r"PUT /lfs/([0-9a-f]{64})", request):
            self._take(match[1], body)
        elif request == "POST /api/datasets/org/name/commit/main":
            commit = hub.commit([json.loads(line) for line in body.splitlines()])
            self._answer({"commitUrl": f"{hub.url}/datasets/org/name/commit/{commit}", "commitOid": commit})
        elif request == "GET /api/datasets/org/name/tree/main":
            self._answer([hub.entry(name) for name in sorted(hub.files)])
        elif request in ("GET /api/datasets/org/name", "GET /api/datasets/org/name/revision/main"):
            self._answer({"id": "org/name", "sha": hub.head(), "siblings": [], "tags": []})
        elif request == "POST /api/datasets/org/name/tag/main":
            tag = json.loads(body)["tag"]
            if tag in hub.tags:
                self._answer({"error": "exists"}, 409)
                return
            hub.tags[tag] = dict(hub.files)
            self._answer({})
        elif match := re.fullmatch("DELETE /api/datasets/org/name/tag/(.+)", request):
            if hub.tags.pop(match[1], None) is None:
                self._missing("RevisionNotFound")
                return
            self._answer({})
        elif match := re.fullmatch("(?:GET|HEAD) /datasets/org/name/resolve/main/(.+)", request):
            if match[1] not in hub.files:
                self._missing("EntryNotFound")
                return
            data = hub.files[match[1]]
            self._answer(data=data, ETag=f'"{blob(data)}"', X_Repo_Commit=hub.head())
        else:
            self._answer({"error": f"no such call: {request}"}, 501)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 - names of http.server

    def _mode(self, path: str) -> dict[str, Any]:
        there = self.hub.files.get(path)
        is_large = path.endswith(LARGE)
        oid = None if there is None else hashlib.sha256(there).hexdigest() if is_large else blob(there)
        return {"path": path, "uploadMode": "lfs" if is_large else "regular", "shouldIgnore": False, "oid": oid}

    def _object(self, asked: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {"oid": asked["oid"], "size": asked["size"]}
        if asked["oid"] not in self.hub.objects:
            found["actions"] = {"upload": {"href": f"{self.hub.url}/lfs/{asked['oid']}"}}
        return found

    def _take(self, oid: str, body: bytes) -> None:
        hub = self.hub
        if hashlib.sha256(body).hexdigest() != oid:
            self._answer({"error": "digest"}, 400)
            return
        with hub.taking:
            is_full = hub.fail_after is not None and len(hub.sent) >= hub.fail_after
            if not is_full:
                hub.objects[oid] = body
                hub.sent.append(oid)
        if is_full:
            self._answer({"error": "storage is full"}, 403)
        else:
            self._answer({})


@contextlib.contextmanager
def serving() -> Iterator[Hub]:
    """A hub without a repository, for as long as the block lasts."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
