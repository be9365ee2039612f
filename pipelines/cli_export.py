"""Subcommand `export`: compiled modules of a release as files for LLVM's tools."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console

from warploom.catalog import export as exporting
from warploom.catalog.escaping import plain
from warploom.catalog.export import INDEX, Format
from warploom.catalog.export_pairs import export_pairs
from warploom.pipelines.exit_codes import DONE, FAILED

_ERRORS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
_MAX_PROBLEMS = 20
"""Printed one by one; all are in the index, as rows without a file, and in JSON."""


def export(
    directory: Path,
    *,
    format: Format | Literal["pair"],  # noqa: A002 - the option's name
    out: Path,
    where: str = "",
    limit: Annotated[int | None, Parameter(validator=Number(gte=0))] = None,
    json_: Annotated[bool, Parameter(name="--json", negative="", help="Print JSON on stdout.")] = False,
) -> int:
    """Write one file for each compiled module, named by its id, and `index.csv` that says what they are.

    Or, as `pair`, one folder for each CUDA/CPU pair: both sides, a program that calls each of them on the inputs of its
    specification, and a Makefile. Ends with 1 where a module cannot be read or no program can be written; the others
    are written all the same.

    Parameters
    ----------
    directory
        Directory of the release.
    format
        `bc` is the bitcode as the compiler wrote it, `ll` text; `pair` are pairs.
    out
        Folder to write into: a new one, or an empty one.
    where
        SQL condition over the columns of `ir_modules`, such as "target = 'nvptx64' and n_kernels > 0", or of
        `kernel_pairs`.
    limit
        At most so many modules or pairs, those with the first ids.
    """
    if format == "pair":
        done = export_pairs(directory, out, where=where, limit=limit)
    else:
        done = exporting.export(directory, out, format, where=where, limit=limit)
    problems = [module for module in done if module.problem]
    if json_:
        modules = [dataclasses.asdict(module) for module in done]
        kind = "pairs" if format == "pair" else "modules"
        index = {} if format == "pair" else {"index": str(out / INDEX)}
        json.dump({**index, kind: modules}, sys.stdout, indent=1, ensure_ascii=False)
        sys.stdout.write("\n")
    for module in problems[:_MAX_PROBLEMS]:
        _ERRORS.print(f"warploom: {plain(module.row_id)}: {plain(module.problem)}")
    if len(problems) > _MAX_PROBLEMS:
        _ERRORS.print(f"... and {len(problems) - _MAX_PROBLEMS} more")
    said = "pairs written" if format == "pair" else "modules written"
    listed = "" if format == "pair" else f"; {INDEX} lists them"
    _ERRORS.print(f"{out}: {len(done) - len(problems)} {said}, {len(problems)} not{listed}")
    return FAILED if problems else DONE
