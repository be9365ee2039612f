"""Ties what numba keeps of a compiled function to every source file that it was compiled from.

numba itself looks at the file of the function alone: where only a function that it calls in another file has changed,
it would go on with the old one, and results would depend on what a machine ran before.
"""

from __future__ import annotations

import functools
import hashlib
import re
import sys
from pathlib import Path
from typing import Any

import numba

_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([\w.]+)", re.MULTILINE)


def keyed_by_sources(dispatcher: Any) -> Any:
    """The same function of `numba.njit(cache=True)`, compiled anew wherever a source that it may depend on changed.

    These are the sources of its module and of the modules of the same package that it imports from, and so on.
    """
    if not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        # There is no public way; a numba that keeps its stamp elsewhere fails here.
        _ = dispatcher._cache._cache_file._source_stamp  # noqa: SLF001
        dispatcher._cache._cache_file._source_stamp = _digest(dispatcher.__module__)  # noqa: SLF001
    return dispatcher


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


def _imported(name: str) -> set[str]:
    """Modules that a module names in its imports, and those that its globals come from."""
    used = {found.decode() for found in _IMPORT.findall(_source(name))}
    for value in list(vars(sys.modules[name]).values()):
        origin = getattr(value, "__module__", None) or getattr(value, "__name__", None)
        if isinstance(origin, str):
            used.add(origin)
    return used


@functools.cache
def _source(name: str) -> bytes:
    path = sys.modules[name].__file__
    return Path(path).read_bytes() if path else b""
