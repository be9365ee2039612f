"""Python functions that numba compiles: the command line for the sandbox, and what came of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final

from warploom.extractors.ir.compile_request import Target
from warploom.extractors.toolchains.tool import Tool
from warploom.schemas.errors import WarploomError

PROGRAM: Final = Path(__file__).with_name("numba_compiler.py")
OUTPUT: Final = "../scratch/numba"
RESULTS: Final = "results.jsonl"
ENVIRONMENT: Final[Mapping[str, str]] = MappingProxyType({"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"})
_MAX_RESULTS = 10_000


class NumbaResultsError(WarploomError):
    """The program in the sandbox wrote something else than results, as hostile code could make it do."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return f"results of numba cannot be read: {self.why}"


@dataclass(frozen=True, slots=True)
class NumbaUnit:
    """One decorated function of a file."""

    name: str
    line: int
    """Of its first decorator, from 1."""
    end_line: int
    decorator: str
    """njit, jit, vectorize, guvectorize, cuda.jit."""
    signature: str
    """Types of the arguments as numba writes them; empty where nothing was compiled."""
    is_inferred: bool
    """Nobody states the signature: it is our guess from how the arguments are used."""
    bitcode: str
    """A file in the output directory; empty where nothing was compiled."""
    reason: str
    """Why not; empty where it was."""
    reads: tuple[str, ...]
    """Files of the repository that statements were taken from; sorted."""

    @property
    def target(self) -> Target:
        """What its code is made for."""
        return Target.NVPTX if self.decorator.startswith("cuda.") else Target.HOST


def numba_command(tool: Tool, path: str, output: str = OUTPUT) -> list[str]:
    """Compile what `path` decorates, by a Python that has numba (`tool`). Runs code of that file: sandbox only."""
    return tool.command("-I", str(PROGRAM), f"./{path}", output)


def numba_prefixes() -> tuple[Path, ...]:
    """What has to be readable in the sandbox: this Python, its packages and our own."""
    packages = (Path(entry) for entry in sys.path if entry.endswith("site-packages"))
    return tuple(
        dict.fromkeys(
            (Path(sys.base_prefix), Path(sys.prefix), PROGRAM.parents[3], PROGRAM.resolve().parents[1], *packages)
        )
    )


def numba_units(results: str) -> tuple[NumbaUnit, ...]:
    """What the program wrote to `RESULTS`; a last line that is cut off is left out. Raises `NumbaResultsError`."""
    units: list[NumbaUnit] = []
    for line in results.split("\n")[:-1]:
        if len(units) == _MAX_RESULTS:
            raise NumbaResultsError(f"more than {_MAX_RESULTS} lines")
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise NumbaResultsError(f"not JSON: {line[:80]!r}") from None
        if not isinstance(row, dict):
            raise NumbaResultsError(f"not an object: {line[:80]!r}")
        if "name" in row:
            units.append(_unit(row))
        else:
            raise NumbaResultsError(str(row.get("reason"))[:200])
    return tuple(units)


def _unit(row: dict[str, Any]) -> NumbaUnit:
    texts = {key: row.get(key) or "" for key in ("name", "decorator", "signature", "bitcode", "reason")}
    lines = {key: row.get(key) for key in ("line", "end_line")}
    reads = row.get("reads")
    if not all(isinstance(text, str) for text in texts.values()) or not all(type(n) is int for n in lines.values()):
        raise NumbaResultsError("a field of another type")
    if not isinstance(reads, list) or not all(isinstance(read, str) for read in reads):
        raise NumbaResultsError("reads is not a list of paths")
    bitcode = texts["bitcode"]
    if bitcode and (PurePosixPath(bitcode).name != bitcode or not bitcode.endswith(".bc")):
        raise NumbaResultsError(f"bitcode outside of its directory: {bitcode[:80]!r}")
    paths = tuple(sorted(str(PurePosixPath(read)) for read in reads))
    if any(PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts for path in paths):
        raise NumbaResultsError("a path outside of the repository")
    return NumbaUnit(**texts, **lines, is_inferred=bool(row.get("is_inferred")), reads=paths)  # type: ignore[arg-type]
