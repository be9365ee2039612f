"""Publishing to the Hub, against a server on the loopback that speaks its API."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import huggingface_hub.constants
import pytest

from tests.hub_server import Hub, serving
from warploom.pipelines import cli, exit_codes
from warploom.schemas.manifest import read_manifest

# huggingface_hub 2.4 sends large files by an argument that its HTTP client is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

TARGET = "hf://datasets/org/name"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serving() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_PROGRESS_BARS", True)
        monkeypatch.setenv("HF_TOKEN", "of-a-test")
        yield running


def publish(directory: Path, *more: str) -> int:
    return cli.run(["publish", str(directory), "--to", TARGET, *more])


def files_of(directory: Path) -> dict[str, bytes]:
    """Of a release: all that its manifest lists, itself, and the catalog."""
    manifest = read_manifest(directory)
    names = [r.path for t in manifest.tables.values() for r in t.files] + [r.path for r in manifest.files]
    return {name: (directory / name).read_bytes() for name in (*names, "manifest.json", "catalog.duckdb")}


def test_a_release_arrives_whole_and_under_its_tag(copy_release: Callable[..., Path], hub: Hub, tmp_path: Path) -> None:
    """Every byte; the manifest in a later commit than the shards; nothing that is not the release's."""
    copy_release(tmp_path / "r", release="2026.11.0")
    (tmp_path / "r/.warploom.lock").write_text("{}")
    (tmp_path / "r/notes.md").write_text("my own")
    assert exit_codes.DONE == publish(tmp_path / "r", "--private")
    assert hub.private
    log = hub.files["releases.json"]
    assert {**files_of(tmp_path / "r"), "releases.json": log} == hub.tags["2026.11.0"]
    assert ["Release 2026.11.0: files", "Release 2026.11.0: manifest", "Release 2026.11.0"] == hub.commits


def test_a_dry_run_sends_nothing(
    copy_release: Callable[..., Path], hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It lists the files, and asks only."""
    copy_release(tmp_path / "r", release="2026.11.0")
    assert exit_codes.DONE == publish(tmp_path / "r", "--dry-run")
    assert (False, {}, []) == (hub.exists, hub.files, hub.commits)
    assert "send    data/source_files/c/train-00000-of-00002.parquet" in capsys.readouterr().err


def test_the_same_release_again_is_nothing_to_do(copy_release: Callable[..., Path], hub: Hub, tmp_path: Path) -> None:
    """No commit, no upload."""
    copy_release(tmp_path / "r", release="2026.11.0")
    publish(tmp_path / "r")
    commits, uploads = list(hub.commits), list(hub.sent)
    assert exit_codes.DONE == publish(tmp_path / "r")
    assert (commits, uploads) == (hub.commits, hub.sent)


def test_an_interrupted_publish_goes_on(copy_release: Callable[..., Path], hub: Hub, tmp_path: Path) -> None:
    """What arrived before the server broke down is not sent again, and there is no tag before all is there."""
    copy_release(tmp_path / "r", release="2026.11.0")
    hub.fail_after = 5
    assert exit_codes.FAILED == publish(tmp_path / "r")
    arrived = set(hub.objects)
    assert ({}, True) == (hub.tags, 0 < len(arrived) <= 5)
    hub.fail_after, hub.sent = None, []
    assert exit_codes.DONE == publish(tmp_path / "r")
    assert not arrived & set(hub.sent)
    assert files_of(tmp_path / "r").items() <= hub.tags["2026.11.0"].items()


def test_the_next_release_sends_what_changed_and_takes_away_what_is_gone(
    copy_release: Callable[..., Path], hub: Hub, tmp_path: Path
) -> None:
    """Shards as they were are not sent; a shard of a language that is gone leaves main; the old tag stays as it was."""
    copy_release(tmp_path / "one", release="2026.11.0")
    publish(tmp_path / "one")
    before = dict(hub.tags["2026.11.0"])
    hub.sent = []
    (tmp_path / "lists.csv").write_text("scope,target,since\nrepository,owner/one,2026-11-27\n")
    lists = str(tmp_path / "lists.csv")
    assert exit_codes.DONE == cli.run(
        [
            "leave-out",
            str(tmp_path / "one"),
            "--out",
            str(tmp_path / "two"),
            "--optouts",
            lists,
            "--release",
            "2026.12.0",
        ]
    )
    assert exit_codes.DONE == publish(tmp_path / "two")
    assert before == hub.tags["2026.11.0"]
    assert "data/source_files/fortran/train-00000-of-00002.parquet" in before
    assert not any("fortran" in name for name in hub.files)
    kept = {r.sha256 for t in read_manifest(tmp_path / "one").tables.values() for r in t.files}
    new = {r.sha256 for t in read_manifest(tmp_path / "two").tables.values() for r in t.files} - kept
    assert new == set(hub.sent) - {hashlib.sha256((tmp_path / "two/catalog.duckdb").read_bytes()).hexdigest()}


def test_another_release_of_the_same_version_is_refused(
    copy_release: Callable[..., Path], hub: Hub, tmp_path: Path
) -> None:
    """A version names one release for good."""
    copy_release(tmp_path / "one", release="2026.11.0")
    publish(tmp_path / "one")
    copy_release(tmp_path / "two", release="2026.11.0", description="Another one.")
    before = dict(hub.files)
    assert exit_codes.FAILED == publish(tmp_path / "two")
    assert before == hub.files


def test_withdrawing_marks_the_log_and_removes_the_tag_when_asked(
    copy_release: Callable[..., Path], hub: Hub, tmp_path: Path
) -> None:
    """A withdrawn version cannot come back."""
    copy_release(tmp_path / "one", release="2026.11.0")
    publish(tmp_path / "one")
    command = ["withdraw", "2026.11.0", "--at", TARGET, "--reason", "It held a private key."]
    assert exit_codes.DONE == cli.run(command)
    assert b"It held a private key." in hub.files["releases.json"]
    assert ["2026.11.0"] == list(hub.tags)
    assert exit_codes.DONE == cli.run([*command, "--delete"])
    assert {} == hub.tags
    assert exit_codes.FAILED == publish(tmp_path / "one")


def test_what_is_internal_does_not_go_to_the_hub(copy_release: Callable[..., Path], hub: Hub, tmp_path: Path) -> None:
    """Unless the host is one of insiders; of huggingface.co none is."""
    copy_release(tmp_path / "one", release="2026.11.0", visibility="internal")
    assert exit_codes.FAILED == publish(tmp_path / "one")
    assert not hub.exists
    assert exit_codes.DONE == publish(tmp_path / "one", "--internal-host")


def test_the_public_hub_is_public_whatever_one_says(
    copy_release: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused before anything is sent; also a private repository."""
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    copy_release(tmp_path / "one", release="2026.11.0", visibility="internal")
    assert exit_codes.FAILED == publish(tmp_path / "one", "--internal-host", "--private")


@pytest.mark.parametrize("target", ["hf://org/name", "hf://datasets/org", "hf://datasets/a/b/c", "hf://datasets/a b/c"])
def test_a_target_that_names_no_dataset_is_a_usage_error(target: str, tmp_path: Path) -> None:
    """Before the release is looked at."""
    assert exit_codes.USAGE == cli.run(["publish", str(tmp_path), "--to", target])
