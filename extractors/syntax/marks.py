"""Programming models and features of kernels that names, imported modules and directives give away."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from warploom.extractors.syntax.names import ARGUMENT, CALL, DECLARE, MEMBER, READ, SCOPE, TYPE, WRITE
from warploom.schemas.code_marks import FEATURES, PROGRAMMING_MODELS

Marks = frozenset[str]
NONE: Marks = frozenset()

OWN_MODEL = {"CUDA": "cuda", "HIP": "hip", "OpenCL": "opencl", "SYCL": "sycl", "ISPC": "ispc"}
"""The programming model that a language is; `own` in the table. A file of the language always has it."""

GROUPS = {
    "host_c": ("C", "C++", "CUDA", "HIP", "SYCL"),
    "host_cpp": ("C++", "CUDA", "HIP", "SYCL"),
    "device": ("C++", "CUDA", "HIP"),
}
"""Names for languages in the table: those that call a host interface, and those whose headers hold device code."""

_ALIASES = (
    ("cl::sycl::", "sycl::"),
    ("oneapi::tbb::", "tbb::"),
    ("oneapi::dpl::", "dpl::"),
    ("nvcuda::wmma::", "wmma::"),
    ("cooperative_groups::", "cg::"),
)
"""Namespaces that have a shorter name, by which the table knows them."""

_FREE = READ | WRITE | ARGUMENT | TYPE | SCOPE
"""A name with none of these uses occurs as a member only: of whose type, nothing says."""

_OPERATOR = re.compile(r"\boperator\b")
MAX_NAME_CHARACTERS = 512
"""Longer names are expressions of templates, or hostile."""

THREAD_INDEX_NAMES: dict[str, frozenset[str]] = {
    "CUDA": frozenset({"blockDim", "blockIdx", "gridDim", "threadIdx", "warpSize"}),
    "HIP": frozenset(
        {"blockDim", "blockIdx", "gridDim", "threadIdx", "warpSize"}
        | {f"hip{what}_{axis}" for what in ("ThreadIdx", "BlockIdx", "BlockDim", "GridDim") for axis in "xyz"}
    ),
    "OpenCL": frozenset(
        {
            "get_enqueued_local_size", "get_global_id", "get_global_linear_id", "get_global_offset", "get_global_size",
            "get_group_id", "get_local_id", "get_local_linear_id", "get_local_size", "get_num_groups",
            "get_num_sub_groups", "get_sub_group_id", "get_sub_group_local_id", "get_sub_group_size", "get_work_dim",
        }
    ),
    "SYCL": frozenset(
        {
            "get_global_id", "get_global_linear_id", "get_global_range", "get_group_linear_id", "get_group_range",
            "get_local_id", "get_local_linear_id", "get_local_range", "get_nd_range",
        }
    ),
    "Fortran": frozenset({"blockdim", "blockidx", "griddim", "threadidx", "warpsize"}),
    "Python": frozenset(
        f"cuda.{name}" for name in ("blockDim", "blockIdx", "grid", "gridDim", "gridsize", "laneid", "threadIdx")
    )
    | {"tl.num_programs", "tl.program_id"},
    "Julia": frozenset(
        {
            "@groupsize", "@index", "@ndrange", "blockDim", "blockIdx", "gridDim", "gridGroupDim", "laneid",
            "threadIdx", "warpsize", "workgroupDim", "workgroupIdx", "workitemIdx",
        }
    ),
}  # fmt: skip
"""Names by which device code asks for a thread's place and for the sizes around it; Fortran's in lower case."""

MEMORY_SPACE_WORDS: dict[str, dict[str, str]] = {
    "CUDA": {"__constant__": "constant", "__grid_constant__": "constant", "__managed__": "global",
             "__shared__": "local"},
    "HIP": {"HIP_DYNAMIC_SHARED": "local", "__constant__": "constant", "__managed__": "global", "__shared__": "local"},
    "OpenCL": {"__constant": "constant", "__generic": "generic", "__global": "global", "__local": "local",
               "__private": "private", "constant": "constant", "generic": "generic", "global": "global",
               "local": "local", "private": "private"},
    "SYCL": {"local_accessor": "local"},
    "Fortran": {"constant": "constant", "device": "global", "managed": "global", "shared": "local",
                "texture": "constant"},
    "Python": {"cuda.const.array_like": "constant", "cuda.local.array": "private", "cuda.shared.array": "local"},
    "Julia": {"@ROCDynamicLocalArray": "local", "@ROCStaticLocalArray": "local", "@cuDynamicSharedMem": "local",
              "@cuStaticSharedMem": "local", "@localmem": "local", "@private": "private",
              "CuDynamicSharedArray": "local", "CuStaticSharedArray": "local", "MtlThreadGroupArray": "local"},
}  # fmt: skip
"""Words that put data into a memory space, and the space in OpenCL's terms.

Fortran's and OpenCL's are such only where the grammar sees a qualifier. `__device__` is none: functions bear it too.
"""

NODE_MARKS: dict[str, dict[str, Marks]] = {
    "c": {
        "_Atomic": frozenset({"atomics"}),
        "gnu_asm_expression": frozenset({"inline_asm"}),
    },
    "cpp": {
        "gnu_asm_expression": frozenset({"inline_asm"}),
    },
    "cuda": {
        "__constant__": frozenset({"cuda", "constant_memory"}),
        "__global__": frozenset({"cuda"}),
        "__grid_constant__": frozenset({"cuda"}),
        "__managed__": frozenset({"cuda", "unified_memory"}),
        "__shared__": frozenset({"cuda", "shared_memory"}),
        "gnu_asm_expression": frozenset({"inline_asm"}),
        "kernel_call_syntax": frozenset({"cuda", "kernel_launch"}),
        "launch_bounds": frozenset({"cuda", "occupancy_hints"}),
    },
    "fortran": {
        "coarray_critical_statement": frozenset({"coarrays"}),
        "coarray_declarator": frozenset({"coarrays"}),
        "coarray_index": frozenset({"coarrays"}),
        "coarray_size": frozenset({"coarrays"}),
        "coarray_statement": frozenset({"coarrays"}),
        "coarray_team_statement": frozenset({"coarrays"}),
        "concurrent_statement": frozenset({"do_concurrent"}),
        "cuda_kernel_argument_list": frozenset({"cuda_fortran", "kernel_launch"}),
        "procedure_attributes": frozenset({"cuda_fortran"}),
    },
    "python": {},
    "julia": {},
    "rust": {},
}
"""Marks of kinds and tokens by grammar. What CUDA and HIP share is called cuda here: see `marks_of_kinds`."""


def marks_of_kinds(language: str, grammar: str) -> dict[str, Marks]:
    """`NODE_MARKS` of a grammar as a language means them: a launch in HIP is HIP's."""
    table = NODE_MARKS[grammar]
    if grammar != "cuda" or language == "CUDA":
        return table
    return {kind: frozenset(OWN_MODEL[language] if m == "cuda" else m for m in marks) for kind, marks in table.items()}


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a name must be used, and what that says."""

    use: str
    marks: Marks

    def holds(self, use: int) -> bool:
        if self.use == "member":
            return bool(use & MEMBER)
        if not use & _FREE:
            return False
        if self.use == "name":
            return True
        if use & DECLARE:  # the name is the unit's own
            return False
        if self.use == "call":
            return bool(use & CALL)
        if self.use == "type":
            return bool(use & TYPE)
        return True


@dataclass(frozen=True, slots=True)
class _Rules:
    """One language's rows of the table."""

    names: dict[str, list[_Rule]]
    gate: re.Pattern[str]
    """Matches where any of the patterns does: most names end here."""
    patterns: list[tuple[re.Pattern[str], _Rule]]
    import_gate: re.Pattern[str]
    imports: list[tuple[re.Pattern[str], Marks]]


def marks_of_name(language: str, name: str, use: int) -> Marks:
    """What a name says by its use (bits of `names.py`, joined over a unit); white space and templates may be in it.

    Qualified names come whole (`Kokkos::parallel_for`, `cuda.shared.array`, `Threads.@threads`), macros of Julia with
    their `@`. A name that the unit declares itself says nothing, unless its prefix is nobody else's (`MPI_Send`).
    """
    rules = rules_of_name(language, name)
    return NONE.union(*(rule.marks for rule in rules if rule.holds(use))) if rules else NONE


@functools.lru_cache(maxsize=262_144)
def rules_of_name(language: str, name: str) -> tuple[_Rule, ...]:
    """The rows that speak of a name, however it is used; most names have none."""
    if len(name) > MAX_NAME_CHARACTERS:
        return ()
    rules = _rules(language)
    plain = plain_name(language, name)
    found = rules.names.get(plain, ())
    if not rules.gate.fullmatch(plain):
        return tuple(found)
    return (*found, *(rule for pattern, rule in rules.patterns if pattern.fullmatch(plain)))


@functools.lru_cache(maxsize=16_384)
def marks_of_import(language: str, name: str) -> Marks:
    """What an imported module or included header says, as `imports_of` names it."""
    if len(name) > MAX_NAME_CHARACTERS:
        return NONE
    rules = _rules(language)
    if language == "Fortran":
        name = name.lower()
    if not rules.import_gate.fullmatch(name):
        return NONE
    return NONE.union(*(marks for pattern, marks in rules.imports if pattern.fullmatch(name)))


_OFFLOAD = frozenset({"target"})
_SIMD = frozenset({"simd"})
_TASKING = frozenset(
    {"task", "taskgraph", "taskgroup", "taskloop", "taskwait", "taskyield", "task_iteration", "depobj"}
)
_HOST = frozenset(
    {"parallel", "for", "do", "section", "sections", "single", "workshare", "master", "masked", "critical", "scope"}
)
_DEVICE = frozenset({"target", "teams", "distribute", "declare", "metadirective"})
_REDUCTION_CLAUSES = frozenset({"reduction", "in_reduction", "task_reduction"})
_WORD = re.compile(r"\w+")
_STANDARDS = {"openmp": "openmp", "openacc": "openacc", "cuf": "cuda_fortran"}


def marks_of_directive(standard: str, name: str, clauses: Sequence[str]) -> Marks:
    """What a directive says by the words of its name; `standard` is openmp, openacc or cuf, else `KeyError`.

    Clauses may be names (`reduction`) or texts (`reduction(+:s)`). Worksharing is the host's unless the name itself has
    `target`, `teams` or `distribute`; `loop` alone binds to what surrounds it and says neither.
    """
    marks = {_STANDARDS[standard]}
    words = set(_WORD.findall(name.lower()))
    given = {found[0].lower() for clause in clauses if (found := _WORD.search(clause))}
    if standard == "openmp":
        if words & _OFFLOAD:
            marks.add("openmp_offload")
        if words & _SIMD:
            marks.add("openmp_simd")
        if words & _TASKING:
            marks.add("openmp_tasking")
        if words & _HOST and not words & _DEVICE:
            marks.add("openmp_host")
        if "requires" in words and given & {"unified_shared_memory", "unified_address"}:
            marks |= {"openmp_offload", "unified_memory"}
        if "barrier" in words:
            marks.add("barrier")
        if "scan" in words:
            marks.add("scans")
    if standard != "cuf" and "atomic" in words:
        marks.add("atomics")
    if standard == "cuf" and "kernel" in words:
        marks.add("kernel_launch")
    if given & _REDUCTION_CLAUSES:
        marks.add("reductions")
    return frozenset(marks)


def plain_name(language: str, name: str) -> str:
    """A name as the table of marks has it: `stripped_name` with the short names of namespaces."""
    name = stripped_name(language, name)
    if "::" in name:
        for long, short in _ALIASES:
            if name.startswith(long):
                name = short + name[len(long) :]
    return name


def stripped_name(language: str, name: str) -> str:
    """A name without template arguments, white space and a leading `::`; Fortran's in lower case.

    An operator's name is empty: its characters would be taken for brackets.
    """
    if not name.isidentifier():
        if _OPERATOR.search(name):
            return ""
        name = _without_arguments(name) if "<" in name else name
        name = "".join(name.split()).removeprefix("::")
    return name.lower() if language == "Fortran" else name


def _without_arguments(name: str) -> str:
    depth, kept, start = 0, [], 0
    for found in re.finditer("[<>]", name):
        if found[0] == "<":
            if not depth:
                kept.append(name[start : found.start()])
            depth += 1
        elif depth:
            depth -= 1
            start = found.end()
    if not depth:
        kept.append(name[start:])
    # Rust's turbofish leaves its colons: `Vec::<f32>::new`
    return "".join(kept).replace("::::", "::").removesuffix("::")


@functools.cache
def _rules(language: str) -> _Rules:
    names: dict[str, list[_Rule]] = {}
    patterns: list[tuple[re.Pattern[str], _Rule]] = []
    imports: list[tuple[re.Pattern[str], Marks]] = []
    for row in read_table():
        if language not in languages_of(row["languages"]):
            continue
        marks = _meant(language, row["marks"])
        if row["match"] == "name":
            for name in row["names"].split():
                names.setdefault(name, []).append(_Rule(row["use"], marks))
        elif row["match"] == "pattern":
            patterns.append((re.compile(row["names"]), _Rule(row["use"], marks)))
        else:
            globs = (re.escape(name).replace(r"\*", ".*") for name in row["names"].split())
            imports.append((re.compile("|".join(globs)), marks))
    return _Rules(names, _any_of(patterns), patterns, _any_of(imports), imports)


def _any_of(rules: Sequence[tuple[re.Pattern[str], object]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in rules) or r"(?!)")


def _meant(language: str, marks: str) -> Marks:
    own = OWN_MODEL.get(language, "")
    return frozenset(own if mark == "own" else mark for mark in marks.split()) - {""}


@functools.cache
def read_table() -> list[dict[str, str]]:
    """Rows of `marks.csv`: match (name, pattern, import), languages, marks, use, names.

    `use` is how the name must be used: `name` at all and not only as a member, `free` the same and not declared in the
    unit, `call` and `type` as such, `member` as one. Patterns are regular expressions over the whole name; in imports,
    `*` is any text. The mark `own` is the programming model that the language is.
    """
    text = (files(__package__) / "marks.csv").read_text(encoding="ascii")
    return list(csv.DictReader(text.splitlines()))


@functools.cache
def languages_of(names: str) -> frozenset[str]:
    """Languages that a cell of the table names, groups resolved."""
    return frozenset(language for name in names.split() for language in GROUPS.get(name, (name,)))


_MODELS, _FEATURE_SET = frozenset(PROGRAMMING_MODELS), frozenset(FEATURES)


def models_in(marks: Marks | set[str]) -> list[str]:
    """The programming models among marks, sorted."""
    return sorted(_MODELS & marks) if marks else []


def features_in(marks: Marks | set[str]) -> list[str]:
    """The features among marks, sorted."""
    return sorted(_FEATURE_SET & marks) if marks else []
