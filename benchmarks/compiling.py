"""The compile stage against the same compiler commands under `xargs -P` in the same sandbox; the sandbox apart.

First the stage runs once with a sandbox that takes down every command, what lies in the tree beside the repository's
own texts, and what comes out. Then, in turn with two workers each: the stage with an empty cache (laying out the
repository, inferring flags, compiling, reading modules, rows as Arrow), the commands alone by xargs inside of one
sandbox of the same level and outside of any, and the commands one by one through `Sandbox.run` as the stage has them
run. Everything that compiles must come out as the same bytes. Nothing is cut down or lowered here: a second attempt is
one more command for both sides. Opening a repository is told apart too: it is laid out and read as a whole by each
worker, once for all of its files in all languages, of which this takes a part. Workers have run a few files before, so
what a process does once is not counted.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import resource
import shlex
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psutil
import real_input
from measuring import (
    BUILD,
    N_WORKERS,
    BenchmarkError,
    Figure,
    Run,
    alternate,
    best,
    say,
    wait_until_quiet,
    write_result,
)
from unpacked_view import UnpackedView

from warploom.extractors.ir.code_tree import CodeTree
from warploom.extractors.ir.compile_cache import CompileCache, caching
from warploom.extractors.ir.compile_files import CompileFiles
from warploom.extractors.ir.compilers import BITCODE, CLOSURE, MAX_BITCODE_BYTES
from warploom.extractors.ir.workshop import Workshop
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandbox_process import Ran
from warploom.extractors.sandboxed import Limits, Sandbox
from warploom.extractors.scratch import OutputError
from warploom.schemas.columns import LICENSE_TIERS

NAME = "compiling"
_GOAL = 1.15
_SAMPLES = (
    ("C", (("pyscf", 95), ("scipy", 205))),
    ("C++", (("lightgbm", 30), ("xgboost", 30))),
    ("CUDA", (("mmcv", 50),)),
)
"""Of each language and package so many files, picked by the hash of their paths."""
_SHARE = float(os.environ.get("WARPLOOM_BENCH_SHARE", "1"))
"""Of those files."""
_HEADERS = (".h", ".hh", ".hpp", ".cuh")
_PORTION = 8
"""Files that a worker takes at a time."""
_SETTINGS = {"lowering_archs": (), "cut_down": False, "use_cmake": False, "license_tiers": LICENSE_TIERS}


@dataclass(frozen=True, slots=True)
class Command:
    """One compiler command of the stage, and the SHA-256 of the bitcode that came of it; None where none did."""

    argv: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Sample:
    """Files of one package, the commands for them, and what lies in the tree besides its texts."""

    directory: Path
    language: str
    paths: tuple[str, ...]
    commands: tuple[Command, ...]
    made: Mapping[str, bytes]

    def place(self, root: Path) -> Path:
        """A sandbox's place with everything laid out."""
        place = root / self.directory.name
        for part in ("tree", "scratch"):
            (place / part).mkdir(parents=True, exist_ok=True)
        CodeTree(place / "tree", {**UnpackedView(self.directory).texts(), **self.made})
        return place


def measure(repeats: int = 3) -> list[Figure]:
    """Seconds of wall and of processor, over each language; best of the repeats."""
    figures: list[Figure] = []
    details: dict[str, Any] = {}
    sums: dict[str, list[float]] = {}
    for language, packages in _SAMPLES:
        wanted = [(package, max(2, round(n * _SHARE))) for package, n in packages]
        samples = [_recorded(directory, language, n) for directory, n in _directories(wanted)]
        n_commands = sum(len(sample.commands) for sample in samples)
        with tempfile.TemporaryDirectory(prefix="warploom-bench-") as name, _workers(samples, Path(name)) as workers:
            root = Path(name)
            wait_until_quiet()
            runs = alternate(
                repeats,
                stage=lambda n, w=workers, s=samples: w.run(_stage_portions(s, n)),
                opening=lambda n, w=workers, s=samples: w.run(_openings(s, n)),
                inside=lambda _, r=root, s=samples: _sum(_inside(sample, r) for sample in s),
                outside=lambda _, r=root, s=samples: _sum(_outside(sample, r) for sample in s),
                alone=lambda _, w=workers, s=samples: w.run(_command_portions(s)),
            )
        took = {name: (best([r.seconds for r in of]), best([r.cpu_s for r in of])) for name, of in runs.items()}
        details[language] = {
            "commands": n_commands,
            "compiled": sum(c.sha256 is not None for sample in samples for c in sample.commands),
            **{name: [[run.seconds, run.cpu_s] for run in of] for name, of in runs.items()},
        }
        for name, (wall, cpu) in took.items():
            sums.setdefault(name, [0.0, 0.0])
            sums[name] = [sums[name][0] + wall, sums[name][1] + cpu]
        figures += _figures(f"{language}, {n_commands} commands", took)
    figures += _figures("all", {name: (wall, cpu) for name, (wall, cpu) in sums.items()}, _GOAL)
    write_result(NAME, figures, details)
    return figures


def _figures(what: str, took: Mapping[str, tuple[float, float]], goal: float | None = None) -> list[Figure]:
    (wall, cpu), (open_wall, open_cpu), (in_wall, in_cpu), (out_wall, out_cpu), (one_wall, one_cpu) = took.values()
    met = None if goal is None else wall / in_wall <= goal
    return [
        Figure(NAME, f"{what}: by xargs in the sandbox", in_wall, "s"),
        Figure(NAME, f"{what}: stage : xargs in the sandbox", wall / in_wall, "x", f"<= {goal:g}" if goal else "", met),
        Figure(NAME, f"{what}: the same, processor time", cpu / in_cpu, "x"),
        Figure(NAME, f"{what}: the same, without opening the repositories", (wall - open_wall) / in_wall, "x"),
        Figure(NAME, f"{what}: the same, processor time", (cpu - open_cpu) / in_cpu, "x"),
        Figure(NAME, f"{what}: xargs in the sandbox : outside", in_wall / out_wall, "x"),
        Figure(NAME, f"{what}: the same, processor time", in_cpu / out_cpu, "x"),
        Figure(NAME, f"{what}: one by one through the sandbox : xargs outside", one_wall / out_wall, "x"),
        Figure(NAME, f"{what}: the same, processor time", one_cpu / out_cpu, "x"),
    ]


def _directories(wanted: Sequence[tuple[str, int]]) -> list[tuple[Path, int]]:
    places = {directory.name: directory for directory in real_input.directories()}
    return [(places[package], n) for package, n in wanted]


def _stage(language: str) -> CompileFiles:
    return CompileFiles(languages=(language,), **_SETTINGS)  # type: ignore[arg-type]


class _Recorder(Sandbox):
    """Takes down what is run."""

    def watch(self, texts: Mapping[str, bytes]) -> None:
        self.texts, self.commands = texts, list[Command]()
        self.made: dict[str, bytes] = {}

    def run(self, argv: Sequence[str], **more: Any) -> Ran:
        for path in self.tree.rglob("*"):
            name = path.relative_to(self.tree).as_posix()
            if name not in self.texts and path.is_file():
                self.made[name] = path.read_bytes()
        ran = super().run(argv, **more)
        with contextlib.suppress(OutputError):
            sha256 = hashlib.sha256(self.read_output(BITCODE, MAX_BITCODE_BYTES)).hexdigest()
        self.commands.append(
            Command(tuple(argv), tuple((more["environment"] or {}).items()), sha256 if ran.exit_code == 0 else None)
        )
        return ran


class _RecordedStage(CompileFiles):
    """Has a workshop of its own for each package: what is open there is left behind."""

    def workshop(self) -> Workshop:
        return _own_workshop()


@functools.cache
def _own_workshop() -> Workshop:
    return Workshop("ziglang", Isolation.SECCOMP_LANDLOCK)


def _readable(shop: Workshop) -> list[Path]:
    return sorted(shop._readable())  # noqa: SLF001 - the same sandbox is what this is about


def _recorded(directory: Path, language: str, n: int) -> Sample:
    view = UnpackedView(directory, "recorded")
    paths = [p for p in view.paths() if view.language(p) == language and not p.endswith(_HEADERS)]
    paths = sorted(sorted(paths, key=lambda path: hashlib.sha256(path.encode()).digest())[:n])
    stage = _RecordedStage(languages=(language,), **_SETTINGS)  # type: ignore[arg-type]
    _own_workshop.cache_clear()
    shop = stage.workshop()
    with tempfile.TemporaryDirectory(prefix="warploom-bench-") as name:
        recorder = _Recorder(Path(name).resolve(), readable=_readable(shop), level=shop.isolation)
        recorder.watch(view.texts())
        shop.sandbox = recorder
        with recorder, caching(CompileCache(Path(name, "cache"))):
            stage(view.batch(paths), view)
    compiled = sum(command.sha256 is not None for command in recorder.commands)
    say(f"  {directory.name}: {len(paths)} files, {len(recorder.commands)} commands, {compiled} of them compile")
    return Sample(directory, language, tuple(paths), tuple(recorder.commands), recorder.made)


class _Workers:
    """Two processes that have compiled before."""

    def __init__(self, samples: Sequence[Sample], root: Path) -> None:
        self._pool = ProcessPoolExecutor(N_WORKERS, get_context("spawn"))
        futures = [self._pool.submit(_warm_up, samples, root) for _ in range(N_WORKERS)]
        self._processes = {future.result() for future in futures}
        if len(self._processes) != N_WORKERS:
            raise BenchmarkError("warming up", "one process took both tasks")

    def run(self, tasks: Sequence[tuple[Callable[..., None], tuple[Any, ...]]]) -> Run:
        before, started = self._cpu_s(), time.perf_counter()
        futures: list[Future[None]] = [self._pool.submit(function, *given) for function, given in tasks]
        for future in futures:
            future.result()
        return Run(time.perf_counter() - started, self._cpu_s() - before, 0.0, 0)

    def _cpu_s(self) -> float:
        """Of the workers and all below them, those that have ended included."""
        seconds = 0.0
        for number in self._processes:
            worker = psutil.Process(number)
            for process in (worker, *worker.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    seconds += sum(process.cpu_times()[:4])
        return seconds

    def close(self) -> None:
        for future in [self._pool.submit(_leave) for _ in range(N_WORKERS)]:
            future.result()
        self._pool.shutdown()


@contextlib.contextmanager
def _workers(samples: Sequence[Sample], root: Path) -> Iterator[_Workers]:
    workers = _Workers(samples, root)
    try:
        yield workers
    finally:
        workers.close()


_BOXES: dict[Path, Sandbox] = {}
"""Of a worker: by package, for commands alone."""


def _warm_up(samples: Sequence[Sample], root: Path) -> int:
    """Do once whatever a process does once; texts, units and identities are those that earlier phases would give."""
    time.sleep(1)  # long enough that the other worker takes the other task
    own = root / f"worker-{os.getpid()}"
    for sample in samples:
        view = UnpackedView(sample.directory, "warm")
        for path in view.paths():
            view.content_id(path)
        for path in sample.paths:
            view.units(path)
        _run_stage(sample.directory, sample.language, sample.paths[:2], "warm", root)
        shop = _stage(sample.language).workshop()
        _BOXES[sample.directory] = Sandbox(sample.place(own), readable=_readable(shop), level=shop.isolation)
        _run_commands(sample.directory, sample.commands[:1])
    return os.getpid()


def _leave() -> None:
    for box in _BOXES.values():
        box.close()
    shop = _stage("C").workshop()
    shop.sandbox.close()
    shutil.rmtree(shop.sandbox.tree.parent, ignore_errors=True)
    time.sleep(1)


def _stage_portions(samples: Sequence[Sample], n: int) -> list[tuple[Callable[..., None], tuple[Any, ...]]]:
    place = Path(tempfile.gettempdir())
    return [
        (_run_stage, (sample.directory, sample.language, sample.paths[first : first + _PORTION], f"run {n}", place))
        for sample in samples
        for first in range(0, len(sample.paths), _PORTION)
    ]


def _openings(samples: Sequence[Sample], n: int) -> list[tuple[Callable[..., None], tuple[Any, ...]]]:
    """Each repository laid out by each worker, and read as far as the first file needs it."""
    place = Path(tempfile.gettempdir())
    return [
        (_run_stage, (sample.directory, sample.language, sample.paths[:1], f"opening {n}", place))
        for sample in samples
        for _ in range(N_WORKERS)
    ]


def _run_stage(directory: Path, language: str, paths: Sequence[str], edition: str, place: Path) -> None:
    view = UnpackedView(directory, edition)
    with tempfile.TemporaryDirectory(dir=place) as cache, caching(CompileCache(Path(cache))):
        _stage(language)(view.batch(paths), view)


def _command_portions(samples: Sequence[Sample]) -> list[tuple[Callable[..., None], tuple[Any, ...]]]:
    return [
        (_run_commands, (sample.directory, sample.commands[first : first + _PORTION]))
        for sample in samples
        for first in range(0, len(sample.commands), _PORTION)
    ]


def _run_commands(directory: Path, commands: Sequence[Command]) -> None:
    box = _BOXES[directory]
    for command in commands:
        box.run(command.argv, environment=dict(command.environment))
        box.clear()


def _lines(sample: Sample, place: Path) -> tuple[list[str], dict[str, str]]:
    """The command line of xargs, which reads its lines from the scratch; and the environment."""
    program = _common(sample.commands)
    (place / "scratch").chmod(0o777)
    with (place / "scratch" / "commands").open("w") as file:
        for number, command in enumerate(sample.commands):
            words = [
                word.replace(f"scratch/{BITCODE}", f"scratch/{number}.bc").replace(
                    f"scratch/{CLOSURE}", f"scratch/{number}.d"
                )
                for word in command.argv[len(program) :]
            ]
            file.write(" ".join(map(shlex.quote, words)) + "\n")
    arguments = ["xargs", "-a", "../scratch/commands", "-P", str(N_WORKERS), "-L", "1", *program]
    return arguments, dict(sample.commands[0].environment)


def _common(commands: Sequence[Command]) -> tuple[str, ...]:
    """The program with its first argument, or alone where that differs."""
    first = {command.argv[:2] for command in commands}
    return first.pop() if len(first) == 1 else commands[0].argv[:1]


def _inside(sample: Sample, root: Path) -> Run:
    place = sample.place(root / "inside")
    arguments, environment = _lines(sample, place)
    shop = _stage(sample.language).workshop()
    with Sandbox(place, readable=_readable(shop), level=shop.isolation) as box:
        box.run(["true"])  # enters the sandbox
        limits = Limits(seconds=3_600.0, memory_bytes=8 << 30, processes=64)
        started = time.perf_counter()
        ran = box.run(arguments, limits=limits, environment=environment)
        seconds = time.perf_counter() - started
    _compare(sample, place, ran.exit_code)
    return Run(seconds, ran.cpu_seconds, 0.0, 0)


def _outside(sample: Sample, root: Path) -> Run:
    place = sample.place(root / "outside")
    arguments, environment = _lines(sample, place)
    variables = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(place / "scratch"), "SOURCE_DATE_EPOCH": "0"}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (root / "messages").open("wb") as messages:
        done = psutil.Popen(
            arguments, cwd=place / "tree", env={**variables, **environment}, stdout=messages, stderr=messages
        ).wait()
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    _compare(sample, place, done)
    return Run(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 0.0, 0)


def _compare(sample: Sample, place: Path, exit_code: int | None) -> None:
    """Demand that xargs has made what the stage has; its exit code is 123 where a command failed."""
    if exit_code not in (0, 123):
        raise BenchmarkError("xargs", f"exit code {exit_code}")
    for number, command in enumerate(sample.commands):
        made = place / "scratch" / f"{number}.bc"
        sha256 = hashlib.sha256(made.read_bytes()).hexdigest() if made.exists() else None
        if sha256 != command.sha256:
            raise BenchmarkError(" ".join(command.argv), f"made {sha256} by xargs, {command.sha256} by the stage")
    shutil.rmtree(place)


def _sum(runs: Iterator[Run]) -> Run:
    found = list(runs)
    return Run(sum(run.seconds for run in found), sum(run.cpu_s for run in found), 0.0, 0)


if __name__ == "__main__":
    from measuring import table

    BUILD.mkdir(parents=True, exist_ok=True)
    print(table(measure()))
