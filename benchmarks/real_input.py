"""The input of the benchmarks: source files of real distributions, unpacked into directories, and variants of them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from measuring import BUILD, CACHE, say

from warploom.extractors.sources.pypi import PyPI
from warploom.schemas.source import ReadLimits

PACKAGES = (
    PyPI("scipy", "1.17.1", "95d8e012d8cb8816c226aef832200b1d45109ed4464303e997c5b13122b297c0"),
    PyPI("petsc", "3.26.1", "a4dc46c1b4403545ac2274741ce10801366c4a9a7b2683b678d18f6663b93496"),
    PyPI("numpy", "2.4.6", "f3a3570c4a2a16746ac2c31a7c7c7b0c186b95ce902e33db6f28094ed7387dda"),
    PyPI("pyscf", "2.14.0", "9b6ea3c2470baac9d0492d93b335542c04ab96277e79f1abcbe1cea0eb063c5f"),
    PyPI("cupy", "14.2.0", "cfed725e612178cfbdbf62f4a3a598b60edecbbca718c0d4580c21a16ae4a62c"),
    PyPI("lightgbm", "4.7.0", "f8e20f682c9aabd000bcf4a7ed8aa6f473c1adfecccae34ec24e823d156f4af0"),
    PyPI("deepspeed", "0.19.8", "9e491abd0827ea5c389dd702e15e11e13d83d904bac4a20d6c2a4cb37207a9af"),
    PyPI("xgboost", "3.2.0", "99b0e9a2a64896cdaf509c5e46372d336c692406646d20f2af505003c0c5d70d"),
    PyPI("mmcv", "2.2.0", "ac479247e808d8802f89eadf04d4118de86bdfe81361ec5aed0cc1bf731c67c9"),
    PyPI("mmcv-full", "1.7.2", "aa276a2c68fa84db9bbcdcf6ae941e30f0cb4a7f175bd283516669e00bab3759"),
)
"""Together some 220 MB of C, C++, CUDA, Fortran and Python."""

C_SUFFIXES = (".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".cu", ".cuh")
_SOURCE_SUFFIXES = frozenset([*C_SUFFIXES, ".f", ".f77", ".f90", ".f95", ".f03", ".for", ".py"])
_LICENSE_NAMES = ("LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "PKG-INFO")


def directories() -> list[Path]:
    """One directory per package, with its source and license files; fetched and unpacked on the first call."""
    root = BUILD / "input"
    marker = root / "complete"
    wanted = hashlib.sha256(repr((PACKAGES, sorted(_SOURCE_SUFFIXES))).encode()).hexdigest()
    if not marker.is_file() or marker.read_text() != wanted:
        shutil.rmtree(root, ignore_errors=True)
        for package in PACKAGES:
            say(f"unpacking {package.package} {package.version}")
            _unpack(package, root / package.package)
        marker.write_text(wanted)
    return [root / package.package for package in PACKAGES]


def source_files(directory: Path) -> Iterator[Path]:
    """Files of an unpacked package that are source, sorted."""
    for path in sorted(directory.rglob("*")):
        if path.suffix.lower() in _SOURCE_SUFFIXES and path.is_file():
            yield path


def text_of(path: Path) -> bytes:
    """A file in UTF-8; one that is not is read as Latin-1."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig").encode()
    except UnicodeDecodeError:
        return content.decode("latin-1").encode()


def source_bytes(unpacked: list[Path]) -> tuple[int, int]:
    """Number and bytes of all source files."""
    sizes = [path.stat().st_size for directory in unpacked for path in source_files(directory)]
    return len(sizes), sum(sizes)


def variants(copies: int, root: Path) -> list[Path]:
    """`copies` of every package below `root`, no two source files equal: each ends in a comment of its own.

    The comment stands at the end, so that notices stay what they are and the license engine sees no text twice.
    Returns one directory per package and copy.
    """
    made = []
    for directory in directories():
        for copy in range(copies):
            target = root / f"{directory.name}-{copy}"
            for path in sorted(directory.rglob("*")):
                if path.is_file():
                    new = target / path.relative_to(directory)
                    new.parent.mkdir(parents=True, exist_ok=True)
                    new.write_bytes(path.read_bytes() + _mark(path, copy))
            made.append(target)
    return made


def write_recipe(path: Path, sources: list[Path], name: str) -> Path:
    """A recipe over local directories that takes every tier of licensed files, so that nearly all texts are written."""
    lines = [
        "[dataset]",
        f'name = "{name}"',
        'license_tiers = ["permissive", "weak_copyleft", "copyleft", "non_commercial", "proprietary"]',
        "",
    ]
    for source in sources:
        lines += ["[[sources]]", 'kind = "local"', f'path = "{source}"', f'name = "bench/{source.name}"', ""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _unpack(package: PyPI, target: Path) -> None:
    """Write the wanted members; the archive source has refused every path that could lead out of `target`."""
    for entry in package.fetch(CACHE, offline=False).entries(ReadLimits()):
        path = PurePosixPath(entry.path)
        is_wanted = path.suffix.lower() in _SOURCE_SUFFIXES or path.name.upper().startswith(_LICENSE_NAMES)
        if entry.content is None or not is_wanted:
            continue
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(entry.content)


def _mark(path: Path, copy: int) -> bytes:
    suffix = path.suffix.lower()
    if suffix not in _SOURCE_SUFFIXES:
        return b""
    opening = {".py": "#", ".f90": "!", ".f95": "!", ".f03": "!", ".f": "C", ".f77": "C", ".for": "C"}.get(suffix, "//")
    return f"\n{opening} variant {copy} of {path.parent.name}/{path.name}\n".encode()
