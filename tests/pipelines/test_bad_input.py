"""Bad input through the whole command: a clear error or a quarantine row; nothing lost, no half shard published."""

import errno
import io
import os
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import psutil
import pytest

from tests.pipelines.corpora import MIT, command, kernel, release_digests, rows, small_corpus, write_recipe, write_tree
from warploom.pipelines import cli, exit_codes, lock, shards
from warploom.pipelines.places import claim


def build(recipe: Path, out: Path, *options: str) -> int:
    """Build in this process."""
    return cli.run(
        ["build", str(recipe), "--out", str(out), "--cache", str(out) + ".cache", "--runner", "in_process", *options]
    )


def archive_recipe(folder: Path, archive: Path) -> Path:
    """A recipe over one archive."""
    recipe = folder / "recipe.toml"
    recipe.write_text(f'[dataset]\nname = "test"\n[[sources]]\nkind = "archive"\npath = "{archive}"\n')
    return recipe


def tar_of(path: Path, members: dict[str, bytes], *extra: tarfile.TarInfo) -> Path:
    """A gzipped tar."""
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        for info in extra:
            tar.addfile(info)
    return path


def reasons(out: Path) -> dict[object, object]:
    """Quarantine reason to number of rows."""
    return dict(rows(out, "select reason, count(*) from quarantine group by all order by all"))  # type: ignore[arg-type]


def test_a_missing_source_is_an_error_before_any_work(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A mistyped path ends the run, names the path, and leaves no release."""
    recipe = write_recipe(tmp_path / "recipe.toml", [tmp_path / "no-such-directory"])
    assert build(recipe, tmp_path / "out") == exit_codes.FAILED
    assert "no-such-directory" in capfd.readouterr().err
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_an_empty_directory_is_quarantined_and_over_the_limit(tmp_path: Path) -> None:
    """The repository is refused as a whole, visibly; with nothing but damage the exit code is 3."""
    (tmp_path / "empty").mkdir()
    recipe = write_recipe(tmp_path / "recipe.toml", [tmp_path / "empty"])
    assert build(recipe, tmp_path / "out") == exit_codes.OVER_LIMIT
    assert reasons(tmp_path / "out") == {"source_empty": 1}
    assert cli.run(["check", str(tmp_path / "out")]) == exit_codes.DONE


def test_rows_with_bad_content_are_quarantined_beside_good_ones(tmp_path: Path) -> None:
    """Each kind of bad content has its reason; odd encodings are decoded, not refused."""
    root = tmp_path / "code"
    write_tree(
        root,
        {
            "LICENSE": MIT,
            "good.c": kernel(1),
            "empty.c": b" \n\t\n",
            "binary.cu": bytes(range(256)) * 64,
            "long_line.c": b"int a[] = {" + b"1," * 200_000 + b"};\n",
            "huge.c": b"x" * (30 * 1024 * 1024),
            "utf16.cpp": "int größe = 1;\n".encode("utf-16"),
            "latin1.f90": "! Größe der Matrix\nprogram p\nend program p\n".encode("latin-1"),
        },
    )
    out = tmp_path / "out"
    assert build(write_recipe(tmp_path / "recipe.toml", [root]), out) == exit_codes.OVER_LIMIT
    assert reasons(out) == {"binary": 1, "empty": 1, "line_too_long": 1, "too_large": 1}
    published = rows(out, "select path, encoding from source_files order by path")
    assert published == [("good.c", "utf-8"), ("latin1.f90", "latin-1"), ("utf16.cpp", "utf-16-le")]
    assert cli.run(["check", str(out)]) == exit_codes.DONE


def test_a_hostile_archive_writes_nothing_and_loses_nothing(tmp_path: Path) -> None:
    """Escapes, links out and device nodes become rows; the good member is published; no file appears outside."""
    device = tarfile.TarInfo("dev")
    device.type = tarfile.CHRTYPE
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "../../etc/passwd"
    members = {"LICENSE": MIT, "../escape.c": kernel(1), "/absolute.c": kernel(2), "good.c": kernel(3)}
    archive = tar_of(tmp_path / "hostile.tar.gz", members, device, link)
    out = tmp_path / "out"
    assert build(archive_recipe(tmp_path, archive), out) == exit_codes.OVER_LIMIT
    assert reasons(out) == {"unsafe_path": 2, "special_file": 1, "link_outside": 1}
    assert rows(out, "select path from source_files") == [("good.c",)]
    assert not list(tmp_path.parent.rglob("escape.c"))


def test_a_truncated_tar_is_refused_as_a_whole(tmp_path: Path) -> None:
    """Half an archive is no repository: nothing of it is published."""
    whole = tar_of(tmp_path / "whole.tar.gz", {f"k{i}.c": os.urandom(5_000) for i in range(20)})
    half = tmp_path / "half.tar.gz"
    half.write_bytes(whole.read_bytes()[:50_000])
    assert build(archive_recipe(tmp_path, half), tmp_path / "out") == exit_codes.OVER_LIMIT
    assert reasons(tmp_path / "out") == {"source_damaged": 1}
    assert rows(tmp_path / "out", "select count(*) from occurrences") == [(0,)]


def test_a_zip_bomb_is_refused_early(tmp_path: Path) -> None:
    """10 GB of zeros in a few megabytes: refused as a bomb, in seconds and in little memory."""
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for i in range(10):
            with archive.open(f"zeros{i}.c", "w", force_zip64=True) as member:
                for _ in range(16):
                    member.write(bytes(64 * 1024 * 1024 // 16))
        archive.comment = b""
    recipe = archive_recipe(tmp_path, bomb)
    recipe.write_text(recipe.read_text() + "[limits]\nmax_unpacked_bytes = 134217728\n")
    assert build(recipe, tmp_path / "out") == exit_codes.OVER_LIMIT
    assert reasons(tmp_path / "out") == {"source_bomb": 1}


def test_a_full_disk_is_said_and_survived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """ENOSPC in the middle: a clear error, no partial shard; with room again the build ends as ever."""
    recipe = small_corpus(tmp_path / "corpus", n_repositories=2)
    original = shards.digest_file
    calls = iter(range(1_000))

    def full_after_five(path: Path) -> tuple[int, str]:
        if next(calls) == 5:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return original(path)

    monkeypatch.setattr(shards, "digest_file", full_after_five)
    assert build(recipe, tmp_path / "out") == exit_codes.FAILED
    assert "no space left" in capfd.readouterr().err
    assert not list((tmp_path / "out.work").rglob("*.tmp-*"))
    monkeypatch.undo()
    assert build(recipe, tmp_path / "out") == exit_codes.DONE
    assert build(recipe, tmp_path / "clean") == exit_codes.DONE
    assert release_digests(tmp_path / "clean") == release_digests(tmp_path / "out")


@pytest.mark.parametrize("out", ["/proc/warploom", "file/out"])
def test_an_output_that_cannot_be_written_is_said(tmp_path: Path, out: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A read-only file system, a file where a directory should be: one line that names it."""
    (tmp_path / "file").write_text("")
    recipe = small_corpus(tmp_path / "corpus", n_repositories=1)
    where = tmp_path / out
    code = cli.run(["build", str(recipe), "--out", str(where), "--runner", "in_process"])
    assert code == exit_codes.FAILED
    assert str(where) in capfd.readouterr().err


def test_two_builds_into_one_directory_do_not_meet(tmp_path: Path) -> None:
    """The second one is told who is at work, and touches nothing."""
    recipe = small_corpus(tmp_path / "corpus")
    arguments = [sys.executable, "-m", "warploom.pipelines.cli", "build", str(recipe), "--out", str(tmp_path / "out")]
    arguments += ["--cache", str(tmp_path / "cache")]
    with subprocess.Popen(arguments, stderr=subprocess.DEVNULL) as first:
        deadline = time.monotonic() + 60
        while not (tmp_path / "out" / ".warploom.lock").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        second = command(*arguments[3:])
        assert (second.returncode, "is at work here" in second.stderr) == (exit_codes.FAILED, True)
        assert first.wait() == exit_codes.DONE


@pytest.mark.xdist_group("parity")
def test_a_worker_killed_from_outside_convicts_nobody(tmp_path: Path) -> None:
    """A preempted worker's jobs are run again: no row is quarantined for it, and the bytes are the same."""
    recipe = small_corpus(tmp_path / "corpus", n_repositories=8, n_files=200)
    assert build(recipe, tmp_path / "clean") == exit_codes.DONE
    arguments = [sys.executable, "-m", "warploom.pipelines.cli", "build", str(recipe), "--out", str(tmp_path / "out")]
    arguments += ["--cache", str(tmp_path / "cache"), "--runner", "dask", "--workers", "2"]
    with subprocess.Popen(arguments, stderr=subprocess.DEVNULL) as running:
        killed, deadline = 0, time.monotonic() + 60
        while killed < 2 and running.poll() is None and time.monotonic() < deadline:
            for process in psutil.Process(running.pid).children(recursive=True):
                if killed < 2 and (tmp_path / "out.work" / "contents").exists() and _is_worker(process):
                    process.kill()
                    killed += 1
            time.sleep(0.05)
        assert running.wait(timeout=120) == exit_codes.DONE
    assert killed == 2
    assert release_digests(tmp_path / "clean") == release_digests(tmp_path / "out")


def _is_worker(process: psutil.Process) -> bool:
    """A child of the fork server is a worker; the server itself is a child of the build."""
    try:
        parent = process.parent()
        return parent is not None and all("forkserver" in " ".join(p.cmdline()) for p in (process, parent))
    except psutil.Error:
        return False


def test_a_part_and_a_whole_build_do_not_meet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """They would share a work directory: whoever comes second is refused."""
    recipe = small_corpus(tmp_path / "corpus", n_repositories=1)
    claim(tmp_path / "out", tmp_path / "out.work", tmp_path / "out.cache", [])
    with lock.held(tmp_path / "out.work" / "lock.part-1-of-2", "a part"):
        assert build(recipe, tmp_path / "out") == exit_codes.FAILED
    assert "a part" in capfd.readouterr().err
    with lock.held(tmp_path / "out.work" / "lock", "a whole build"):
        assert build(recipe, tmp_path / "out", "--part", "1/2") == exit_codes.FAILED
    assert "a whole build" in capfd.readouterr().err


@pytest.mark.parametrize("how", ["flipped", "removed"])
def test_a_changed_release_is_repaired(tmp_path: Path, how: str) -> None:
    """A damaged or missing shard is written again by the next build, though it shares its disk blocks with the work."""
    recipe = small_corpus(tmp_path / "corpus", n_repositories=1)
    out = tmp_path / "out"
    assert build(recipe, out) == exit_codes.DONE
    before = release_digests(out)
    shard = out / "data/source_files/c/train-00000-of-00001.parquet"
    if how == "removed":
        shard.unlink()
    else:
        with shard.open("rb+") as file:
            file.seek(100)
            byte = file.read(1)
            file.seek(100)
            file.write(bytes([byte[0] ^ 1]))
        os.utime(shard, ns=(1, 1))  # a time that surely differs
    assert cli.run(["check", str(out)]) == exit_codes.FAILED
    assert build(recipe, out) == exit_codes.DONE
    assert before == release_digests(out)
