"""Makes one file of proven pairs that a machine with a GPU runs by itself: jobs, seeds, machine code, the runner."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from warploom.extractors.atomic import replacing
from warploom.extractors.inputs.drawing import element_type
from warploom.extractors.inputs.specification import Array, Direction
from warploom.extractors.pairs.pair import Pair
from warploom.validators.gpu import checking
from warploom.validators.gpu.buffers import buffers
from warploom.validators.gpu.bundled.host import ARCHITECTURE
from warploom.validators.gpu.bundled.jobs import BLOBS, FORMAT, JOBS, MANIFEST
from warploom.validators.gpu.device_text import device_text
from warploom.validators.gpu.native_images import NativeCompiler
from warploom.validators.gpu.native_jobs import native_job
from warploom.validators.gpu.nvrtc import DeviceCompiler, NvrtcError, Source
from warploom.validators.gpu.recorded_calls import (
    Call,
    HostCalls,
    HostJob,
    UnrepeatableError,
    calls_of,
    timed_case,
)
from warploom.validators.gpu.results import job_id_of as job_id_of
from warploom.validators.gpu.work import bytes_of_call
from warploom.validators.proof.oracles import Question, confined_answers
from warploom.validators.proof.suite import Case, SuiteError, cases_of
from warploom.validators.simulate.front_end import Refused, compile_sides
from warploom.validators.timing import N_TURNS

ARCHITECTURES = ("sm_80", "sm_90")
PTX = "compute_80"
_IMAGES = (*ARCHITECTURES, "ptx")
"""Names of a program's images."""
_CHUNK = 32
"""Pairs for one start of the sandbox: what comes out of it is held in memory."""
N_WARMUPS = 3
_RUNNER = "warploom_runner"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAIN = f"import sys\nfrom {_RUNNER}.main import main\nsys.exit(main())\n"


@dataclass(frozen=True, slots=True)
class Task:
    """A pair under its ids in a release."""

    pair_id: str
    suite_id: str
    pair: Pair
    seed: int


@dataclass(frozen=True, slots=True)
class Left:
    """A pair that no job was made of, and why."""

    pair_id: str
    reason: str
    detail: str


@dataclass(slots=True)
class Blobs:
    """Bytes by their SHA-256, each once."""

    content: dict[str, bytes] = field(default_factory=dict)

    def add(self, data: bytes) -> str:
        """Its SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        self.content[sha256] = data
        return sha256


@dataclass(frozen=True, slots=True)
class _Ready:
    """A task with all that its job is made of."""

    task: Task
    job: HostJob
    images: Sequence[Mapping[str, bytes]]
    """For each launch shape, by architecture."""


def write_bundle(
    path: Path, tasks: Sequence[Task], corpus: str, compiler: DeviceCompiler, *, is_native: bool = False
) -> list[Left]:
    """Write the bundle of all tasks that can be run from outside; what is left out, and why.

    The same tasks, corpus and tools give the same bytes. A release may be anybody's, so that all code of its pairs,
    whatever they say of their origin, is compiled and run in the sandbox: oracles, launchers, CPU sides. `is_native`
    takes machine code of CPU sides along, which no sandbox holds where the bundle runs: for releases that are trusted.
    """
    blobs = Blobs()
    own = compiler.compile([Source(checking.source(), arch) for arch in (*ARCHITECTURES, PTX)])
    checks = {name: blobs.add(_image(made)) for name, made in zip(_IMAGES, own, strict=True)}
    jobs: list[dict[str, Any]] = []
    left: list[Left] = []
    with NativeCompiler() if is_native else nullcontext() as native:
        if native is not None:
            checks[ARCHITECTURE] = blobs.add(native.checks())
        for start in range(0, len(tasks), _CHUNK):
            for task, made in _chunk(tasks[start : start + _CHUNK], blobs, compiler, native):
                if isinstance(made, UnrepeatableError):
                    left.append(Left(task.pair_id, made.reason, made.detail))
                else:
                    jobs.append(made)
    pack_bundle(path, jobs, blobs, corpus, checks, compiler)
    return left


def pack_bundle(
    path: Path,
    jobs: Sequence[Mapping[str, Any]],
    blobs: Blobs,
    corpus: str,
    checks: Mapping[str, str],
    compiler: DeviceCompiler,
) -> None:
    """Write the file: jobs, what they name, and the runner. `checks` are the images of the runner's own kernels."""
    lines = "".join(json.dumps(job, sort_keys=True, separators=(",", ":")) + "\n" for job in jobs).encode()
    whole = hashlib.sha256(lines)
    for sha256 in sorted(blobs.content):
        whole.update(sha256.encode())
    manifest = {
        "format": FORMAT,
        "bundle_id": f"gb_{whole.hexdigest()[:32]}",
        "corpus": corpus,
        "checks": dict(checks),
        "n_jobs": len(jobs),
        "compiler": compiler.name,
        "toolchain_digest": compiler.digest,
    }
    files = {
        MANIFEST: json.dumps(manifest, sort_keys=True, indent=1).encode() + b"\n",
        JOBS: lines,
        "__main__.py": _MAIN.encode(),
    }
    files |= {f"{_RUNNER}/{name}": text for name, text in _runner().items()}
    files |= {BLOBS + sha256: content for sha256, content in sorted(blobs.content.items())}
    with replacing(path) as temporary:
        temporary.write_bytes(b"#!/usr/bin/env python3\n" + _packed(files))
        temporary.chmod(0o755)


def _chunk(
    tasks: Sequence[Task], blobs: Blobs, compiler: DeviceCompiler, native: NativeCompiler | None
) -> Iterator[tuple[Task, dict[str, Any] | UnrepeatableError]]:
    """A job for each task, or why there is none, in order; each step for all that are left at once."""
    made: dict[int, dict[str, Any] | UnrepeatableError] = {}
    ready: dict[int, _Ready] = {}
    with_cases = dict(_with_cases(tasks, made))
    images = _images_of(list(with_cases.values()), compiler)
    for (number, job), found in zip(with_cases.items(), images, strict=True):
        if isinstance(found, UnrepeatableError):
            made[number] = found
        else:
            ready[number] = _Ready(tasks[number], job, found)
    for (number, each), calls in zip(ready.items(), calls_of([each.job for each in ready.values()]), strict=True):
        made[number] = calls if isinstance(calls, UnrepeatableError) else _job(each, calls, blobs, native)
    return ((task, made[number]) for number, task in enumerate(tasks))


def _with_cases(
    tasks: Sequence[Task], refused: dict[int, dict[str, Any] | UnrepeatableError]
) -> Iterator[tuple[int, HostJob]]:
    """What the host sides are called with, and what must come out, where it can be said."""
    drawn: dict[int, HostJob] = {}
    for number, (task, compiled) in enumerate(zip(tasks, compile_sides([task.pair for task in tasks]), strict=True)):
        if isinstance(compiled, Refused):
            refused[number] = UnrepeatableError("does_not_compile", f"{compiled.side}: {compiled.error}")
            continue
        try:
            cases = cases_of(replace(task.pair, oracle=None), task.seed)
        except SuiteError as error:
            refused[number] = UnrepeatableError("not_repeatable", str(error))
            continue
        # what is drawn where a bundle runs lies apart
        drawn[number] = HostJob(task.pair, compiled, [case for case in cases if case.alias is None])
    asked = {number: job for number, job in drawn.items() if job.pair.oracle is not None}
    answers = confined_answers([Question(job.pair, [c.arguments for c in job.cases]) for job in asked.values()])
    for number, answer in zip(asked, answers, strict=True):
        job = drawn[number]
        if isinstance(answer, SuiteError):
            refused[number] = UnrepeatableError("not_repeatable", str(answer))
            del drawn[number]
        else:
            cases = [replace(case, expected=outputs) for case, outputs in zip(job.cases, answer, strict=True)]
            drawn[number] = replace(job, cases=cases)
    yield from drawn.items()


def _images_of(
    jobs: Sequence[HostJob], compiler: DeviceCompiler
) -> Iterator[list[dict[str, bytes]] | UnrepeatableError]:
    """For each launch shape of a pair its images, by architecture; or why it has none."""
    shapes = [job.pair.launch_shapes or ({},) for job in jobs]
    sources = [
        Source(device_text(job.pair.gpu.text), arch, tuple(f"-D{name}={value}" for name, value in shape.items()))
        for job, ones in zip(jobs, shapes, strict=True)
        for shape in ones
        for arch in (*ARCHITECTURES, PTX)
    ]
    answers = iter(compiler.compile(sources))
    for ones in shapes:
        made = [[next(answers) for _ in _IMAGES] for _ in ones]
        failed = next((one for images in made for one in images if isinstance(one, NvrtcError)), None)
        if failed is not None:
            yield UnrepeatableError("does_not_compile_for_device", str(failed))
        else:
            yield [dict(zip(_IMAGES, map(_image, images), strict=True)) for images in made]


def _image(made: bytes | NvrtcError) -> bytes:
    if isinstance(made, NvrtcError):
        raise made
    return made


def _job(ready: _Ready, calls: HostCalls, blobs: Blobs, native: NativeCompiler | None) -> dict[str, Any]:
    """What a runner does for a pair: every size and data set of its suite, under every launch shape."""
    task, job = ready.task, ready.job
    pair = task.pair
    shapes = pair.launch_shapes or ({},)
    listed = [
        _case(pair, case, call, number, blobs)
        for number, program in enumerate(calls.programs)
        for case, call in zip(job.cases, program, strict=True)
    ]
    largest = timed_case(job, calls.programs)
    return {
        "job_id": job_id_of(task.pair_id, task.suite_id, task.seed),
        "pair_id": task.pair_id,
        "suite_id": task.suite_id,
        "seed": task.seed,
        "programs": [
            {"shape": dict(shape), "images": {name: blobs.add(image) for name, image in images.items()}}
            for shape, images in zip(shapes, ready.images, strict=True)
        ],
        "cases": listed,
        "repeated": largest,
        "timed": largest[0] if largest else None,
        "native": native_job(pair, {number: job.cases[number] for number in largest}, native, blobs.add),
        "work": _work(pair, job.cases[largest[0]], calls.flops) if largest else {},
        "n_warmups": N_WARMUPS,
        "n_samples": N_TURNS,
        "simulated": {"gpu_text": blobs.add(pair.gpu.text.encode()), "entry": pair.gpu.entry},
    }


def _case(pair: Pair, case: Case, call: Call, program: int, blobs: Blobs) -> dict[str, Any]:
    given, content = buffers(pair.inputs, case.size, case.data_set, case.seed)
    for data in content.values():
        blobs.add(data)
    expected = case.expected if case.expected is not None else call.outputs
    outputs = [
        output
        for param in pair.inputs.arrays
        if param.direction is not Direction.IN
        for output in _outputs(param, np.asarray(expected[param.name]), case, blobs)
    ]
    return {
        "name": str(case),
        "program": program,
        "data_set": case.data_set,
        "n_elements": sum(buffer["bytes"] for buffer in given),
        "buffers": given,
        "steps": list(call.steps),
        "outputs": outputs,
    }


def _work(pair: Pair, case: Case, flops: int | None) -> dict[str, int | None]:
    """What the timed case takes at least: what a fraction of the roofline is reckoned with."""
    return {"bytes_moved": bytes_of_call(pair.inputs, case.size), "flops": flops}


def _outputs(param: Array, expected: Any, case: Case, blobs: Blobs) -> Iterable[dict[str, Any]]:
    kind = element_type(param)
    members = {"": (kind, 0)} if kind.fields is None else {n: (f[0], f[1]) for n, f in kind.fields.items()}
    for name, (member, offset) in members.items():
        values = expected[name] if name else expected
        if member.kind == "f":
            wanted = np.asarray(values, np.float64)
        else:
            wanted = np.asarray(values).astype(np.uint64 if member.kind == "u" else np.int64)
        if wanted.size == 0:
            continue
        yield {
            "buffer": param.name,
            "name": f"{param.name}.{name}" if name else param.name,
            "type": member.name,
            "length": int(wanted.size),
            "stride": kind.itemsize,
            "offset": offset,
            "expected": blobs.add(wanted.tobytes()),
            "ulps": case.bound.ulps,
            "scale": case.bound.scale,
            "nan_equal": case.bound.nan_equal,
        }


def _runner() -> dict[str, bytes]:
    """The modules that go along, by name."""
    package = resources.files("warploom.validators.gpu.bundled")
    files = sorted((entry for entry in package.iterdir() if entry.name.endswith(".py")), key=lambda entry: entry.name)
    return {entry.name: entry.read_bytes() for entry in files}


def _packed(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()
