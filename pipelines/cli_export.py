"""Subcommand `export`: compiled modules of a release as files for LLVM's tools."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console

from warploom.catalog import export as exporting
from warploom.catalog.escaping import plain
from warploom.catalog.export import INDEX, Format
from warploom.pipelines.exit_codes import DONE, FAILED

_ERRORS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
_MAX_PROBLEMS = 20
"""Printed one by one; all are in the index, as rows without a file, and in JSON."""


def export(
    directory: Path,
    *,
    format: Format,  # noqa: A002 - the option's name
    out: Path,
    where: str = "",
    limit: Annotated[int | None, Parameter(validator=Number(gte=0))] = None,
    json_: Annotated[bool, Parameter(name="--json", negative="", help="Print JSON on stdout.")] = False,
) -> int:
    """Write one file for each compiled module, named by its id, and `index.csv` that says what they are.

    Ends with 1 where a module cannot be read; the others are written all the same.

    Parameters
    ----------
    directory
        Directory of the release.
    format
        `bc` is the bitcode as the compiler wrote it, `ll` text.
    out
        Folder to write into: a new one, or an empty one.
    where
        SQL condition over the columns of `ir_modules`, such as "target = 'nvptx64' and n_kernels > 0".
    limit
        At most so many modules, those with the first ids.
    """
    done = exporting.export(directory, out, format, where=where, limit=limit)
    problems = [module for module in done if module.problem]
    if json_:
        modules = [dataclasses.asdict(module) for module in done]
        json.dump({"index": str(out / INDEX), "modules": modules}, sys.stdout, indent=1, ensure_ascii=False)
        sys.stdout.write("\n")
    for module in problems[:_MAX_PROBLEMS]:
        _ERRORS.print(f"warploom: {plain(module.row_id)}: {plain(module.problem)}")
    if len(problems) > _MAX_PROBLEMS:
        _ERRORS.print(f"... and {len(problems) - _MAX_PROBLEMS} more")
    _ERRORS.print(f"{out}: {len(done) - len(problems)} modules written, {len(problems)} not; {INDEX} lists them")
    return FAILED if problems else DONE
