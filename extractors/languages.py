"""Name the language of a file by its path, and by marks in its code where the path leaves a choice."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import pyarrow as pa

from warploom.extractors.language_marks import JUDGES
from warploom.schemas.source_files import CONTENTS, NAMED_CONTENTS
from warploom.schemas.stage import ACCOUNTED, Fate, Outcome, Rejections, Scope
from warploom.schemas.table import Table

HEAD_BYTES = 65_536
"""Only this much of a file is looked at: marks come early, and crawled files may be huge."""

_CERTAIN = {
    "c": "C",
    "clh": "OpenCL",
    "ocl": "OpenCL",
    "opencl": "OpenCL",
    "hip": "HIP",
    "sycl": "SYCL",
    "py": "Python",
    "pyi": "Python",
    "pyw": "Python",
    "jl": "Julia",
    "ispc": "ISPC",
    "isph": "ISPC",
} | dict.fromkeys(
    ("f77", "f90", "f95", "f03", "f08", "f15", "f18", "f2003", "f2008", "f2018", "ftn", "fpp", "fypp", "cuf", "h90"),
    "Fortran",
)
_PYTHON_NAMES = frozenset({"SConstruct", "SConscript", "wscript"})
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True, slots=True)
class NameLanguages:
    """Name the language of every file; a file in none of the languages becomes no row and is not refused."""

    name: ClassVar[str] = "name_languages"
    scope: ClassVar[Scope] = Scope.ROW
    accepts: ClassVar[Table] = CONTENTS
    emits: ClassVar[tuple[Table, ...]] = (NAMED_CONTENTS,)

    def __call__(self, batch: pa.RecordBatch, /) -> Outcome:
        content = batch.column("content")
        kept: list[int] = []
        languages: list[str] = []
        evidence: list[str] = []
        counts = [0] * batch.num_rows
        for i, path in enumerate(batch.column("path").to_pylist()):
            named = name_language(path, partial(_head, content, i))
            if named is not None:
                counts[i] = 1
                kept.append(i)
                languages.append(named[0])
                evidence.append(named[1])
        taken = batch.take(pa.array(kept, pa.int64()))
        return Outcome(
            emitted=(
                NAMED_CONTENTS.from_columns(
                    **{name: taken.column(name) for name in CONTENTS.schema.names},
                    language=languages,
                    language_evidence=evidence,
                ),
            ),
            quarantined=Rejections(self.name).batch(),
            accounted=ACCOUNTED.from_columns(
                subject_id=batch.column("occurrence_id"),
                fate=[Fate.KEPT if n else Fate.DERIVED for n in counts],
                n_derived=counts,
            ),
        )


def name_language(path: str, read_head: Callable[[], bytes]) -> tuple[str, str] | None:
    """The language and the evidence for it, or None; `read_head` gives up to `HEAD_BYTES` where the path is not enough.

    Evidence reads `extension .py`, or `extension .h, mark __global__`, or names the file or its first line.
    """
    name = path.rpartition("/")[2]
    stem, dot, extension = name.rpartition(".")
    if name.startswith("._"):  # AppleDouble: metadata that macOS tar writes beside each file
        return None
    if not dot or not stem:
        return _without_extension(name, read_head)
    upper_name = stem.isupper()  # DOS names: FOO.C is not the C++ that foo.C is
    if extension == "C" and not upper_name:
        return "C++", "extension .C"
    extension = extension.lower()
    certain = _CERTAIN.get(extension)
    if certain is not None:
        return certain, f"extension .{extension}"
    judge = JUDGES.get(extension)
    if judge is None:
        return None
    head = read_head()
    if head.startswith(_LFS_POINTER):
        return None
    judged = judge(_as_utf8(head))
    if judged is None:
        return None
    language, mark = judged
    return language, f"extension .{extension}" + (f", mark {mark}" if mark else "")


def _head(content: pa.BinaryArray, row: int) -> bytes:
    buffer = content[row].as_buffer()  # a view
    return b"" if buffer is None else buffer[:HEAD_BYTES].to_pybytes()


def _without_extension(name: str, read_head: Callable[[], bytes]) -> tuple[str, str] | None:
    if name in _PYTHON_NAMES:
        return "Python", f"name {name}"
    first_line = read_head()[:128].partition(b"\n")[0]
    if re.match(rb"#!\s*/\S*(?:/env\s+(?:-S\s+)?|/)python[0-9.]*\b", first_line):
        return "Python", "first line #!python"
    if re.match(rb"#!\s*/\S*(?:/env\s+(?:-S\s+)?|/)julia\b", first_line):
        return "Julia", "first line #!julia"
    return None


def _as_utf8(head: bytes) -> bytes:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return head
