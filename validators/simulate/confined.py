"""Runs functions of ours that run foreign code, in the sandbox: many jobs for one start, each in a fork of its own."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import warploom
from warploom.extractors.isolation import Isolation, python_files
from warploom.extractors.sandbox_process import Ran
from warploom.extractors.sandboxed import Limits, Sandbox
from warploom.schemas.errors import WarploomError
from warploom.validators.simulate.confined_child import MAX_ANSWER_BYTES
from warploom.validators.simulate.native_library import library_path

_JOBS = "jobs.pickle"
_START_S = 60.0
_START = "import sys; sys.path[:] = sys.argv[1].split(chr(0x1f)); del sys.argv[1]; import runpy; "
_MODULE = "warploom.validators.simulate.confined_child"


class ConfinedStartError(WarploomError):
    """The program in the sandbox did not get as far as the first job; says why."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A job without an answer. `how`: crashed, timed_out; or failed, where a foreseen error came of it."""

    how: str
    detail: str


class Confined:
    """A sandbox in which jobs run; a context manager. Values are JSON's: who runs foreign code may say anything, but
    nothing that we would have to execute.

    The windows of the simulator are reserved address space, which the sandbox does not limit. `memory_bytes` is what a
    job may have of private writable memory; it may take `seconds` by the clock and `processor_s` of processor time.
    `modules` are further directories that modules are imported from, `readable` ones that jobs read.
    """

    def __init__(
        self,
        place: Path,
        *,
        seconds: float = 60.0,
        processor_s: int = 3600,
        memory_bytes: int = 2 << 30,
        modules: Sequence[Path] = (),
        readable: Sequence[Path] = (),
    ) -> None:
        self._seconds, self._processor_s, self._memory_bytes = seconds, processor_s, memory_bytes
        self._paths = list(dict.fromkeys(str(path) for path in (*_import_paths(), *modules)))
        self._sandbox = Sandbox(place, readable=[*_readable(self._paths), *readable])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()

    @property
    def level(self) -> Isolation:
        """What confines the jobs."""
        return self._sandbox.level

    def map(self, function: str, jobs: Sequence[Any], prepare: str | None = None) -> list[Any]:
        """`function(job)` (`module:function`) for each in order, or `Lost`; `prepare` runs once before them.

        A job that takes the whole program with it is lost; those that it kept from being run are run after it.
        Raises `ConfinedStartError`.
        """
        answers: dict[int, Any] = {}
        left = list(enumerate(jobs))
        while left:
            ran = self._run(function, left, prepare)
            found = _answers(ran, {number for number, _ in left})
            answers.update(found)
            remaining = [(number, job) for number, job in left if number not in found]
            if remaining and len(remaining) == len(left):
                if not _has_begun(ran):
                    said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
                    raise ConfinedStartError(ran.error or (said[-1] if said else f"ended with {ran.exit_code}"))
                how = "timed_out" if ran.timed_out else "crashed"
                answers[remaining[0][0]] = Lost(how, "it ended what was to answer for it")
                remaining = remaining[1:]
            elif remaining:
                number = remaining[0][0]
                answers[number] = Lost("crashed", "it ended what was to answer for it")
                remaining = remaining[1:]
            left = remaining
        return [answers[number] for number in range(len(jobs))]

    def _run(self, function: str, jobs: Sequence[tuple[int, Any]], prepare: str | None) -> Ran:
        (self._sandbox.tree / _JOBS).write_bytes(pickle.dumps((prepare, function, list(jobs))))
        (self._sandbox.tree / _JOBS).chmod(0o644)
        seconds = _START_S + len(jobs) * self._seconds
        limits = Limits(
            seconds=seconds,
            memory_bytes=2 * self._memory_bytes,
            file_bytes=1 << 20,
            output_bytes=min(len(jobs) * MAX_ANSWER_BYTES, 256 << 20),
            processes=8,
        )
        python = str(Path(sys.executable).resolve())
        code = f"{_START}runpy.run_module({_MODULE!r}, run_name='__main__', alter_sys=True)"
        told = ["\x1f".join(self._paths), _JOBS, str(self._seconds), str(self._processor_s), str(self._memory_bytes)]
        environment = {"XDG_CACHE_HOME": str(library_path().parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
        environment["NUMBA_CACHE_DIR"] = str(self._sandbox.scratch / "numba")
        return self._sandbox.run([python, "-I", "-S", "-c", code, *told], limits=limits, environment=environment)


def _answers(ran: Ran, wanted: set[int]) -> dict[int, Any]:
    """What was said in whole lines, each number once."""
    found: dict[int, Any] = {}
    for line in ran.stdout.split(b"\n")[:-1]:
        try:
            number, kind, told = json.loads(line)
        except (ValueError, TypeError):
            break
        if number not in wanted or number in found or kind not in ("value", "failed", "lost"):
            break
        found[number] = told if kind == "value" else Lost(*map(str, told if kind == "lost" else ("failed", told)))
    return found


def _has_begun(ran: Ran) -> bool:
    """Whether it came to an end that a job may have brought about, and not by an error of the start."""
    return ran.error is None and (ran.timed_out or ran.out_of_memory or ran.signal is not None)


def _import_paths() -> list[Path]:
    """Where this interpreter and this package import from; what else is on the path may be anybody's."""
    own = {Path(path).parent for path in warploom.__path__}
    roots = [Path(prefix) for prefix in (sys.prefix, sys.base_prefix)]
    found = [Path(entry).absolute() for entry in sys.path if entry]
    return [path for path in found if path.exists() and (path in own or any(root in path.parents for root in roots))]


def _readable(paths: Sequence[str]) -> list[Path]:
    packages = [Path(path) for path in warploom.__path__]
    parts = [part for package in packages for part in package.iterdir() if part.is_dir()]
    own = [*python_files(), *map(Path, paths), *packages, *parts, library_path()]
    return [path for path in own if path.exists()]
