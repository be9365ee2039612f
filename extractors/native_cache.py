"""Ties what numba keeps of a compiled function to every source file that it was compiled from.

numba itself looks at the file of the function alone: where only a function that it calls in another file has changed,
it would go on with the old one, and results would depend on what a machine ran before.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

_Function = TypeVar("_Function")
_Plain = TypeVar("_Plain", bound=Callable[..., Any])


def compiled(function: _Plain) -> _Plain:
    """Compile natively what may make arrays; it holds no lock of the interpreter, and is kept from run to run."""
    dispatcher: Any = numba.njit(cache=True, nogil=True)(function)
    made: _Plain = keyed_by_sources(dispatcher)
    return made


def keyed_by_sources(function: _Function) -> _Function:
    """The same function of `numba.njit(cache=True)`, compiled anew wherever a source that it may depend on changed.

    These are the sources of its module and of the modules of the same package that it imports from, and so on.
    """
    if not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        # There is no public way; a numba that keeps its stamp elsewhere fails here.
        kept: Any = function._cache._cache_file  # type: ignore[attr-defined]  # noqa: SLF001
        _ = kept._source_stamp  # noqa: SLF001
        kept._source_stamp = _digest(function.__module__)  # noqa: SLF001
    return function


def _digest(name: str) -> str:
    """Of the sources that a module consists of and imports from, as far as they are of its package."""
    package = name.partition(".")[0] + "."
    known = {name}
    waiting = [name]
    while waiting:
        for used in _imported(waiting.pop()):
            if used.startswith(package) and used in sys.modules and used not in known:
                known.add(used)
                waiting.append(used)
    digest = hashlib.sha256()
    for one in sorted(known):
        digest.update(f"{one} {hashlib.sha256(_source(one)).hexdigest()}\n".encode())
    return digest.hexdigest()


@functools.cache
def _imported(name: str) -> frozenset[str]:
    """What a module imports when it is loaded: imports in functions are there or not as a process happens to go."""
    names: set[str] = set()
    for statement in ast.parse(_source(name)).body:
        if isinstance(statement, ast.Import):
            names.update(alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            names.add(statement.module)
            names.update(f"{statement.module}.{alias.name}" for alias in statement.names)
    return frozenset(names)


@functools.cache
def _source(name: str) -> bytes:
    path = sys.modules[name].__file__
    return Path(path).read_bytes() if path else b""
