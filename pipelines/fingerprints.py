"""Fingerprints: what a result depends on besides its input - options, code, schemas and tools."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.metadata
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

_IMPORT = re.compile(
    r"^[ \t]*(?:import[ \t]+(warploom[\w.]*)|from[ \t]+(warploom[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*))",
    re.MULTILINE,
)
_NAME = re.compile(r"\w+")
_DATA_FILE = re.compile(r"""["']([\w.-]+\.(?:csv|toml|sql|json|j2|js))["']""")


def digest_of(*parts: Any) -> str:
    """32 hex digits over JSON-serialisable parts."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=True).encode()).hexdigest()[:32]


def stage_fingerprint(stage: Any) -> str:
    """Digest of a stage: its fields, its code with all project code it imports, its schemas and its tools' versions.

    A stage names the distributions whose version changes its answers in a class attribute `tools`.
    """
    return _stage_fingerprint(stage)


@functools.cache
def _stage_fingerprint(stage: Any) -> str:
    cls = type(stage)
    tables = [cls.accepts, *cls.emits]
    return digest_of(
        cls.name,
        {f.name: _plain(getattr(stage, f.name)) for f in dataclasses.fields(stage)},
        code_digest(cls.__module__),
        [[t.name, t.version, t.schema.to_string(show_schema_metadata=False)] for t in tables],
        [[name, importlib.metadata.version(name)] for name in getattr(cls, "tools", ())],
    )


@functools.cache
def code_digest(module: str) -> str:
    """Digest of a module's source, of every project module it imports, directly or not, and of data files they name."""
    digest = hashlib.sha256()
    for name, path in sorted(_closure(module).items()):
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
        for data in _named_data_files(path):
            digest.update(data.name.encode() + b"\0" + data.read_bytes() + b"\0")
    digest.update(importlib.metadata.version("pyarrow").encode())  # it writes the bytes
    return digest.hexdigest()[:32]


def _closure(module: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    queue = [module]
    while queue:
        name = queue.pop()
        if name in found:
            continue
        path = _source(name)
        if path is None:
            continue
        found[name] = path
        queue.extend(_imports(path))
    return found


def _imports(path: Path) -> list[str]:
    # Read by pattern: parsing the syntax of a hundred modules costs a second in every worker.
    names: list[str] = []
    for plain, package, imported in _IMPORT.findall(path.read_text(encoding="utf-8")):
        if plain:
            names.append(plain)
            continue
        # `from package import module` and `from module import name` look alike: try both
        names.append(package)
        names += [f"{package}.{name}" for name in _NAME.findall(imported)]
    return names


def _named_data_files(path: Path) -> list[Path]:
    literals = set(_DATA_FILE.findall(path.read_text(encoding="utf-8")))
    places = [folder / name for name in literals for folder in (path.parent, path.parent / "templates")]
    return sorted(place for place in places if place.is_file())


@functools.cache
def _source(name: str) -> Path | None:
    try:
        spec = importlib.util.find_spec(name)
    except (ModuleNotFoundError, AttributeError):  # a name inside a module, not a module
        return None
    return Path(spec.origin) if spec is not None and spec.origin and spec.origin.endswith(".py") else None


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value
