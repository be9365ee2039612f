"""Subcommand `doctor`: what is on this machine, what is missing, what each missing thing would add, how to get it."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import json
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from typing import Annotated

import psutil
from cyclopts import Parameter
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from warploom.extractors.sandbox import best_isolation, probe_isolation
from warploom.extractors.toolchains.registry import Found, Missing, find_tools
from warploom.pipelines.exit_codes import DONE


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing that a build can use; `version` is null where it is missing."""

    name: str
    version: str | None
    adds: str
    how_to_get: str


_DISTRIBUTIONS = (
    ("pyarrow", "tables and Parquet shards", "pip install warploom"),
    ("duckdb", "SQL, checks, the catalog", "pip install warploom"),
    ("distributed", "the default runner", "pip install warploom"),
    ("scancode-toolkit-mini", "license recognition", "pip install warploom"),
    ("unearth", "source distributions from package indexes", "pip install warploom"),
    ("llvmlite", "PTX and checks of LLVM IR", "pip install warploom"),
    ("apache-beam", "--runner beam", "pip install 'warploom[beam]'"),
    ("datasets", "loading a release with load_dataset", "pip install 'warploom[release]'"),
)


def doctor(*, json_: Annotated[bool, Parameter(name="--json", negative="")] = False) -> int:
    """Show what Warploom finds on this machine: libraries, compilers, isolation for hostile code, room.

    Parameters
    ----------
    json_
        Print JSON on stdout.
    """
    tools = [_distribution(*row) for row in _DISTRIBUTIONS]
    toolchains = find_tools()
    probes = probe_isolation()
    memory, disk = psutil.virtual_memory(), shutil.disk_usage(os.curdir)
    machine = {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": os.cpu_count(),
        "memory_bytes": memory.total,
        "disk_free_bytes": disk.free,
    }
    if json_:
        report = {
            "machine": machine,
            "tools": [dataclasses.asdict(t) for t in tools],
            "toolchains": [_as_json(t) for t in toolchains],
            "isolation": [{"level": p.level, "is_available": p.is_available, "cause": p.cause} for p in probes],
        }
        json.dump(report, sys.stdout, indent=1, default=str)
        sys.stdout.write("\n")
        return DONE
    console = Console(highlight=False)
    console.print(
        f"Python {machine['python']}, {machine['system']}, {machine['processors']} processors, "
        f"{memory.total / 1e9:.0f} GB memory, {disk.free / 1e9:.0f} GB free here"
    )
    table = Table("tool", "version", "adds", "how to get it", box=None)
    for tool in tools:
        how = "" if tool.version else escape(tool.how_to_get)  # `[beam]` is no markup
        table.add_row(tool.name, tool.version or "missing", tool.adds, how)
    console.print(table)
    # Five columns would leave a terminal of 80 no room for the words.
    compilers = Table("toolchain", "version", "adds", "from, or how to get it", box=None)
    for t in toolchains:
        if isinstance(t, Found):
            compilers.add_row(t.label, t.tool.version, t.adds, t.tool.shipped_by)
        else:
            how = f"{t.how_to_get} ({t.cause})" if t.cause else t.how_to_get
            compilers.add_row(t.label, "broken" if t.cause else "missing", t.adds, escape(how))
    console.print(compilers)
    isolation = Table("isolation", "works here", "why not", box=None)
    for probe in probes:
        isolation.add_row(probe.level, "yes" if probe.is_available else "no", escape(probe.cause or ""))
    console.print(isolation)
    console.print(f"Compiling and running crawled code would use: {best_isolation()}")
    return DONE


def _distribution(name: str, adds: str, how_to_get: str) -> Tool:
    try:
        version: str | None = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        version = None
    return Tool(name, version, adds, how_to_get)


def _as_json(found: Found | Missing) -> dict[str, str | None]:
    """One toolchain; `version` is null where it is missing, `cause` where it is not broken."""
    if isinstance(found, Missing):
        return {
            "label": found.label,
            "version": None,
            "adds": found.adds,
            "how_to_get": found.how_to_get,
            "cause": found.cause or None,
        }
    tool = found.tool
    return {
        "label": found.label,
        "version": tool.version,
        "digest": tool.digest,
        "path": str(tool.path),
        "shipped_by": tool.shipped_by,
        "origin": found.origin,
        "adds": found.adds,
    }
