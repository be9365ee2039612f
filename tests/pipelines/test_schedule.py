"""Builds on a schedule: twice with a moved source between, exit codes, a summary for machines, lineage events."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.corpora import MIT, kernel
from warploom.catalog.differences import difference
from warploom.pipelines import cli, exit_codes, lock
from warploom.pipelines.lineage_events import LineageRun


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    subprocess.run(command, check=True, capture_output=True)


def commit(folder: Path, files: dict[str, bytes | None]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "A change")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    folder.mkdir()
    git(folder, "init", "--initial-branch", "main")
    commit(folder, {"LICENSE": MIT, "src/a.c": kernel(1), "src/b.c": kernel(2), "src/gone.c": kernel(3)})
    return folder


@pytest.fixture
def recipe(repository: Path, tmp_path: Path) -> Path:
    path = tmp_path / "recipe.toml"
    path.write_text(f'[dataset]\nname = "nightly"\n[[sources]]\nkind = "git"\nurl = "{repository}"\nref = "main"\n')
    return path


def nightly(recipe: Path, capsys: pytest.CaptureFixture[str], out: str = "out") -> dict[str, Any]:
    """What a schedule calls, and the summary that it gets."""
    folder = recipe.parent
    places = ["--out", str(folder / out), "--work", str(folder / "work"), "--cache", str(folder / "cache")]
    capsys.readouterr()
    assert exit_codes.DONE == cli.run(
        ["build", str(recipe), *places, "--runner", "in_process", "--release", "next", "--json"]
    )
    summary: dict[str, Any] = json.loads(capsys.readouterr().out)
    return summary


def test_twice_with_a_moved_source_between(
    recipe: Path, repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first makes a release, the same again nothing, a moved branch a new version; `diff` tells what and why."""
    first = nightly(recipe, capsys)
    again = nightly(recipe, capsys)
    assert ("published", "up_to_date") == (first["state"], again["state"])
    assert first["release"] == again["release"]
    places = ["--to", str(tmp_path / "published")]
    assert exit_codes.DONE == cli.run(["publish", str(tmp_path / "out"), *places])
    commit(repository, {"src/a.c": kernel(11), "src/gone.c": None, "src/new.c": kernel(4)})
    moved = nightly(recipe, capsys)
    assert ("published", 0, None) == (moved["state"], moved["exit_code"], None)
    assert moved["release"] > first["release"]
    assert exit_codes.DONE == cli.run(["publish", str(tmp_path / "out"), *places])
    versions = [tmp_path / "published" / v for v in (first["release"], moved["release"])]
    (files,) = [t for t in difference(*versions).tables if t.table == "source_files"]
    assert {"text_changed": 1, "new_path": 1} == {c.reason: c.n_rows for c in files.added}
    assert {"text_changed": 1, "path_removed": 1} == {c.reason: c.n_rows for c in files.removed}


def test_a_build_beside_a_running_one_does_nothing(
    recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It fails with who holds the lock, and the release stays."""
    nightly(recipe, capsys)
    with lock.held(tmp_path / "out/.warploom.lock", "another build"):
        code = cli.run(["build", str(recipe), "--out", str(tmp_path / "out"), "--work", str(tmp_path / "work")])
    assert exit_codes.FAILED == code
    assert "another build" in capsys.readouterr().err
    assert (tmp_path / "out/manifest.json").exists()


class Server(HTTPServer):
    """Keeps the events that it is sent."""

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = status
        self.events: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str | None]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.events.append(json.loads(body))
        self.server.requests.append((self.path, self.headers.get("Authorization")))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


@pytest.fixture
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    running = Server(getattr(request, "param", 201))
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    monkeypatch.setenv("OPENLINEAGE_URL", f"http://user:secret@127.0.0.1:{running.server_address[1]}")
    monkeypatch.setenv("OPENLINEAGE_API_KEY", "of-a-test")
    monkeypatch.setenv("OPENLINEAGE_NAMESPACE", "corpora")
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


def test_a_build_tells_its_lineage(recipe: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """One run: it began, with its sources; it ended, with the release, its version, rows and bytes."""
    summary = nightly(recipe, capsys)
    start, complete = server.events
    assert [("/api/v1/lineage", "Bearer of-a-test")] * 2 == server.requests
    assert ("START", "COMPLETE") == (start["eventType"], complete["eventType"])
    assert start["run"]["runId"] == complete["run"]["runId"]
    assert {"namespace": "corpora", "name": "build.nightly"} == start["job"]
    assert [("git", str(recipe.parent / "code"))] == [(i["namespace"], i["name"]) for i in start["inputs"]]
    (output,) = complete["outputs"]
    assert summary["out"] == output["name"]
    assert summary["release"] == output["facets"]["version"]["datasetVersion"]
    assert output["outputFacets"]["outputStatistics"]["rowCount"] > 0
    for event in server.events:
        assert {"eventTime", "producer", "schemaURL", "inputs", "outputs", "job", "run"} <= event.keys()


def test_a_build_that_fails_tells_it(recipe: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """With the message for people; the exit code is the build's."""
    (recipe.parent / "out").mkdir()
    (recipe.parent / "out/mine.txt").write_text("somebody's")
    code = cli.run(["build", str(recipe), "--out", str(recipe.parent / "out"), "--runner", "in_process"])
    assert code in (exit_codes.FAILED, exit_codes.USAGE)
    assert ["START", "FAIL"] == [event["eventType"] for event in server.events]
    assert server.events[1]["run"]["facets"]["errorMessage"]["message"]


@pytest.mark.parametrize("server", [500, 302], indirect=True)
def test_a_server_that_takes_no_event_fails_no_build(
    recipe: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said on stderr, without the password in the address."""
    folder = recipe.parent
    places = ["--out", str(folder / "out"), "--cache", str(folder / "cache")]
    assert exit_codes.DONE == cli.run(["build", str(recipe), *places, "--runner", "in_process"])
    told = capsys.readouterr().err
    assert f"was not taken: {server.status} of 127.0.0.1" in told
    assert "secret" not in told


@pytest.mark.parametrize(
    ("environment", "offline"),
    [
        ({}, False),
        ({"OPENLINEAGE_URL": "http://127.0.0.1:1", "OPENLINEAGE_DISABLED": "true"}, False),
        ({"OPENLINEAGE_URL": "https://lineage.example.org"}, True),
    ],
)
def test_nothing_is_sent_where_nothing_may_be(environment: dict[str, str], offline: bool) -> None:
    """No address, turned off, or offline."""
    assert LineageRun.of(environment, "build.x", "p", [], lambda _: None, offline=offline) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "not a url", "http://[", "ftp://x"])
def test_no_server_fails_no_build(url: str) -> None:
    """A note, and nothing else."""
    notes: list[str] = []
    run = LineageRun.of({"OPENLINEAGE_URL": url}, "build.x", "p", [], notes.append, offline=False)
    assert run is not None
    run.started()
    assert 1 == len(notes)
