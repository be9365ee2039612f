"""Same bytes every time: any runner, any number of workers, any hash seed, in parts, killed or not."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipelines.corpora import command, in_this_process, release_digests, rows, small_corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, str]]:
    """A recipe, a cache, and the release that one process makes of it."""
    folder = tmp_path_factory.mktemp("corpus")
    recipe = small_corpus(folder, extra="[splits]\nvalidation = 0.3\ntest = 0.3\nmax_group_share = 1.0\n")
    out = folder / "reference"
    ran = in_this_process("build", recipe, "--out", out, "--cache", folder / "cache", "--runner", "in_process")
    assert ran.returncode == 0, ran.stderr
    assert len(rows(out, "select distinct split from source_files")) > 1
    return recipe, folder / "cache", release_digests(out)


@pytest.mark.parametrize(
    "options",
    [
        ("--runner", "in_process"),
        ("--runner", "dask", "--workers", "1"),
        ("--runner", "dask", "--workers", "2"),
        ("--runner", "dask", "--workers", "4"),
        ("--runner", "beam", "--workers", "1"),
        ("--runner", "beam", "--workers", "2", "--until", "syntax"),
    ],
    ids="-".join,
)
@pytest.mark.xdist_group("parity")
def test_runners_and_workers_agree(
    corpus: tuple[Path, Path, dict[str, str]], tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Every runner publishes the bytes of the reference, under another hash seed.

    Beam starts two processes anew for each of thirty phases, which takes a minute: two of its workers do the first
    phases, and what they left is built on here.
    """
    recipe, cache, expected = corpus
    seed = str(1 + len(options[1]))
    ran = command("build", recipe, "--out", tmp_path / "out", "--cache", cache, *options, PYTHONHASHSEED=seed)
    assert ran.returncode == 0, ran.stderr
    if "--until" in options:
        places = ("--out", tmp_path / "out", "--cache", cache, "--runner", "in_process")
        ran = in_this_process("build", recipe, *places)
        assert ran.returncode == 0, ran.stderr
        assert "texts: up to date" in ran.stderr
    assert expected == release_digests(tmp_path / "out")


@pytest.mark.xdist_group("parity")
def test_parts_agree_and_the_last_one_publishes(corpus: tuple[Path, Path, dict[str, str]], tmp_path: Path) -> None:
    """Three parts in any order: only the last one publishes, and publishes the same bytes."""
    recipe, cache, expected = corpus
    out = tmp_path / "out"
    for k in (2, 3, 1):
        assert not (out / "manifest.json").exists()
        arguments = ("build", recipe, "--out", out, "--cache", cache, "--part", f"{k}/3", "--runner", "in_process")
        # The last one in a process of its own: what a part leaves in memory is not what the others go by.
        ran = (command if k == 1 else in_this_process)(*arguments)
        assert ran.returncode == 0, ran.stderr
    assert expected == release_digests(out)


@pytest.mark.xdist_group("parity")
def test_parts_of_different_states_of_a_source_do_not_mix(tmp_path: Path) -> None:
    """Nothing is published, and the last part says which ones are to be run again."""
    recipe, out = small_corpus(tmp_path, n_repositories=3), tmp_path / "out"

    def part(number: int) -> str:
        ran = in_this_process(
            *("build", recipe, "--out", out, "--cache", tmp_path / "cache"),
            *("--part", f"{number}/2", "--runner", "in_process"),
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stderr

    part(1)
    (tmp_path / "repo1" / "src" / "new.c").write_text("int new_one;\n")
    assert "to be run again: parts 1 of 2" in part(2)
    assert not (out / "manifest.json").exists()
    part(1)
    assert (out / "manifest.json").exists()


@pytest.mark.xdist_group("parity")
def test_a_killed_build_resumes_to_the_same_bytes(corpus: tuple[Path, Path, dict[str, str]], tmp_path: Path) -> None:
    """SIGKILL to the whole process group at random moments; whatever is there in between, the end is the same."""
    recipe, cache, expected = corpus
    arguments = [sys.executable, "-m", "warploom.pipelines.cli", "build", str(recipe)]
    arguments += ["--out", str(tmp_path / "out"), "--cache", str(cache), "--runner", "dask", "--workers", "2"]
    moments = random.Random(20261123)
    for _ in range(4):
        with subprocess.Popen(
            arguments, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as build:
            time.sleep(moments.uniform(1.0, 5.0))
            os.killpg(build.pid, signal.SIGKILL)
    ran = command(*arguments[3:])
    assert ran.returncode == 0, ran.stderr
    assert expected == release_digests(tmp_path / "out")


@pytest.mark.xdist_group("parity")
def test_a_second_build_computes_nothing(corpus: tuple[Path, Path, dict[str, str]], tmp_path: Path) -> None:
    """Nothing changed: no job runs and no published file is touched."""
    recipe, cache, _ = corpus
    out = tmp_path / "out"
    arguments = ("build", recipe, "--out", out, "--cache", cache, "--runner", "in_process")
    assert in_this_process(*arguments).returncode == 0
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    second = in_this_process(*arguments)
    assert "nothing to compute" in second.stderr
    assert before == {p: p.stat().st_mtime_ns for p in out.rglob("*")}
