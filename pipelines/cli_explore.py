"""Subcommands that read a finished release: `check`, `sql`, `explain`, `find`."""

from __future__ import annotations

import dataclasses
import json
import math
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import pyarrow as pa
import pyarrow.csv
from cyclopts import Parameter
from rich.console import Console

from warploom.catalog import explore
from warploom.catalog.answers import Section
from warploom.catalog.render import render_table
from warploom.pipelines.exit_codes import DONE, FAILED
from warploom.validators import releases

_ERRORS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
_Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON on stdout.")]


def check(directory: Path, *, json_: _Json = False) -> int:
    """Assert on a published release: files and digests, schemas, keys, counts, fates, licenses.

    Parameters
    ----------
    directory
        Directory of the release.
    """
    findings = releases.check(directory)
    if json_:
        _print_json([dataclasses.asdict(f) for f in findings])
    for finding in findings:
        _ERRORS.print(str(finding))
    if findings:
        _ERRORS.print(f"warploom: {directory}: {len(findings)} findings")
        return FAILED
    _ERRORS.print(f"{directory}: all checks hold")
    return DONE


def sql(
    directory: Path,
    query: str,
    *,
    format: Literal["table", "json", "csv"] = "table",  # noqa: A002 - the option's name
    json_: _Json = False,
) -> int:
    """Run SQL over the release's tables; nothing can be written.

    Parameters
    ----------
    directory
        Directory of the release.
    query
        One or more DuckDB statements; the last one's result is shown.
    format
        How to print the result.
    """
    result = explore.query(directory, query)
    if json_ or format == "json":
        _print_json(_unique_names(result).to_pylist())
    elif format == "csv":
        pyarrow.csv.write_csv(_flat(result), sys.stdout.buffer)
    else:
        sys.stdout.write(render_table(result, _width()) + "\n")
    return DONE


def explain(directory: Path, identity: str, *, json_: _Json = False) -> int:
    """Show all that is known of a row, or why it was refused.

    Parameters
    ----------
    directory
        Directory of the release.
    identity
        An id of any kind (`sf_`, `cu_`, `ir_`, `gl_`, `swh:1:cnt:`, ...), or a part of a path.
    """
    return _show(explore.explain(directory, identity), f"{directory} knows nothing of {identity}", json_=json_)


def find(directory: Path, repository: str, *, json_: _Json = False) -> int:
    """Show what of a repository is in the release, and what was refused.

    Parameters
    ----------
    directory
        Directory of the release.
    repository
        Its name, such as `pypi/torch-scatter`, or a part of it.
    """
    return _show(explore.find(directory, repository), f"{directory} holds nothing of {repository}", json_=json_)


def _show(sections: Sequence[Section], nothing: str, *, json_: bool) -> int:
    if json_:
        _print_json([{"title": s.title, "rows": s.table.to_pylist(), "n_more": s.n_more} for s in sections])
    if not sections:
        _ERRORS.print(f"warploom: {nothing}")
        return FAILED
    if not json_:
        for section in sections:
            sys.stdout.write(f"{section.title}\n{render_table(section.table, _width())}\n")
            if section.n_more:
                sys.stdout.write(f"... and {section.n_more} more\n")
            sys.stdout.write("\n")
    return DONE


def _width() -> int:
    """Cells of the terminal; what is piped elsewhere gets room."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 160


def _flat(table: pa.Table) -> pa.Table:
    """Lists, structs and intervals as text, which CSV has no form for."""
    for i, field in enumerate(table.schema):
        if pa.types.is_nested(field.type) or pa.types.is_interval(field.type):
            values = [None if v is None else json.dumps(v, default=str) for v in table.column(i).to_pylist()]
            table = table.set_column(i, field.name, pa.array(values, pa.string()))
    return table


def _plain(value: Any) -> Any:
    """The value in what JSON has: no NaN or infinity (null), bytes in hex."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _unique_names(table: pa.Table) -> pa.Table:
    """Columns of equal names get a number: a JSON object has each name once."""
    seen: dict[str, int] = {}
    names = []
    for name in table.schema.names:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return table.rename_columns(names)


def _print_json(value: Any) -> None:
    json.dump(_plain(value), sys.stdout, indent=1, ensure_ascii=False, default=str, allow_nan=False)
    sys.stdout.write("\n")
