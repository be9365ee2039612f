"""Makes one file of proven pairs that a machine with a GPU runs by itself: jobs, seeds, machine code, the runner."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from warploom.extractors.atomic import replacing
from warploom.extractors.inputs.drawing import element_type
from warploom.extractors.inputs.specification import Array, Direction
from warploom.extractors.pairs.pair import Pair
from warploom.schemas.errors import WarploomError
from warploom.validators.gpu import checking
from warploom.validators.gpu.buffers import buffers
from warploom.validators.gpu.bundled.host import ARCHITECTURE
from warploom.validators.gpu.bundled.jobs import BLOBS, FORMAT, JOBS, MANIFEST
from warploom.validators.gpu.device_text import device_text
from warploom.validators.gpu.native_images import NativeCompiler
from warploom.validators.gpu.native_jobs import native_job
from warploom.validators.gpu.nvrtc import DeviceCompiler, NvrtcError
from warploom.validators.gpu.results import job_id_of as job_id_of
from warploom.validators.gpu.work import bytes_of_call, flops_of_call
from warploom.validators.proof.suite import Case, cases_of
from warploom.validators.simulate.execution import How, Outcome, Side
from warploom.validators.simulate.front_end import Compiled, Refused, compile_sides
from warploom.validators.simulate.ir_operands import IrTextError
from warploom.validators.simulate.kernel_entries import with_recording
from warploom.validators.simulate.loader import Program
from warploom.validators.timing import N_TURNS

ARCHITECTURES = ("sm_80", "sm_90")
PTX = "compute_80"
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


class BundlingError(WarploomError):
    """A pair whose call cannot be repeated elsewhere; says why."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


def write_bundle(path: Path, tasks: Sequence[Task], corpus: str, compiler: DeviceCompiler) -> list[Left]:
    """Write the bundle of all tasks that can be run from outside; what is left out, and why.

    The same tasks, corpus and tools give the same bytes.
    """
    blobs, jobs, left = Blobs(), [], []
    checks = {arch: blobs.add(compiler.compile(checking.source(), arch)) for arch in ARCHITECTURES}
    checks["ptx"] = blobs.add(compiler.compile(checking.source(), PTX))
    with NativeCompiler() as native:
        checks[ARCHITECTURE] = blobs.add(native.checks())
        for task, compiled in zip(tasks, compile_sides([task.pair for task in tasks]), strict=True):
            try:
                jobs.append(job_of(task, compiled, blobs, compiler, native))
            except BundlingError as error:
                left.append(Left(task.pair_id, error.reason, error.detail))
            except WarploomError as error:
                left.append(Left(task.pair_id, "not_repeatable", str(error)))
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


def job_of(
    task: Task, compiled: Compiled | Refused, blobs: Blobs, compiler: DeviceCompiler, native: NativeCompiler
) -> dict[str, Any]:
    """What a runner does for a pair: every size and data set of its suite, under every launch shape.

    Raises `BundlingError`.
    """
    if isinstance(compiled, Refused):
        raise BundlingError("does_not_compile", f"{compiled.side}: {compiled.error}")
    pair = task.pair
    text = device_text(pair.gpu.text)
    # what is drawn where a bundle runs lies apart
    cases = [case for case in cases_of(pair, task.seed) if case.alias is None]
    programs: list[dict[str, Any]] = []
    listed: list[dict[str, Any]] = []
    for number, (shape, ir) in enumerate(zip(pair.launch_shapes or ({},), compiled.gpu_irs, strict=True)):
        definitions = [f"-D{name}={value}" for name, value in shape.items()]
        try:
            images = {arch: blobs.add(compiler.compile(text, arch, definitions)) for arch in ARCHITECTURES}
            images["ptx"] = blobs.add(compiler.compile(text, PTX, definitions))
        except NvrtcError as error:
            raise BundlingError("does_not_compile_for_device", str(error)) from None
        programs.append({"shape": dict(shape), "images": images})
        side = Side(Program(with_recording(ir), (pair.gpu.entry,)), pair.inputs, is_device=True)
        try:
            listed += [_case(task, case, side, number, blobs) for case in cases]
        finally:
            side.release()
    largest = _largest(listed)
    return {
        "job_id": job_id_of(task.pair_id, task.suite_id, task.seed),
        "pair_id": task.pair_id,
        "suite_id": task.suite_id,
        "seed": task.seed,
        "programs": programs,
        "cases": listed,
        "repeated": largest,
        "timed": largest[0] if largest else None,
        "native": native_job(pair, {number: cases[number] for number in largest}, native, blobs.add),
        "work": _work(pair, compiled.cpu_ir, cases[largest[0]]) if largest else {},
        "n_warmups": N_WARMUPS,
        "n_samples": N_TURNS,
        "simulated": {"gpu_text": blobs.add(pair.gpu.text.encode()), "entry": pair.gpu.entry},
    }


def _case(task: Task, case: Case, side: Side, program: int, blobs: Blobs) -> dict[str, Any]:
    pair = task.pair
    ran = side.run(pair.gpu.entry, case.arguments, How(records_steps=True))
    if ran.outcome is not Outcome.OK:
        raise BundlingError(str(ran.outcome), f"{case}: {ran.detail}")
    given, content = buffers(pair.inputs, case.size, case.data_set, case.seed)
    for data in content.values():
        blobs.add(data)
    expected = case.expected if case.expected is not None else ran.outputs
    outputs = [
        output
        for param in pair.inputs.arrays
        if param.direction is not Direction.IN
        for output in _outputs(param, np.asarray(expected[param.name]), case, blobs)
    ]
    kernels = {step[1] for step in ran.steps if step[0] == "launch"}
    if "" in kernels:
        raise BundlingError("not_repeatable", f"{case}: a kernel without a name")
    return {
        "name": str(case),
        "program": program,
        "data_set": case.data_set,
        "n_elements": sum(buffer["bytes"] for buffer in given),
        "buffers": given,
        "steps": list(ran.steps),
        "outputs": outputs,
    }


def _work(pair: Pair, cpu_ir: str, case: Case) -> dict[str, int | None]:
    """What the timed case takes at least: what a fraction of the roofline is reckoned with."""
    try:
        flops = flops_of_call(pair, cpu_ir, case.arguments)
    except IrTextError:
        flops = None
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


def _largest(cases: Sequence[Mapping[str, Any]]) -> list[int]:
    """The largest case of each data set with a launch, under the first shape."""
    best: dict[str, int] = {}
    for number, case in enumerate(cases):
        if case["program"] != 0 or not any(step[0] == "launch" for step in case["steps"]):
            continue
        before = best.get(case["data_set"])
        if before is None or case["n_elements"] >= cases[before]["n_elements"]:
            best[case["data_set"]] = number
    return sorted(best.values())


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
