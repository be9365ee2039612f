"""Archives of Debian packages: which ones apt is configured for, and how a version is found in one."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import socket
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.extractors.sources.test_debian import CODE, archive
from tests.extractors.sources.test_pypi import Index, served
from warploom.extractors.sources import debian, debian_mirror
from warploom.extractors.sources.debian import Debian
from warploom.extractors.sources.debian_mirror import Mirror, configured_mirrors, find_dsc
from warploom.schemas.source import FetchError

LISTS = """\
deb http://one.invalid/debian stable main contrib # remark
deb-src [arch=amd64 signed-by=/x] http://one.invalid/debian/ stable main
deb cdrom:[disc]/ stable main
deb http://[ stable main
# deb http://off.invalid/debian stable main
rpm http://no.invalid x y
"""
SOURCES = """\
Types: deb
URIs: https://two.invalid/debian file:/srv/flat
Suites: sid
Components: main

Enabled: no
URIs: https://off.invalid
Suites: sid
Components: main
"""


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in list(os.environ):
        if key.lower().endswith("_proxy"):
            monkeypatch.delenv(key)
    monkeypatch.setattr(debian_mirror, "_PAUSES_S", (0.0, 0.0))


@pytest.fixture
def index() -> Iterator[Index]:
    with served(Index()) as index:
        yield index


def _serve(index: Index, root: Path) -> None:
    for path in root.rglob("*"):
        if path.is_file():
            index.answers[f"/{path.relative_to(root)}"] = [(200, "application/octet-stream", path.read_bytes())]


def _paths(tmp_path: Path, mirror: str) -> list[str]:
    local = Debian("weave", "1:1.0-2", mirror=mirror).fetch(tmp_path / "cache", offline=False)
    return [e.path for e in local.entries(debian.ReadLimits()) if e.content == CODE]


def _why(tmp_path: Path, mirror: str) -> str:
    with pytest.raises(FetchError) as caught:
        Debian("weave", "1:1.0-2", mirror=mirror).fetch(tmp_path / "cache", offline=False)
    return str(caught.value)


def test_configured_archives(tmp_path: Path) -> None:
    """Both formats, `deb` lines too, each archive once; no comments, no discs, nothing that is off."""
    (tmp_path / "sources.list").write_text(LISTS)
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    (folder / "b.sources").write_text(SOURCES)
    (folder / "a.list").write_text("deb http://flat.invalid/repo ./\n")
    (folder / "c.save").write_text("deb http://off.invalid stable main\n")
    (folder / "broken.sources").write_text("no field\n")
    assert (
        ("http://one.invalid/debian", ("dists/stable/main/source", "dists/stable/contrib/source")),
        ("http://flat.invalid/repo", (".",)),
        ("https://two.invalid/debian", ("dists/sid/main/source",)),
        ("file:/srv/flat", ("dists/sid/main/source",)),
    ) == tuple((mirror.place, mirror.indexes()) for mirror in configured_mirrors(tmp_path))
    assert () == configured_mirrors(tmp_path / "none")


def test_configuration_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    """A file where the folder should be, a link to nothing, a folder where a file should be."""
    (tmp_path / "sources.list").symlink_to(tmp_path / "nothing")
    (tmp_path / "sources.list.d").write_text("deb http://one.invalid/debian stable main\n")
    assert () == configured_mirrors(tmp_path)
    (tmp_path / "sources.list.d").unlink()
    (tmp_path / "sources.list.d/a.list").mkdir(parents=True)
    (tmp_path / "sources.list.d/b.list").symlink_to("b.list")
    assert () == configured_mirrors(tmp_path)


@pytest.mark.parametrize("folder", ["pool/main/w/weave", "pool/updates/main/w/weave", "pool/non-free/w/weave", ""])
@pytest.mark.parametrize("as_url", [False, True])
def test_a_directory_is_an_archive(tmp_path: Path, folder: str, *, as_url: bool) -> None:
    """With a pool, or with the package in it as it is."""
    archive(tmp_path / "mir ror", folder=folder)
    root = tmp_path / "mir ror"
    assert ["extra/x.c", "extra/y/z.c", "a.cu"] == _paths(tmp_path, root.as_uri() if as_url else str(root))


def test_libraries_lie_under_longer_prefixes(tmp_path: Path) -> None:
    """`libw` for libweave, `l` for lib."""
    for package, prefix in (("libweave", "libw"), ("lib", "l")):
        place = tmp_path / f"pool/main/{prefix}/{package}"
        place.mkdir(parents=True)
        (place / f"{package}_1.dsc").write_text("x")
        _, folder, _ = find_dsc((Mirror(str(tmp_path)),), package, "1", "it")
        assert f"pool/main/{prefix}/{package}" == folder


def test_http(index: Index, tmp_path: Path) -> None:
    """The same over a socket."""
    archive(tmp_path / "mirror")
    _serve(index, tmp_path / "mirror")
    assert ["extra/x.c", "extra/y/z.c", "a.cu"] == _paths(tmp_path, index.url)


@pytest.mark.parametrize(
    ("name", "pack"), [("Sources.xz", lzma.compress), ("Sources.gz", gzip.compress), ("Sources", bytes)]
)
def test_indexes_are_read_where_the_pool_does_not_have_it(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, pack: object
) -> None:
    """In the folders of apt's configuration; the right version of the right package is taken."""
    archive(tmp_path / "mirror", folder="elsewhere/w")
    place = tmp_path / "mirror/dists/stable/main/source"
    place.mkdir(parents=True)
    stanza = "Package: {}\nVersion: {}\nDirectory: {}\n\n"
    text = stanza.format("weaver", "1:1.0-2", "no") + stanza.format("weave", "1.0-2", "no")
    text += stanza.format("weave", "1:1.0-2", "../../etc") + stanza.format("weave", "1:1.0-2", "elsewhere/w")
    (place / name).write_bytes(pack(text.encode()))  # type: ignore[operator]
    _serve(index, tmp_path / "mirror")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/sources.list").write_text(f"deb {index.url} stable main\n")
    monkeypatch.setattr(debian, "_APT", tmp_path / "etc")
    assert ["extra/x.c", "extra/y/z.c", "a.cu"] == _paths(tmp_path, "")


def test_a_damaged_index_is_said(tmp_path: Path) -> None:
    """It is not taken for one without the package."""
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror/Sources.gz").write_bytes(gzip.compress(b"no field\n")[:-3])
    assert "index of sources" in _why(tmp_path, str(tmp_path / "mirror"))


def test_large_indexes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packed or unpacked."""
    monkeypatch.setattr(debian_mirror, "MAX_INDEX_BYTES", 1_000)
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror/Sources.gz").write_bytes(gzip.compress(b"A: b\n\n" * 1_000))
    assert "too large" in _why(tmp_path, str(tmp_path / "mirror"))


def test_passing_failures_are_tried_again(index: Index, tmp_path: Path) -> None:
    """Of the .dsc and of a file."""
    archive(tmp_path / "mirror")
    _serve(index, tmp_path / "mirror")
    for answers in index.answers.values():
        answers.insert(0, (503, "text/plain", b""))
    assert "a.cu" in _paths(tmp_path, index.url)


def test_an_archive_that_is_away_is_a_fetch_error(tmp_path: Path) -> None:
    """Its credentials are not shown."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        why = _why(tmp_path, f"http://me:hunter2@127.0.0.1:{unused.getsockname()[1]}/debian")
    assert "cannot be read" in why
    assert "hunter2" not in why


def test_refusals_and_absences_are_told_apart(index: Index, tmp_path: Path) -> None:
    """A status is named; where nobody refuses, the version is what is wrong."""
    assert "no mirror has this version. Correct" in _why(tmp_path, index.url)
    index.answers["/pool/main/w/weave/weave_1.0-2.dsc"] = [(403, "text/plain", b"")]
    assert "403" in _why(tmp_path, index.url)


def test_an_archive_with_credentials(index: Index, tmp_path: Path) -> None:
    """They are no part of what is asked for."""
    archive(tmp_path / "mirror")
    _serve(index, tmp_path / "mirror")
    assert "a.cu" in _paths(tmp_path, index.url.replace("//", "//me:secret@"))


@contextmanager
def _answering(status: int, **headers: str) -> Iterator[tuple[str, list[Mapping[str, str]]]]:
    """A server with one answer to all; its URL, and the headers that it was sent."""
    asked: list[Mapping[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(dict(self.headers))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value + self.path if name == "Location" else value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it overrides
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_credentials_stay_with_the_archive_they_are_for(tmp_path: Path) -> None:
    """Where it sends us elsewhere, they are not sent along."""
    with _answering(404) as (elsewhere, seen), _answering(302, Location=elsewhere) as (url, asked):
        _why(tmp_path, url.replace("//", "//me:secret@"))
    assert {"Basic bWU6c2VjcmV0"} == {headers.get("Authorization") for headers in asked}
    assert {None} == {headers.get("Authorization") for headers in seen}


def test_redirects_to_other_schemes_are_not_followed(tmp_path: Path) -> None:
    """The answer counts as what it is."""
    with _answering(302, Location="ftp://example.invalid") as (url, _):
        assert "status 302" in _why(tmp_path, url)
    asked = urllib.request.Request("https://example.invalid/a")
    follow = debian_mirror._Redirects().redirect_request
    kinds = [
        follow(asked, io.BytesIO(), 302, "", HTTPMessage(), f"{scheme}://example.invalid/b")
        for scheme in ("http", "https")
    ]
    assert [False, True] == [kind is not None for kind in kinds]


def test_endless_files_are_cut(index: Index, tmp_path: Path) -> None:
    """No more is read than a file may hold."""
    index.answers["/pool/main/w/weave/weave_1.0-2.dsc"] = [(200, "text/plain", bytes(debian_mirror.MAX_DSC_BYTES + 1))]
    assert "longer than" in _why(tmp_path, index.url)


def test_no_configuration_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no apt."""
    monkeypatch.setattr(debian, "_APT", tmp_path)
    assert "configured for no archive" in _why(tmp_path, "")
