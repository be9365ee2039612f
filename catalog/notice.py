"""Writes who is owed notice: NOTICE, licenses.csv and the full license texts under LICENSES/."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

import duckdb

from warploom.catalog.escaping import plain
from warploom.catalog.license_texts import license_ids, license_text
from warploom.extractors.atomic import replacing, write_text
from warploom.schemas.manifest import LicenseCount, Provenance

MAX_STATEMENTS = 1_000
"""Copyright statements listed for one repository; NOTICE counts the others and says where they are."""

_FETCH = 10_000


def write_licenses_csv(directory: Path, licenses: tuple[LicenseCount, ...]) -> str:
    """Write `licenses.csv`, one line per license expression and tier; its path relative to the release."""
    with replacing(directory / "licenses.csv") as temporary, temporary.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["expression", "tier", "n_files", "n_bytes", "n_repositories"])
        for count in licenses:
            writer.writerow(
                [count.license_expression, count.license_tier, count.n_files, count.n_bytes, count.n_repositories]
            )
    return "licenses.csv"


def write_license_texts(directory: Path, expressions: Iterable[str]) -> tuple[list[str], list[str]]:
    """Write `LICENSES/<id>.txt` for every id in the expressions and remove others; paths, and ids without a text."""
    written, missing = [], []
    ids = {i for expression in expressions for i in license_ids(expression)}
    for identity in sorted(ids):
        text = license_text(identity)
        if text is None:
            missing.append(identity)
            continue
        relative = f"LICENSES/{identity}.txt"
        write_text(directory / relative, text)
        written.append(relative)
    for path in (directory / "LICENSES").glob("*.txt"):
        if f"LICENSES/{path.name}" not in written:
            path.unlink()
    return written, missing


def write_notice(
    directory: Path,
    connection: duckdb.DuckDBPyConnection,
    provenance: Provenance,
    missing_texts: list[str],
) -> str:
    """Write `NOTICE`: per repository its name, origin, licenses and copyright statements; memory stays bounded."""
    licenses = _by_repository(
        connection.cursor(),
        "SELECT repo_name, origin_url, revision_id, repository_id, license_expression, count(*) "
        "FROM source_files GROUP BY ALL ORDER BY ALL",
    )
    statements = _by_repository(
        connection.cursor(),
        "SELECT repo_name, origin_url, revision_id, repository_id, unnest(copyright_statements) AS statement "
        "FROM source_files UNION "
        "SELECT repo_name, origin_url, revision_id, s.repository_id, unnest(license_copyright_statements) "
        "FROM source_files s JOIN file_licenses USING (occurrence_id) ORDER BY ALL",
    )
    with replacing(directory / "NOTICE") as temporary, temporary.open("w", encoding="utf-8", newline="\n") as out:
        out.write(
            f"{plain(provenance.name)} {plain(provenance.version)}\n\n"
            "This data set holds source files of the repositories below. Each file stays under the license named in\n"
            "its row (`license_expression`); the texts of the licenses are in LICENSES/. The statements below were\n"
            "found in the headers of the published files, and in the license files that cover them.\n"
        )
        if missing_texts:
            out.write(
                "\nNo text is at hand for these ids; the evidence that each row names\n"
                f"(`license_evidence_path`) is their text: {', '.join(plain(i) for i in missing_texts)}\n"
            )
        # Both queries sort by the same columns, so one pass over each is enough; not all repositories have statements.
        pending = next(statements, None)
        for place, rows in licenses:
            _write_repository(out, place, [row[4:] for row in rows])
            if pending is not None and pending[0] == place:
                _write_statements(out, place[0], (row[4] for row in pending[1]))
                pending = next(statements, None)
    return "NOTICE"


def _by_repository(
    connection: duckdb.DuckDBPyConnection, sql: str
) -> Iterator[tuple[tuple[Any, ...], Iterator[tuple[Any, ...]]]]:
    connection.execute(sql)

    def rows() -> Iterator[tuple[Any, ...]]:
        while fetched := connection.fetchmany(_FETCH):
            yield from fetched

    return groupby(rows(), key=lambda row: row[:4])


def _write_repository(out: TextIO, place: tuple[Any, ...], licenses: list[tuple[str, int]]) -> None:
    name, origin, revision, _ = (plain(str(part)) for part in place)
    out.write(f"\n{'-' * 100}\n{name}\n  origin: {origin}\n  revision: {revision}\n")
    out.writelines(f"  {plain(expression)}: {n} file{'s' if n != 1 else ''}\n" for expression, n in licenses)


def _write_statements(out: TextIO, repo_name: str, statements: Iterator[str]) -> None:
    more, last = 0, None
    for n, statement in enumerate(statements):
        if n < MAX_STATEMENTS:
            # Statements that differ in white space alone stand next to each other only by chance: one line each.
            line = plain(statement)
            if line and line != last:
                out.write(f"    {line}\n")
            last = line
        else:
            more += 1
    if more:
        out.write(
            f"    and {more} more: column `copyright_statements` of `source_files`, "
            f"rows with `repo_name` {plain(repo_name)}\n"
        )
