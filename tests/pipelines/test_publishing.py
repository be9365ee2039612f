"""Publishing to directories and stores: whole, once, resumable, sparing; and withdrawing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from warploom.catalog.release_log import LoggedRelease, ReleaseLog, ReleaseLogError
from warploom.pipelines import cli, exit_codes
from warploom.pipelines.publish_places import StoredPlace, open_place
from warploom.pipelines.publishing import RefusedError, Sending, publish_release
from warploom.schemas.errors import UsageError
from warploom.validators.releases import check

TODAY = date(2026, 11, 28)


def publish(directory: Path, target: Path | str, *, dry_run: bool = False) -> Sending:
    return publish_release(directory, open_place(str(target)), TODAY, lambda _: None, dry_run=dry_run)


def log_of(target: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((target / "releases.json").read_bytes())["releases"]
    return found


@pytest.fixture
def release(copy_release: Callable[..., Path], tmp_path: Path) -> Path:
    copy_release(tmp_path / "r", release="2026.11.0")
    return tmp_path / "r"


def test_a_published_folder_is_a_release(release: Path, tmp_path: Path) -> None:
    """It passes the checks, and the log says what it is."""
    assert "published" == publish(release, tmp_path / "p").state
    assert [] == check(tmp_path / "p/2026.11.0")
    (entry,) = log_of(tmp_path / "p")
    assert ("2026.11.0", "2026-11-28", "") == (entry["version"], entry["published"], entry["withdrawn"])
    assert "up_to_date" == publish(release, tmp_path / "p").state


def test_a_dry_run_writes_nothing(release: Path, tmp_path: Path) -> None:
    """Not even the folder."""
    sending = publish(release, tmp_path / "p", dry_run=True)
    assert ("dry_run", False) == (sending.state, (tmp_path / "p").exists())
    assert "manifest.json" == sending.send[-1].path


@pytest.mark.parametrize("protocol", ["file", "memory"])
def test_an_interrupted_publish_goes_on(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, protocol: str
) -> None:
    """Files that arrived are not sent again; one that was cut is. Until the end there is no manifest."""
    target = f"{protocol}://{tmp_path}/p"
    sent: list[str] = []
    put = StoredPlace._put

    def failing(self: StoredPlace, source: Path, to: str) -> None:
        sent.append(source.name)
        if len(sent) == 4:
            self._system.pipe_file(to, source.read_bytes()[:10])
            raise ConnectionResetError(104, "reset", to)
        put(self, source, to)

    monkeypatch.setattr(StoredPlace, "_put", failing)
    with pytest.raises(ConnectionResetError):
        publish(release, target)
    system = fsspec.filesystem(protocol)
    assert not system.exists(f"{tmp_path}/p/2026.11.0/manifest.json")
    assert not system.exists(f"{tmp_path}/p/releases.json")
    sending = publish(release, target)
    assert 3 == len(sending.reuse)
    for path in (p for p in release.rglob("*") if p.is_file()):
        assert path.read_bytes() == system.cat_file(f"{tmp_path}/p/2026.11.0/{path.relative_to(release)}")
    assert not system.exists(f"{tmp_path}/p/2026.11.0/.sending.json")


def test_leftovers_of_another_release_are_not_taken_for_ours(release: Path, tmp_path: Path) -> None:
    """An unfinished folder of the same version: equal lengths say nothing then, and what is no file of ours goes."""
    folder = tmp_path / "p/2026.11.0"
    shutil.copytree(release, folder)
    (folder / "manifest.json").unlink()
    (folder / ".sending.json").write_text('{"manifest_sha256": "of another"}')
    (folder / "NOTICE").write_bytes(b"x" * (release / "NOTICE").stat().st_size)
    (folder / "data/source_files/old.parquet").write_bytes(b"x")
    assert () == publish(release, tmp_path / "p").reuse
    assert [] == check(folder)


def test_shards_that_did_not_change_are_not_sent_again(
    copy_release: Callable[..., Path], release: Path, tmp_path: Path
) -> None:
    """The next version links to those of the one before; taking that one away does it no harm."""
    publish(release, tmp_path / "p")
    copy_release(tmp_path / "next", release="2026.11.1", description="The same rows.")
    publish(tmp_path / "next", tmp_path / "p")
    name = "data/source_files/c/train-00000-of-00002.parquet"
    assert (tmp_path / "p/2026.11.0" / name).samefile(tmp_path / "p/2026.11.1" / name)
    shutil.rmtree(tmp_path / "p/2026.11.0")
    assert [] == check(tmp_path / "p/2026.11.1")


def test_a_release_that_does_not_pass_its_checks_is_not_sent(release: Path, tmp_path: Path) -> None:
    """The findings are told."""
    (release / "NOTICE").write_text("something else")
    with pytest.raises(RefusedError, match="NOTICE"):
        publish(release, tmp_path / "p")
    assert not (tmp_path / "p").exists()


def test_a_release_without_a_version_is_not_sent(copy_release: Callable[..., Path], tmp_path: Path) -> None:
    """The message says how to give it one."""
    copy_release(tmp_path / "r")
    with pytest.raises(UsageError, match="--release next"):
        publish(tmp_path / "r", tmp_path / "p")


def test_versions_go_up(copy_release: Callable[..., Path], release: Path, tmp_path: Path) -> None:
    """Nothing is published before what is there; another release under a version that is taken neither."""
    publish(release, tmp_path / "p")
    copy_release(tmp_path / "old", release="2026.10.7")
    with pytest.raises(RefusedError, match="comes before 2026"):
        publish(tmp_path / "old", tmp_path / "p")
    copy_release(tmp_path / "other", release="2026.11.0", description="Another one.")
    with pytest.raises(RefusedError, match="has another release"):
        publish(tmp_path / "other", tmp_path / "p")


@pytest.mark.parametrize("target", ["s3://bucket/corpus", "https://example.org/x"])
def test_what_is_internal_goes_to_no_store_that_may_be_public(
    copy_release: Callable[..., Path], target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A directory is fine, a bucket only if one vouches for it."""
    copy_release(tmp_path / "r", release="2026.11.0", visibility="internal")

    class Bucket(MemoryFileSystem):  # type: ignore[misc]
        protocol = target.partition(":")[0]

    place = StoredPlace(Bucket(), "/corpus", target)
    with pytest.raises(RefusedError, match="internal"):
        publish_release(tmp_path / "r", place, TODAY, lambda _: None)
    assert not StoredPlace(Bucket(), "/corpus", target, is_internal_host=True).is_public
    assert "published" == publish(tmp_path / "r", tmp_path / "p").state


def test_withdrawing_marks_the_release_and_the_log(release: Path, tmp_path: Path) -> None:
    """The reason stands in its folder and in the log; it passes the checks no more, and cannot be published again."""
    publish(release, tmp_path / "p")
    arguments = ["withdraw", "2026.11.0", "--at", str(tmp_path / "p"), "--reason", "An owner opted out."]
    assert exit_codes.DONE == cli.run(arguments)
    (entry,) = log_of(tmp_path / "p")
    assert "An owner opted out." == entry["reason"]
    assert "An owner opted out." in (tmp_path / "p/2026.11.0/WITHDRAWN.txt").read_text()
    assert ["withdrawn"] == [f.rule for f in check(tmp_path / "p/2026.11.0")]
    with pytest.raises(RefusedError, match="was withdrawn"):
        publish(release, tmp_path / "p")
    assert exit_codes.DONE == cli.run([*arguments, "--delete"])
    assert ["WITHDRAWN.txt"] == [p.name for p in (tmp_path / "p/2026.11.0").iterdir()]


def test_withdrawing_what_was_never_published_is_a_usage_error(release: Path, tmp_path: Path) -> None:
    """The message lists what there is."""
    publish(release, tmp_path / "p")
    before = (tmp_path / "p/releases.json").read_bytes()
    assert exit_codes.USAGE == cli.run(["withdraw", "2026.10.0", "--at", str(tmp_path / "p"), "--reason", "x"])
    assert exit_codes.USAGE == cli.run(["withdraw", "2026.11.0", "--at", str(tmp_path / "p"), "--reason", " "])
    assert before == (tmp_path / "p/releases.json").read_bytes()


def entry(version: str, withdrawn: str = "") -> LoggedRelease:
    return LoggedRelease(version, "small", "ab" * 32, 1, "2026-11-28", withdrawn)


@pytest.mark.parametrize(
    ("releases", "oldest"),
    [
        ((), None),
        ((entry("2026.10.0"), entry("2026.11.0")), "2026.10.0"),
        ((entry("2026.9.0".replace(".9.", ".09.")), entry("2026.10.0", "2026-11-01"), entry("2026.11.0")), "2026.11.0"),
        ((entry("2026.10.0"), entry("2026.11.0", "2026-11-28")), None),
    ],
)
def test_the_oldest_permitted_release_comes_after_all_withdrawn_ones(
    releases: tuple[LoggedRelease, ...], oldest: str | None
) -> None:
    """What was withdrawn may lie in what came before it, too."""
    log = ReleaseLog(releases)
    assert oldest == json.loads(log.to_json())["oldest_permitted"]
    assert log == ReleaseLog.parse(log.to_json(), "x")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "other", "releases": []}', '{"format": 1'])
def test_a_log_that_is_none_is_left_alone(release: Path, tmp_path: Path, text: str) -> None:
    """Whatever lies there belongs to somebody."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p/releases.json").write_text(text)
    with pytest.raises(ReleaseLogError):
        publish(release, tmp_path / "p")
    assert text == (tmp_path / "p/releases.json").read_text()
