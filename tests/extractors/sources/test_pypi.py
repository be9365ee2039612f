"""Tests of package indexes as sources, against an index on the loopback device."""

from __future__ import annotations

import gzip
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.extractors.sources.crafted import END_OF_TAR, LIMITS, tar_file
from warploom.extractors.sources import package_index
from warploom.extractors.sources.archive import LocalArchive
from warploom.extractors.sources.pip_configuration import PipConfiguration
from warploom.extractors.sources.pypi import PyPI
from warploom.schemas.source import FetchError, Transfer

SDIST = gzip.compress(tar_file(b"some_pkg-1.0/a.cu", b"__global__ void k() {}\n") + END_OF_TAR, mtime=0)
DIGEST = sha256(SDIST).hexdigest()
PLAIN = PipConfiguration(
    index_url=None,
    extra_index_urls=(),
    find_links=(),
    no_index=False,
    trusted_hosts=(),
    cert=None,
    client_cert=None,
    proxy=None,
    timeout_s=5.0,
)
PAGE = '<a href="{href}">{name}</a>'


class Index:
    """What the server answers: path to (status, content type, body), and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, str, bytes]]] = {}
        self.asked: list[str] = []
        self.url = ""

    def page(self, *files: str, status: int = 200, then: int | None = None) -> None:
        """Answer the project's page with links to these files; `then` is the status of the next time."""
        body = "".join(PAGE.format(href=f"/files/{f}", name=f.partition("#")[0]) for f in files).encode()
        self.answers["/simple/some-pkg/"] = [(s, "text/html", body) for s in (status, then) if s]

    def file(self, name: str, content: bytes = SDIST, status: int = 200) -> None:
        """Serve a file."""
        self.answers[f"/files/{name}"] = [(status, "application/octet-stream", content)]


@contextmanager
def served(index: Index) -> Iterator[Index]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index.asked.append(self.path)
            answers = index.answers.get(self.path, [(404, "text/plain", b"")])
            status, kind, body = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it overrides
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        index.url = f"http://127.0.0.1:{server.server_port}"
        yield index
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


Configure = Callable[..., None]


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Sets what pip is said to be configured for; retries without pauses."""
    for key in list(os.environ):
        if key.lower().endswith("_proxy"):
            monkeypatch.delenv(key)
    monkeypatch.setattr(package_index, "_PAUSES_S", (0.0, 0.0))

    def configure(**keys: object) -> None:
        monkeypatch.setattr(package_index, "pip_configuration", lambda: replace(PLAIN, **keys))  # type: ignore[arg-type]

    return configure


@pytest.fixture
def index(configure: Configure) -> Iterator[Index]:
    """An index with some-pkg 1.0, and pip's configuration that names it."""
    with served(Index()) as index:
        index.page("some_pkg-1.0.tar.gz")
        index.file("some_pkg-1.0.tar.gz")
        configure(index_url=f"{index.url}/simple")
        yield index


def fetch(cache: Path, *, offline: bool = False, version: str = "1.0", digest: str = "") -> LocalArchive:
    return PyPI("Some_Pkg", version, sha256=digest).fetch(cache, offline=offline)


def failure(cache: Path, *, offline: bool = False, version: str = "1.0", digest: str = "") -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(cache, offline=offline, version=version, digest=digest)
    return caught.value


def test_a_source_distribution_is_fetched_and_read(index: Index, tmp_path: Path) -> None:
    """Its top directory is stripped."""
    found = [(e.path, e.content) for e in fetch(tmp_path).entries(LIMITS)]
    assert [("a.cu", b"__global__ void k() {}\n")] == found


def test_origin_is_the_package(index: Index, tmp_path: Path) -> None:
    """Normalised name, purl, version; no host."""
    origin = fetch(tmp_path).origin
    assert ("pypi", "pypi/some-pkg", "pkg:pypi/some-pkg@1.0", "1.0", DIGEST) == (
        origin.source_kind,
        origin.repo_name,
        origin.origin_url,
        origin.pinned_revision,
        origin.archive_sha256,
    )


def test_the_second_fetch_asks_nobody(index: Index, tmp_path: Path) -> None:
    """Nor does one that spells name and version otherwise."""
    first = fetch(tmp_path)
    index.asked.clear()
    assert first == fetch(tmp_path) == PyPI("some.pkg", "v1.0").fetch(tmp_path, offline=False)
    assert [] == index.asked
    assert (Transfer(1, len(SDIST)), Transfer()) == (first.transfer, fetch(tmp_path).transfer)


def test_offline_reads_the_cache_and_starts_nothing(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No socket, no pip."""
    first = fetch(tmp_path)
    monkeypatch.setattr(socket, "socket", None)
    monkeypatch.setattr(package_index, "pip_configuration", None)
    assert first == fetch(tmp_path, offline=True)


def test_offline_without_the_package_is_a_fetch_error(index: Index, tmp_path: Path) -> None:
    """It names the command to run where there is a network."""
    assert "warploom fetch RECIPE --cache DIR" in failure(tmp_path, offline=True).next_step
    assert [] == index.asked


def test_files_lie_in_the_cache_by_digest(index: Index, tmp_path: Path) -> None:
    """And nothing else is left there."""
    fetch(tmp_path)
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert [f"pypi/{DIGEST}/some_pkg-1.0.tar.gz", "pypi/some-pkg/1.0.json"] == files


def _damage_file(cache: Path) -> None:
    (cache / f"pypi/{DIGEST}/some_pkg-1.0.tar.gz").write_bytes(SDIST[:-1])


def _remove_file(cache: Path) -> None:
    (cache / f"pypi/{DIGEST}/some_pkg-1.0.tar.gz").unlink()


def _damage_index(cache: Path) -> None:
    (cache / "pypi/some-pkg/1.0.json").write_text("{")


def _misdirect_index(cache: Path) -> None:
    (cache / "secret").write_bytes(b"secret")
    (cache / "pypi/some-pkg/1.0.json").write_text(json.dumps({"sha256": DIGEST, "filename": "../../secret"}))


_DAMAGE = pytest.mark.parametrize("damage", [_damage_file, _remove_file, _damage_index, _misdirect_index])


@_DAMAGE
def test_a_damaged_cache_is_fetched_again(index: Index, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """As if it were not there."""
    first = fetch(tmp_path)
    damage(tmp_path)
    again = fetch(tmp_path)
    assert (first.path, first.origin, SDIST) == (again.path, again.origin, again.path.read_bytes())


@_DAMAGE
def test_a_damaged_cache_is_an_error_offline(index: Index, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """Never read as it is."""
    fetch(tmp_path)
    damage(tmp_path)
    assert "offline" in failure(tmp_path, offline=True).why


def test_the_right_digest_is_accepted(index: Index, tmp_path: Path) -> None:
    """In capitals too."""
    assert DIGEST == fetch(tmp_path, digest=DIGEST.upper()).sha256


@pytest.mark.parametrize("cached", [False, True])
def test_a_wrong_digest_shows_both(index: Index, tmp_path: Path, *, cached: bool) -> None:
    """The recipe's and the file's, online and offline; nothing wrong is kept."""
    if cached:
        fetch(tmp_path)
    errors = [failure(tmp_path, digest="0" * 64)]
    if cached:
        errors.append(failure(tmp_path, digest="0" * 64, offline=True))
    assert all(DIGEST in e.why and "0" * 64 in e.why for e in errors)
    assert cached == (tmp_path / "pypi" / DIGEST).exists()


def test_the_file_with_the_recipes_digest_is_chosen(index: Index, tmp_path: Path) -> None:
    """Where an index has a zip and a tarball of one version."""
    index.page(f"some_pkg-1.0.tar.gz#sha256={DIGEST}", "some_pkg-1.0.tar.bz2")
    index.file("some_pkg-1.0.tar.bz2", b"other")
    assert DIGEST == fetch(tmp_path, digest=DIGEST).sha256


def test_a_digest_that_the_index_states_is_verified(index: Index, tmp_path: Path) -> None:
    """Even if the recipe states none."""
    index.page(f"some_pkg-1.0.tar.gz#sha256={'1' * 64}")
    assert "download failed" in failure(tmp_path).why


def test_only_the_exact_version_is_taken(index: Index, tmp_path: Path) -> None:
    """`==1.0` alone would take a local version."""
    index.page("some_pkg-1.0+cu12.tar.gz", "some_pkg-1.0.1.tar.gz", "some_pkg-0.9.tar.gz")
    assert "no source distribution of this version" in failure(tmp_path).why


def test_wheels_are_not_taken(index: Index, tmp_path: Path) -> None:
    """They hold what was built."""
    index.page("some_pkg-1.0-py3-none-any.whl")
    assert "no source distribution" in failure(tmp_path).why


def test_yanked_and_too_new_distributions_are_taken(index: Index, tmp_path: Path) -> None:
    """The recipe pins a version; whether it would install here is no question."""
    link = b'<a data-yanked="bad" data-requires-python="&gt;=9" href="/files/some_pkg-1.0.tar.gz">x</a>'
    index.answers["/simple/some-pkg/"] = [(200, "text/html", link)]
    assert DIGEST == fetch(tmp_path).sha256


def test_json_indexes_are_read(index: Index, tmp_path: Path) -> None:
    """PEP 691, which states digests."""
    file = {"filename": "x", "url": "/files/some_pkg-1.0.tar.gz", "hashes": {"sha256": DIGEST}}
    body = json.dumps({"meta": {"api-version": "1.0"}, "files": [file]}).encode()
    index.answers["/simple/some-pkg/"] = [(200, "application/vnd.pypi.simple.v1+json", body)]
    assert DIGEST == fetch(tmp_path).sha256


@pytest.mark.parametrize("status", [404, 403])
def test_a_missing_package_is_a_fetch_error(index: Index, tmp_path: Path, status: int) -> None:
    """A refusal is told apart from an absence, and asked once."""
    index.answers["/simple/some-pkg/"] = [(status, "text/plain", b"")]
    assert ("403" in failure(tmp_path).why) == (status == 403)
    assert 1 == len(index.asked)


def test_passing_failures_are_tried_again(index: Index, tmp_path: Path) -> None:
    """Of the page and of the file."""
    index.page("some_pkg-1.0.tar.gz", status=503, then=200)
    index.answers["/files/some_pkg-1.0.tar.gz"].insert(0, (502, "text/plain", b""))
    assert DIGEST == fetch(tmp_path).sha256


def test_lasting_failures_end_after_three_attempts(index: Index, tmp_path: Path) -> None:
    """With the status, and a next step."""
    index.page("some_pkg-1.0.tar.gz", status=503)
    error = failure(tmp_path)
    assert 3 == len(index.asked)
    assert "503" in error.why
    assert "warploom fetch" in error.next_step


def test_an_index_that_is_away_is_a_fetch_error(configure: Configure, tmp_path: Path) -> None:
    """Its credentials are not shown."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        configure(index_url=f"http://me:hunter2@127.0.0.1:{unused.getsockname()[1]}/simple")
        error = failure(tmp_path)
    assert "cannot be read" in error.why
    assert "hunter2" not in str(error)


def test_another_index_helps_out(index: Index, configure: Configure, tmp_path: Path) -> None:
    """As with pip, one that is away is passed over."""
    configure(index_url="http://127.0.0.1:1/simple", extra_index_urls=(f"{index.url}/simple",))
    assert DIGEST == fetch(tmp_path).sha256


def test_plain_http_is_not_trusted(configure: Configure, tmp_path: Path) -> None:
    """Unless the host is a trusted one; nothing is asked."""
    configure(index_url="http://index.invalid/simple")
    assert "neither https nor a trusted host" in failure(tmp_path).why


def test_find_links_of_a_directory_are_used(configure: Configure, tmp_path: Path) -> None:
    """Without any index; the file stays where it is."""
    (tmp_path / "links").mkdir()
    (tmp_path / "links/some_pkg-1.0.tar.gz").write_bytes(SDIST)
    configure(no_index=True, find_links=((tmp_path / "links").as_uri(),))
    assert DIGEST == fetch(tmp_path / "cache").sha256
    assert (tmp_path / "links/some_pkg-1.0.tar.gz").exists()


def test_directories_are_indexes(configure: Configure, tmp_path: Path) -> None:
    """A mirror on disk."""
    project = tmp_path / "simple/some-pkg"
    project.mkdir(parents=True)
    (project / "some_pkg-1.0.tar.gz").write_bytes(SDIST)
    (project / "index.html").write_text('<a href="some_pkg-1.0.tar.gz">x</a>')
    configure(index_url=(tmp_path / "simple").as_uri())
    assert DIGEST == fetch(tmp_path / "cache").sha256


@pytest.mark.parametrize(("package", "version"), [("../x", "1.0"), ("a", "latest"), ("a", "../../b"), ("", "1")])
def test_bad_names_and_versions_are_fetch_errors(tmp_path: Path, package: str, version: str) -> None:
    """Before anything is asked or written."""
    with pytest.raises(FetchError):
        PyPI(package, version).fetch(tmp_path, offline=False)
    assert [] == list(tmp_path.iterdir())


def test_a_cache_that_cannot_be_written_is_a_fetch_error(index: Index, tmp_path: Path) -> None:
    """A file where the directory should be."""
    (tmp_path / "cache").write_text("")
    assert "cannot be written" in failure(tmp_path / "cache").why


def test_the_real_index(tmp_path: Path) -> None:
    """The smallest CUDA source distribution known to us, from whatever index this machine has."""
    try:
        source = PyPI("DCNv2", "0.4").fetch(tmp_path, offline=False)
    except FetchError as error:
        pytest.skip(f"no package index: {error}")
    assert any(e.path.endswith(".cu") for e in source.entries(LIMITS))
