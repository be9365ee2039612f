"""A git host on the loopback interface that answers as it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from dulwich.repo import Repo
from dulwich.server import DictBackend
from dulwich.web import make_wsgi_chain

from tests.extractors.sources.git_repositories import BareRepository

AS_EVER = "as ever"
"""Among the answers: this one comes from the repositories."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


class GitHost:
    """A host on the loopback interface; `answers` come first, then the repositories at their paths."""

    def __init__(self) -> None:
        self.answers: list[tuple[str, list[tuple[str, str]]]] = []
        self.repositories: dict[str, Repo] = {}
        self.redirects: dict[str, str] = {}
        self.server = make_server("127.0.0.1", 0, self._serve, server_class=WSGIServer, handler_class=_Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def _serve(self, environ, start_response):  # type: ignore[no-untyped-def]
        if self.answers:
            status, headers = self.answers.pop(0)
            if status != AS_EVER:
                start_response(status, headers)
                return [b"sorry"]
        for old, new in self.redirects.items():
            if environ["PATH_INFO"].startswith(old + "/"):
                place = self.url + new + environ["PATH_INFO"].removeprefix(old) + "?" + environ["QUERY_STRING"]
                start_response("301 Moved Permanently", [("Location", place)])
                return [b""]
        if not any(environ["PATH_INFO"].startswith(path + "/") for path in self.repositories):
            start_response("404 Not Found", [])
            return [b""]
        return make_wsgi_chain(DictBackend(dict(self.repositories)))(environ, start_response)

    def serve(self, bare: BareRepository, path: str = "/o/n.git") -> str:
        """The repository's URL."""
        self.repositories[path] = Repo(str(bare.path))
        return self.url + path


@contextmanager
def git_host() -> Iterator[GitHost]:
    """A host that is stopped at the end."""
    made = GitHost()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()
        for repository in made.repositories.values():
            repository.close()
