"""Masking of persons and secrets on one core: real source files by language, and the texts that cost most."""

from __future__ import annotations

import random
import sysconfig
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import real_input
from measuring import BenchmarkError, Figure, say, wait_until_quiet, write_result

from warploom.extractors.redaction.masking import redact

NAME = "redaction"
_GOAL_MB_S = 10
_WORST_BYTES = 5_000_000
_LANGUAGES = {
    "C and C++": (".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx"),
    "CUDA": (".cu", ".cuh"),
    "Fortran": (".f", ".f77", ".f90", ".f95", ".f03", ".for"),
    "Python": (".py",),
}
_REPEATED = {
    "mail": "jane@example.org ",
    "@": "@",
    "://": "://",
    "URLs": "https://example.org/a ",
    "by": " by ",
    "author": "author ",
    "comment marks before an author": "####################author",
    "author lines": "# Author: Jane Doe,\n",
    "author lists": "# Authors:\n" + "#  Jane Doe (by A B),\n" * 60,
    "addresses": "93.184.215.14 ",
    "versions": "1.2.3.4 ",
    "numbers": "0.8414709848, 1.5e-3,\n",
    "signed token beginnings": "eyJaaaaaaaa.",
    "key marks": "-----BEGIN " + "PRIVATE KEY-----\n",
    "spelt mail": "a dot a at ",
    "secret names": 'token = "aB3dE5gH7jK9mN1p"\n',
    "password names": 'password="',
    "blanks": "written" + " " * 500,
}


def measure() -> list[Figure]:
    """Processor seconds of the finders and of the masking; texts are in memory, MB are of their UTF-8."""
    paths = [path for directory in real_input.directories() for path in real_input.source_files(directory)]
    paths += sorted(Path(sysconfig.get_path("purelib")).rglob("*.py"))
    wait_until_quiet()
    figures = []
    counts: Counter[str] = Counter()
    all_bytes, all_seconds = 0, 0.0
    for language, suffixes in _LANGUAGES.items():
        n_bytes, seconds, found = _speed(path for path in paths if path.suffix.lower() in suffixes)
        counts.update(found)
        all_bytes, all_seconds = all_bytes + n_bytes, all_seconds + seconds
        figures.append(_of_real(language, n_bytes, seconds))
    figures.append(_of_real("all languages", all_bytes, all_seconds))
    figures += [Figure(NAME, f"{kind} masked", n, "places") for kind, n in sorted(counts.items())]
    worst = {name: _worst(piece) for name, piece in _REPEATED.items()}
    worst["minified, one line"] = _worst(_minified())
    for name, speed in sorted(worst.items(), key=lambda item: item[1]):
        say(f"  {name}: {speed:.2f} MB/s")
    slowest = min(worst, key=worst.__getitem__)
    figures.append(Figure(NAME, f"slowest hostile text ({slowest})", worst[slowest], "MB/s"))
    write_result(NAME, figures, {"hostile": worst, "files": len(paths)})
    return figures


def _of_real(what: str, n_bytes: int, seconds: float) -> Figure:
    speed = n_bytes / 1e6 / max(seconds, 1e-9)
    say(f"  {what}: {n_bytes / 1e6:.1f} MB at {speed:.1f} MB/s")
    return Figure(NAME, what, speed, "MB/s", f">= {_GOAL_MB_S}", speed >= _GOAL_MB_S)


def _speed(paths: Iterable[Path]) -> tuple[int, float, Counter[str]]:
    n_bytes, seconds, counts = 0, 0.0, Counter[str]()
    for path in paths:
        content = path.read_bytes()
        text = content.decode("utf-8", "replace")
        started = time.process_time()
        redacted = redact(text)
        seconds += time.process_time() - started
        n_bytes += len(content)
        counts.update(redacted.counts)
        if text.count("\n") != redacted.text.count("\n"):
            raise BenchmarkError(str(path), "masking changed the number of lines")
    return n_bytes, seconds, counts


def _worst(piece: str) -> float:
    """MB/s on nothing but the piece; on half as much, the speed is to be the same: the time is linear."""
    speeds = []
    for n_bytes in (_WORST_BYTES // 2, _WORST_BYTES):
        text = piece * (n_bytes // len(piece))
        started = time.process_time()
        redact(text)
        speeds.append(len(text) / 1e6 / max(time.process_time() - started, 1e-9))
    if speeds[1] < speeds[0] / 3:
        raise BenchmarkError(repr(piece[:40]), f"{speeds[0]:.2f} MB/s on one half, {speeds[1]:.2f} MB/s on the whole")
    return speeds[1]


def _minified() -> str:
    chars = random.Random(0)
    return "".join(chars.choice('abcxyz.=({;@:/"0123') for _ in range(200_000))
