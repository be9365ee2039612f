"""How much CUDA compiles: `python benchmarks/cuda_share.py DIR...` compiles `.cu` files with kernels as the stage does.

Each directory is one unpacked repository; all of it counts as under one license. Of its `.cu` files that write
`__global__` outside of comments, at most 60 by the hash of their paths are compiled for the device, cut down where they
have to be, without CMake and without lowering. It prints what became of each repository's files and kernels, and the
reasons of the files that became no module. It is no timing: `run.py` does not know it.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import real_input
from unpacked_view import UnpackedView

from warploom.extractors.ir.code_mask import mask_code
from warploom.extractors.ir.code_view import may_matter
from warploom.extractors.ir.compile_cache import CompileCache, caching
from warploom.extractors.ir.compile_files import CompileFiles
from warploom.extractors.ir.repository_files import RepositoryFiles
from warploom.schemas.columns import LICENSE_TIERS
from warploom.schemas.identity import code_unit_id

_MAX_FILES = int(os.environ.get("WARPLOOM_BENCH_FILES", "60"))
"""Of one repository."""
_MAX_BYTES = 4 * 1024 * 1024
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
    total: Counter[str] = Counter()
    reasons: Counter[tuple[str, str | None, str | None]] = Counter()
    with tempfile.TemporaryDirectory(prefix="warploom-bench-") as place, caching(CompileCache(Path(place))):
        for directory in directories:
            counts: Counter[str] = Counter()
            view = UnpackedView(directory, texts=_texts(directory))
            for path in _chosen(view):
                counts += _compiled(stage, view, path, reasons)
            _show(directory.name, counts)
            total += counts
    _show("total", total)
    for (outcome, reason, detail), n in reasons.most_common(15):
        print(f"{n:5} {outcome} {reason} {detail or ''}")
    return 0


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


def _compiled(
    stage: CompileFiles, view: UnpackedView, path: str, reasons: Counter[tuple[str, str | None, str | None]]
) -> Counter[str]:
    modules, functions, _, attempts = (batch.to_pylist() for batch in stage(view.batch([path]), view).emitted)
    have = {row["code_unit_id"] for row in functions if row["is_kernel"]}
    content = view.content_id(path)
    kernels = [unit for unit in view.units(path) if unit.kind == "kernel"]
    ids = [code_unit_id(content, unit.kind, unit.byte_start, unit.byte_end) for unit in kernels]
    if not modules:
        last: dict[str, Any] = attempts[-1]
        reasons[last["outcome"], last["reason"], last["detail"]] += 1
    fate = modules[-1]["coverage"] if modules else "none"
    return Counter({"files": 1, fate: 1, "kernels": len(ids), "with IR": sum(identity in have for identity in ids)})


def _show(name: str, counts: Counter[str]) -> None:
    n, kernels = max(1, counts["files"]), max(1, counts["kernels"])
    n_compiled = counts["whole"] + counts["part"] + counts["unit"]
    print(
        f"{name:28} {counts['files']:4} files: {counts['whole']} whole, {counts['part']} part, {counts['none']} none = "
        f"{100 * n_compiled / n:.1f} %; kernels {counts['with IR']}/{counts['kernels']} = "
        f"{100 * counts['with IR'] / kernels:.1f} %",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
