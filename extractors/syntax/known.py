"""Names that a language, its standard library or a programming model's own headers provide."""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from importlib.resources import files

from warploom.extractors.syntax.marks import MAX_NAME_CHARACTERS, stripped_name

_HOST = ("c", "posix", "models", "cuda", "hip", "opencl_host")
PROVIDERS: dict[str, tuple[str, ...]] = {
    "C": _HOST,
    "C++": (*_HOST, "cpp"),
    "CUDA": (*_HOST, "cpp", "device"),
    "HIP": (*_HOST, "cpp", "device"),
    "SYCL": (*_HOST, "cpp", "sycl"),
    "OpenCL": ("opencl_c",),
    "Fortran": ("fortran",),
    "Python": ("python",),
    "Julia": ("julia",),
    "Rust": ("rust",),
}
"""Whose names each language has."""


@dataclass(frozen=True, slots=True)
class _Provided:
    names: frozenset[str]
    pattern: re.Pattern[str]


@functools.lru_cache(maxsize=262_144)
def is_provided(language: str, name: str) -> bool:
    """A unit that uses this name needs nobody's code for it: a standard name, or one of a programming model's headers.

    Libraries on top (cuBLAS, FFTW) and checking macros of projects (`CUDA_CHECK`) are not provided. A project may
    define a provided name itself: look there first. Names of `std` without their namespace are not known here.
    """
    if len(name) > MAX_NAME_CHARACTERS:
        return False
    provided = _provided(language)
    plain = stripped_name(language, name)
    return plain in provided.names or provided.pattern.fullmatch(plain) is not None


@functools.cache
def _provided(language: str) -> _Provided:
    providers = PROVIDERS[language]
    names: set[str] = set()
    patterns: list[str] = []
    for row in read_table():
        if row["provider"] not in providers:
            continue
        if row["match"] == "name":
            names.update(row["names"].split())
        else:
            patterns.append(f"(?:{row['names']})")
    return _Provided(frozenset(names), re.compile("|".join(patterns)))


@functools.cache
def read_table() -> list[dict[str, str]]:
    """Rows of `known_names.csv`: provider, match (name, or pattern: an expression over all of it), source, names."""
    text = (files(__package__) / "known_names.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
