"""The reference set as pairs to be proven, and as a grid of programs by kernel and programming model."""

from __future__ import annotations

import ast
import functools
import hashlib
from collections.abc import Mapping
from importlib import resources

from warploom.extractors.pairs.pair import Pair, Side
from warploom.extractors.pairs.reference import collectives, grids, linear
from warploom.extractors.pairs.reference.member import TILES, Member

MEMBERS: tuple[Member, ...] = linear.MEMBERS + grids.MEMBERS + collectives.MEMBERS
"""In the order in which they are published."""

MODELS: Mapping[str, tuple[str, str]] = {
    "serial": ("serial.c", "C"),
    "openmp_cpp": ("openmp.cpp", "C++"),
    "openmp_fortran": ("openmp.f90", "Fortran"),
    "cuda_naive": ("naive.cu", "CUDA"),
    "cuda_tuned": ("tuned.cu", "CUDA"),
    "opencl": ("opencl.cl", "OpenCL"),
    "hip": ("hip.hip", "HIP"),
    "numba": ("numba_cpu.py", "Python"),
}
"""File and language of each model. Every member has all of them but HIP, which a few have for show."""

GENERATOR = "reference"
GENERATOR_VERSION = "1"

_PAIRED = (("serial", "naive"), ("openmp_cpp", "tuned"), ("openmp_fortran", "tuned"))
"""The plain program with the plain one, the parallel ones with the one that was tuned."""
_CPU_MODELS = {"serial": "serial", "openmp_cpp": "openmp", "openmp_fortran": "openmp"}


def program(member: Member, model: str) -> str:
    """The text of a member's program. Raises `FileNotFoundError` where it has none in that model."""
    return _text(member.name, MODELS[model][0])


def program_text(member: Member, name: str) -> str:
    """The text of a file in a member's folder. Raises `FileNotFoundError`."""
    return _text(member.name, name)


@functools.cache
def _text(folder: str, name: str) -> str:
    return (resources.files(__package__) / folder / name).read_text(encoding="utf-8")


def grid() -> dict[tuple[str, str], str]:
    """(kernel, model) -> path of the program in this package, POSIX; for a table of proficiency."""
    root = resources.files(__package__)
    return {
        (member.name, model): f"{member.name}/{name}"
        for member in MEMBERS
        for model, (name, _) in MODELS.items()
        if (root / member.name / name).is_file()
    }


def reference_pairs() -> list[Pair]:
    """Three for each member: C with naive CUDA, C++ and Fortran with tuned CUDA; and C++ with HIP where it is there."""
    pairs = [_pair(member, cpu, gpu) for member in MEMBERS for cpu, gpu in _PAIRED]
    return pairs + [_pair(member, "openmp_cpp", "hip") for member in MEMBERS if member.hip]


def _pair(member: Member, cpu: str, gpu: str) -> Pair:
    oracle = _text(member.name, "oracle.py")
    model, schedule, shapes = {
        "naive": ("cuda_naive", member.naive, member.naive_shapes),
        "tuned": ("cuda_tuned", member.tuned, member.tuned_shapes),
        "hip": ("hip", member.hip, TILES),
    }[gpu]
    language = MODELS[model][1]
    return Pair(
        spec_id=_spec_id(member, oracle),
        family=member.family,
        schedule=schedule,
        description=member.description,
        cpu=Side(MODELS[cpu][1], _CPU_MODELS[cpu], program(member, cpu), member.name),
        gpu=Side(language, language.lower(), program(member, model), f"launch_{member.name}"),
        inputs=member.inputs,
        oracle=oracle,
        launch_shapes=shapes,
        origin="written",
        generator=GENERATOR,
        generator_version=GENERATOR_VERSION,
        generator_seed=None,
        features=(f"kernel:{member.name}",),
    )


def _spec_id(member: Member, oracle: str) -> str:
    """Of what is computed: the oracle without its words, and the types and lengths of what it is computed from."""
    params = [(param.type, getattr(param, "length", "")) for param in member.inputs.params]
    tree = ast.parse(oracle)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef) and ast.get_docstring(node) is not None:
            del node.body[0]
    canonical = f"{ast.dump(tree)}\n{params}"
    return f"ks_{hashlib.sha256(canonical.encode()).hexdigest()[:32]}"
