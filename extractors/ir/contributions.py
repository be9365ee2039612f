"""What contributed to a module beside its own file, and the license that follows from all of it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warploom.extractors.ir.code_view import CodeView
from warploom.extractors.licenses.spdx import all_of
from warploom.extractors.licenses.tiers import tier

TOOLCHAIN = "/toolchain/"
"""What a toolchain's own files begin with, wherever it is installed."""
OWN_HEADERS = "/headers/"
"""What declarations of Warploom's own begin with."""
GENERATED = "/generated/"
RUST_LIBRARY = "/toolchain/rustc/library/"

_TOOLCHAIN_LICENSES = (
    ("/toolchain/ziglang/lib/libcxx", "Apache-2.0 WITH LLVM-exception"),
    ("/toolchain/ziglang/lib/libunwind/", "Apache-2.0 WITH LLVM-exception"),
    ("/toolchain/ziglang/lib/include/", "Apache-2.0 WITH LLVM-exception"),
    ("/toolchain/ziglang/lib/libc/include/any-linux-any/", "GPL-2.0-only WITH Linux-syscall-note"),
    ("/toolchain/ziglang/lib/libc/include/x86-linux-any/", "GPL-2.0-only WITH Linux-syscall-note"),
    ("/toolchain/ziglang/lib/libc/", "LGPL-2.1-or-later"),
    ("/toolchain/numba/", "BSD-2-Clause"),
    ("/toolchain/rustc/", "Apache-2.0 OR MIT"),
)
"""Licenses of headers that come with compilers, by path; the first that fits."""
_NUMBA = "/toolchain/numba/"
"""It has no debug information, and is part of all that it compiles."""
_VENDOR = ("/toolchain/cuda/", "/toolchain/libdevice")
"""Under a vendor's terms: whether what is made with them may be passed on is a question for `answers.toml`."""


@dataclass(frozen=True, slots=True)
class Contributions:
    """The include closure as rows of `INCLUDE_CLOSURE`, and what it means for the module."""

    closure: Sequence[Mapping[str, Any]]
    license_expression: str | None
    license_tier: str
    has_stubs: bool
    vendors: Sequence[str]
    """Closure paths under a vendor's terms whose code is part of the module."""
    unknown: Sequence[str]
    """Files of the repository of which nobody knows a license."""


def contributions(path: str, read: Iterable[str], defining: frozenset[str], view: CodeView) -> Contributions:
    """Judge a module of the file at `path` by what the compiler read.

    `read` are paths of the repository, or begin with `TOOLCHAIN`, `OWN_HEADERS` or `GENERATED`. `defining` are those
    of them that define a function of the module. Every file of the repository counts, whatever it contributed: types
    and macros leave no trace in a module. Of a toolchain's own headers those count that define code in it: what only
    declares an interface makes nobody's work out of a program that uses it.
    """
    rows: list[dict[str, Any]] = []
    expressions: list[str] = []
    unknown: list[str] = []
    vendors: list[str] = []
    own = view.license_expression(path)
    if own is None:
        unknown.append(path)
    else:
        expressions.append(own)
    # rustc does not list its library; else what defines and was not read is what generated code says in `#line`
    library = (name for name in defining if name.startswith(RUST_LIBRARY))
    for name in sorted({*read, *library} - {path}):
        contributed = name in defining or name == _NUMBA
        content = expression = None
        kind = _kind(name)
        if kind == "repository":
            content, expression = view.content_id(name), view.license_expression(name)
            if expression is None:
                unknown.append(name)
            else:
                expressions.append(expression)
        elif kind == "toolchain":
            expression = _toolchain_license(name)
            if contributed and expression is not None:
                expressions.append(expression)
            elif contributed:
                unknown.append(name)
        elif kind == "vendor" and contributed:
            vendors.append(name)
        elif kind == "stub":
            expression = "Apache-2.0"
        rows.append(
            {
                "path": name,
                "kind": kind,
                "content_id": content,
                "license_expression": expression,
                "contributed_code": contributed,
            }
        )
    combined = None if unknown else all_of(expressions)
    rows.sort(key=lambda row: (row["kind"], row["path"]))
    has_stubs = any(row["kind"] in ("stub", "generated") for row in rows)
    return Contributions(rows, combined, tier(combined), has_stubs, vendors, unknown)


def is_foreign(path: str) -> bool:
    """Whether a path is of neither the repository nor anything that compilers are given."""
    return path.startswith("/") and not path.startswith((TOOLCHAIN, OWN_HEADERS, GENERATED))


@functools.lru_cache(maxsize=8192)
def _toolchain_license(name: str) -> str | None:
    return next((e for prefix, e in _TOOLCHAIN_LICENSES if name.startswith(prefix)), None)


def _kind(name: str) -> str:
    if not name.startswith("/"):
        return "repository"
    if name.startswith(OWN_HEADERS):
        return "stub"
    if name.startswith(GENERATED):
        return "generated"
    if name.startswith(_VENDOR):
        return "vendor"
    return "toolchain" if name.startswith(TOOLCHAIN) else "repository"
