"""How much CUDA compiles: `python benchmarks/cuda_share.py DIR...` compiles `.cu` files with kernels as the stage does.

Each directory is one unpacked repository; all of it counts as under one license. Of its `.cu` files that write
`__global__` outside of comments, at most 60 by the hash of their paths are compiled for the device, cut down where they
have to be, without CMake and without lowering. It prints what became of each repository's files, and of all kernels in
them and in what they include: those that have IR from a whole file, a part of one or a unit by itself, and those that
have none, with the causes. It is no timing: `run.py` does not know it.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import real_input
from unpacked_view import UnpackedView

from warploom.extractors.ir.code_mask import mask_code
from warploom.extractors.ir.code_view import UnitPlace, may_matter
from warploom.extractors.ir.compile_cache import CompileCache, caching
from warploom.extractors.ir.compile_files import CompileFiles
from warploom.extractors.ir.include_closure import include_closure
from warploom.extractors.ir.repository_files import RepositoryFiles
from warploom.schemas.columns import LICENSE_TIERS
from warploom.schemas.identity import code_unit_id

_MAX_FILES = int(os.environ.get("WARPLOOM_BENCH_FILES", "60"))
"""Of one repository."""
_MAX_BYTES = 4 * 1024 * 1024
_FATES = ("whole", "part", "unit", "none")
"""Best first."""
_SUFFIXES = (".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".cu", ".cuh", ".hip", ".py")


def main(arguments: list[str]) -> int:
    """Print the shares; the exit code is 2 without a directory."""
    directories = [Path(argument).resolve() for argument in arguments]
    if not directories or not all(directory.is_dir() for directory in directories):
        print(__doc__, file=sys.stderr)
        return 2
    stage = CompileFiles(
        languages=("CUDA",), lowering_archs=(), use_host_side=False, use_cmake=False, license_tiers=LICENSE_TIERS
    )
    total, reasons, causes = Counter[str](), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="warploom-bench-") as place, caching(CompileCache(Path(place))):
        for directory in directories:
            view = UnpackedView(directory, texts=_texts(directory))
            share = Share(view)
            for path in _chosen(view):
                share.add(path, stage(view.batch([path]), view).emitted)
            counts = share.counts()
            _show(directory.name, counts)
            total += counts
            reasons += share.reasons
            causes += share.causes()
    _show("total", total)
    print("\nFiles without a module:")
    for cause, n in reasons.most_common(15):
        print(f"{n:5} {cause}")
    print("\nKernels without IR:")
    for cause, n in causes.most_common(15):
        print(f"{n:5} {cause}")
    return 0


class Share:
    """What became of the files of one repository, and of the kernels that these can reach."""

    def __init__(self, view: UnpackedView) -> None:
        self._view, self._index = view, RepositoryFiles(view.texts())
        self._kernels: dict[str, tuple[str, UnitPlace]] = {}
        """All that can be reached, with their file, by the id of their unit."""
        self._fates: dict[str, str] = {}
        self._tried: dict[str, list[dict[str, Any]]] = {}
        """Attempts on a file, by each file that it can include."""
        self._files: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        """Why files became no module."""

    def add(self, path: str, emitted: Sequence[pa.RecordBatch]) -> None:
        """Count one file of which these rows were made."""
        modules, functions, _, attempts = (batch.to_pylist() for batch in emitted)
        for file in include_closure(path, self._index).files:
            content = self._view.content_id(file)
            self._tried.setdefault(file, []).extend(attempts)
            for unit in self._view.units(file):
                if unit.kind == "kernel":
                    self._kernels[code_unit_id(content, unit.kind, unit.byte_start, unit.byte_end)] = file, unit
        coverage = {row["ir_module_id"]: row["coverage"] for row in modules}
        for row in functions:
            if row["is_kernel"] and row["code_unit_id"] is not None:
                fates = (self._fates.get(row["code_unit_id"], "unit"), coverage[row["ir_module_id"]])
                self._fates[row["code_unit_id"]] = min(fates, key=_FATES.index)
        fate = modules[-1]["coverage"] if modules else "none"
        self._files[fate] += 1
        if not modules:
            self.reasons[_told(attempts[-1])] += 1

    def counts(self) -> Counter[str]:
        """Files by fate, kernels by fate."""
        kernels = Counter(f"kernels {self._fates.get(identity, 'none')}" for identity in self._kernels)
        return Counter({"files": self._files.total(), "kernels": len(self._kernels)}) + self._files + kernels

    def causes(self) -> Counter[str]:
        """Why kernels have no IR."""
        lost = (kernel for identity, kernel in self._kernels.items() if identity not in self._fates)
        return Counter(self._cause(file, unit) for file, unit in lost)

    def _cause(self, file: str, unit: UnitPlace) -> str:
        attempts = self._tried[file]
        name = unit.name or ""
        alone = [a for a in attempts if a["coverage"] == "unit" and a["instantiations"][0].split(" ")[0].endswith(name)]
        if alone:
            return "by itself: " + _told(alone[-1])
        whole = [a for a in attempts if a["coverage"] != "unit"]
        if any(o.split(" ")[0].endswith(name) for a in whole for o in a["omitted_units"] or ()):
            return "left out of its file, and not tried by itself"
        if any(a["outcome"] == "compiled" for a in whole):
            return "its file compiled without it: no instance, or behind a condition"
        return "its file: " + _told(whole[-1])


def _told(attempt: Mapping[str, Any]) -> str:
    return f"{attempt['outcome']} {attempt['reason'] or ''} {attempt['detail'] or ''}".rstrip()


def _texts(directory: Path) -> Mapping[str, bytes]:
    """Sources, and what they include or their build is described by."""
    paths = {
        path.relative_to(directory).as_posix(): path
        for path in sorted(directory.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= _MAX_BYTES
    }
    texts = {name: real_input.text_of(path) for name, path in paths.items() if name.lower().endswith(_SUFFIXES)}
    index = RepositoryFiles(texts)
    included = {name.rpartition("/")[2] for path in texts for name, _ in index.includes(path)}
    others = (name for name in paths if name not in texts and may_matter(name, included))
    return {**texts, **{name: real_input.text_of(paths[name]) for name in others}}


def _chosen(view: UnpackedView) -> Iterator[str]:
    found = [p for p in view.paths() if p.endswith(".cu") and b"__global__" in mask_code(view.read(p)).code]
    yield from sorted(found, key=lambda path: hashlib.sha256(path.encode()).hexdigest())[:_MAX_FILES]


def _show(name: str, counts: Counter[str]) -> None:
    n, kernels = max(1, counts["files"]), max(1, counts["kernels"])
    fates = ", ".join(f"{counts[fate]} {fate}" for fate in _FATES)
    of_kernels = ", ".join(f"{counts[f'kernels {fate}']} {fate}" for fate in _FATES)
    print(
        f"{name:18} {counts['files']:4} files: {fates} = {100 * (n - counts['none']) / n:.1f} %; "
        f"{counts['kernels']} kernels: {of_kernels} = {100 * (kernels - counts['kernels none']) / kernels:.1f} %",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
