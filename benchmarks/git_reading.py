"""Read 20,000 files of a bare git repository from its object store, against `git archive | tar -x` in the same run."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from measuring import BUILD, BenchmarkError, Figure, middle, say, wait_until_quiet, write_result

from warploom.extractors.sources.git import Git, LocalGit
from warploom.schemas.source import ReadLimits

NAME = "git_reading"
_GIT, _TAR = (shutil.which(name) or name for name in ("git", "tar"))
_N_FILES = 20_000
_N_COMMITS = 200
_MAX_BYTES = 200_000
_SUFFIXES = frozenset({".c", ".cc", ".cpp", ".cu", ".cuh", ".h", ".hpp", ".pxd", ".py", ".pyi", ".pyx", ".f90", ".rs"})


def measure(repeats: int = 3) -> list[Figure]:
    """The files are the sources in this environment's packages, with a line that makes copies differ."""
    place = BUILD / NAME
    shutil.rmtree(place, ignore_errors=True)
    repository = place / "r.git"
    n_bytes = _build(repository)
    seconds: dict[str, list[float]] = {"git archive | tar -x": [], "warploom": [], "warploom with history": []}
    for n in range(repeats):
        contestants: dict[str, Callable[[], int]] = {
            "git archive | tar -x": lambda: _unpacked(repository, place / "tree"),
            "warploom": lambda: _read(repository, history=False),
            "warploom with history": lambda: _read(repository, history=True),
        }
        for name, contestant in contestants.items():
            shutil.rmtree(place / "tree", ignore_errors=True)
            wait_until_quiet()
            started = time.perf_counter()
            found = contestant()
            seconds[name].append(time.perf_counter() - started)
            found = found or sum(path.is_file() for path in (place / "tree").rglob("*"))
            if found != _N_FILES:
                raise BenchmarkError(name, f"gave {found} files, not {_N_FILES}")
            say(f"  {name} {n + 1}/{repeats}: {seconds[name][-1]:.2f} s")
    peer = middle(seconds["git archive | tar -x"])
    figures = [Figure(NAME, "files", _N_FILES, "files"), Figure(NAME, "bytes", n_bytes / 1e6, "MB")]
    figures += [Figure(NAME, f"{name}, median", middle(taken), "s") for name, taken in seconds.items()]
    for name in ("warploom", "warploom with history"):
        speed = peer / middle(seconds[name])
        figures.append(Figure(NAME, f"speed of {name} : git archive | tar -x", speed, "x", ">= 0.5", speed >= 0.5))
    write_result(NAME, figures, {"seconds": seconds, "commits": _N_COMMITS})
    shutil.rmtree(place)
    return figures


def _build(repository: Path) -> int:
    """Files in `_N_COMMITS` commits, each of which changes some of the one before; packed. Bytes of the last commit."""
    subprocess.run([_GIT, "init", "--quiet", "--bare", str(repository)], check=True)
    importing = subprocess.Popen(
        [_GIT, "-C", str(repository), "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE
    )
    assert importing.stdin is not None
    n_bytes = 0
    per_commit = _N_FILES // _N_COMMITS
    files = _contents()
    before: list[tuple[str, bytes]] = []
    for n in range(_N_COMMITS):
        new = [(f"d{i % 97}/p{n}/f{i}{suffix}", content) for i, (suffix, content) in zip(range(per_commit), files)]  # noqa: B905
        changed = [(path, content + f"\n# changed {n}\n".encode()) for path, content in before[:10]]
        importing.stdin.write(
            f"commit refs/heads/main\ncommitter A B <a@example.org> {1_600_000_000 + n} +0000\n".encode()
        )
        importing.stdin.write(b"data 1\nx\n")
        for path, content in (*changed, *new):
            importing.stdin.write(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")
        n_bytes += sum(len(content) for _, content in new)
        before = new
    importing.stdin.close()
    if importing.wait():
        raise BenchmarkError("git fast-import", "failed")
    subprocess.run([_GIT, "-C", str(repository), "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    subprocess.run([_GIT, "-C", str(repository), "repack", "-adfq"], check=True)
    return n_bytes


def _contents() -> Iterator[tuple[str, bytes]]:
    paths = sorted(p for p in Path(sysconfig.get_path("purelib")).rglob("*") if p.suffix in _SUFFIXES and p.is_file())
    n = 0
    while paths:
        for path in paths:
            content = path.read_bytes()
            if 0 < len(content) <= _MAX_BYTES:
                n += 1
                yield path.suffix, content + f"\n# {n}\n".encode()
    raise BenchmarkError(NAME, "the environment holds no sources")


def _unpacked(repository: Path, tree: Path) -> int:
    tree.mkdir()
    with subprocess.Popen([_GIT, "-C", str(repository), "archive", "main"], stdout=subprocess.PIPE) as archive:
        subprocess.run([_TAR, "-x", "-C", str(tree)], stdin=archive.stdout, check=True)
    return 0  # counted when the clock has stopped


def _read(repository: Path, *, history: bool) -> int:
    source = Git(str(repository), "main", history=history).fetch(repository, offline=True)
    assert isinstance(source, LocalGit)
    entries = (entry for entry in source.entries(ReadLimits()) if entry.content is not None)
    return sum(entry.history is not None for entry in entries) if history else sum(1 for _ in entries)
