"""Subcommands about leaks of benchmarks: `benchmarks add`, `benchmarks list`, `decontaminate`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from cyclopts import App, Parameter
from rich.console import Console

from warploom.catalog.benchmarks import known_benchmarks
from warploom.catalog.render import render_table
from warploom.extractors.atomic import replacing, write_json
from warploom.extractors.contamination.index import (
    Index,
    build_index,
    check_name,
    digest_of_index,
    read_index,
    write_index,
)
from warploom.extractors.contamination.items import FIELD_KINDS, PROMPT, SOLUTION, ItemFields, ItemsError, read_items
from warploom.pipelines.decontaminated import ReleaseHits, look_up_release
from warploom.pipelines.exit_codes import DONE, OVER_LIMIT
from warploom.pipelines.toml_values import suggestion
from warploom.schemas.columns import LANGUAGES
from warploom.schemas.decontamination import DECONTAMINATION_INDEX
from warploom.schemas.errors import UsageError

_ERRORS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
_Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON on stdout.")]
_Fields = Annotated[tuple[str, ...], Parameter(name="--field", negative="")]

benchmarks = App(name="benchmarks", help="Make indexes of benchmarks, by which texts that hold their items are found.")


@benchmarks.command
def add(
    name: str,
    path: Path,
    *,
    out: Path | None = None,
    field: _Fields = (),
    item: Annotated[tuple[str, ...], Parameter(name="--item", negative="")] = (),
    language: str | None = None,
    member: str | None = None,
    json_: _Json = False,
) -> int:
    """Make an index of a benchmark: hashes, and none of its text.

    Parameters
    ----------
    name
        A name that `warploom benchmarks list` shows, or one of your own.
    path
        What holds the items: JSON, JSON lines, CSV or Parquet, packed or not; an archive; or a directory.
    out
        File to write; by default NAME.index.parquet in this directory.
    field
        A field with text, and whether it is a prompt or a solution: `--field question:prompt --field answer:solution`.
        By default those that are known of the benchmark, or every file of code of a directory.
    item
        A field of the item's id; by default those that are known, or the number of the item.
    language
        Language of the solutions.
    member
        End of the path of the file that holds the items, in an archive or a directory.
    """
    asked = _asked(name, field, item, language, member)
    index = build_index(read_items(path, asked))
    target = out or Path(f"{name}.index.parquet")
    write_index(target, index)
    report = {
        "benchmark": name,
        "index": str(target),
        "sha256": digest_of_index(index),
        "n_items": len(set(index.table.column("item").unique().to_pylist()) | {i for _, i, _, _ in index.too_short}),
        "n_hashes": index.table.num_rows,
        "n_boilerplate": index.n_boilerplate,
        "too_short": [{"item": i, "field": f, "method": m} for _, i, f, m in index.too_short],
    }
    if json_:
        _print_json(report)
    _ERRORS.print(
        f"{target}: {report['n_items']:,} items, {report['n_hashes']:,} hashes; "
        f"{report['n_boilerplate']:,} that many items share were left out"
    )
    for (of_field, method), n in sorted(Counter((f, m) for _, _, f, m in index.too_short).items()):
        _ERRORS.print(f"  {of_field}: {n:,} are too short to be told from other texts by {method}")
    return DONE


@benchmarks.command(name="list")
def list_(*, json_: _Json = False) -> int:
    """Show the benchmarks that are known, under which license they are, and where their text is to be had."""
    rows = [
        {
            "name": b.name,
            "title": b.title,
            "license": b.license,
            "language": b.language,
            "where": b.where,
            "sha256": b.sha256,
        }
        for b in known_benchmarks().values()
    ]
    if json_:
        _print_json(rows)
    else:
        sys.stdout.write(render_table(pa.Table.from_pylist(rows).drop_columns(["sha256"]), 160) + "\n")
    return DONE


def decontaminate(
    directory: Path,
    *,
    against: Annotated[tuple[Path, ...], Parameter(name="--against", negative="")],
    field: _Fields = (),
    language: str | None = None,
    out: Path | None = None,
    ids: Path | None = None,
    json_: _Json = False,
) -> int:
    """Look every row of a finished release up in benchmarks; exit code 3 if a row holds an item of one.

    Parameters
    ----------
    directory
        Directory of the release; it is only read.
    against
        An index that `warploom benchmarks add` wrote, or what holds the items of a benchmark.
    field
        Look only for this field; of what is no index, a field with text as in `benchmarks add`.
    language
        Language of the solutions, where what is given is no index.
    out
        File for the whole report: `.json`, or `.parquet`.
    ids
        File for the ids of the rows with hits, one a line.
    """
    if out is not None and out.suffix not in (".json", ".parquet"):
        raise UsageError(f"--out {out}: must end in .json or .parquet")
    indexes = [_index(path, field, language) for path in against]
    if not indexes:
        raise UsageError("--against: name an index")
    with _ERRORS.status("") as status:
        found = look_up_release(directory, indexes, lambda n, of: status.update(f"{n:,} of {of:,} files"))
    if out is not None:
        _write(out, found)
    if ids is not None:
        with replacing(ids) as temporary:
            temporary.write_text("".join(f"{row}\n" for row in found.row_ids()), encoding="utf-8")
    if json_:
        _print_json(found.report())
    for benchmark, n_rows, n_items in found.by_benchmark():
        _ERRORS.print(f"{benchmark}: {n_rows:,} of {found.n_rows:,} rows hold {n_items:,} items")
    if not json_ and found.table.num_rows:
        sys.stdout.write(render_table(found.table.slice(0, 50), 160) + "\n")
    return OVER_LIMIT if found.table.num_rows else DONE


def _asked(
    name: str, fields: Sequence[str], item: Sequence[str], language: str | None, member: str | None
) -> ItemFields:
    known = known_benchmarks().get(name)
    if language is not None and language not in LANGUAGES:
        raise UsageError(
            f"--language {language}: must be one of {', '.join(LANGUAGES)}.{suggestion(language, LANGUAGES)}"
        )
    check_name(name)
    base = known.item_fields() if known else ItemFields(name, (), {})
    kinds = dict(_kind(field, base.fields) for field in fields) or base.fields
    made = ItemFields(
        name,
        tuple(item) or base.item,
        kinds,
        language or base.language,
        base.member if member is None else member,
    )
    if SOLUTION in kinds.values() and made.language is None:
        raise UsageError("--language: say in which language the solutions are")
    return made


def _kind(field: str, known: Any) -> tuple[str, str]:
    name, _, kind = field.partition(":")
    kind = kind or known.get(name, PROMPT)
    if not name or kind not in FIELD_KINDS:
        raise UsageError(f"--field {field}: must read NAME, NAME:prompt or NAME:solution")
    return name, kind


def _index(path: Path, fields: Sequence[str], language: str | None) -> Index:
    """An index file, its fields narrowed; or one made of a benchmark's items here and now."""
    if path.is_file() and _is_index(path):
        index = read_index(path)
        if fields:
            names = [field.partition(":")[0] for field in fields]
            lacking = sorted(set(names) - set(index.table.column("field").unique().to_pylist()))
            if lacking:
                raise UsageError(f"{path}: has no field {', '.join(lacking)}")
            chosen = pc.is_in(index.table.column("field"), pa.array(names))
            index = Index(index.table.filter(chosen), index.too_short, index.n_boilerplate)
        return index
    name = path.name.partition(".")[0] or "benchmark"
    matching = [b for b in known_benchmarks().values() if b.member and path.name.endswith(Path(b.member).name)]
    asked = _asked(matching[0].name if matching else name, fields, (), language, "" if matching else None)
    if not asked.fields and not path.is_dir():
        raise ItemsError(str(path), "is no index. Name the fields with text, as in --field prompt")
    return build_index(read_items(path, asked))


def _is_index(path: Path) -> bool:
    try:
        metadata = pq.read_schema(path).metadata or {}
    except (pa.ArrowException, OSError):
        return False
    return metadata.get(b"warploom.table") == DECONTAMINATION_INDEX.name.encode()


def _write(out: Path, found: ReleaseHits) -> None:
    if out.suffix == ".json":
        write_json(out, found.report())
        return
    with replacing(out) as temporary:
        pq.write_table(found.table, temporary, compression="zstd")


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
