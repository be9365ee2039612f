"""Finds SQL of a release that does more than to define and to ask: it runs on the machines of those who use it."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from warploom.schemas.release import CATALOG
from warploom.validators.license_counts import COUNTED

SCRIPTS = ("views.sql", "views-hf.sql", "examples.sql")
_WRITES = ("ATTACH", "COPY", "DELETE", "EXPORT", "IMPORT", "INSERT", "INSTALL", "LOAD", "MERGE", "TRUNCATE", "UPDATE")
"""With which a statement begins that writes, loads or opens something, or a part of a query does."""
_STATEMENTS = (
    "ALTER", "CALL", "CHECKPOINT", "DEALLOCATE", "DETACH", "DROP", "EXECUTE", "PRAGMA", "PREPARE", "RESET", "USE",
    "VACUUM",
)  # fmt: skip
"""With which a statement alone can begin; as names they are common elsewhere."""
_WITHIN = re.compile(rf"(?:^|;|\(|\bAS\b|\bEXPLAIN\b|\bANALYZE\b)\s*({'|'.join(_WRITES)})\b", re.IGNORECASE)
_AT_START = re.compile(rf"(?:^|;|\bEXPLAIN\b|\bANALYZE\b)\s*({'|'.join(_STATEMENTS)})\b", re.IGNORECASE)
_NO_CODE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
"""Literals, names in quotes, comments: what is in them does nothing."""
_SETTING = re.compile(r"\bSET\s+(?!VARIABLE\b)", re.IGNORECASE)
_SHELL = re.compile(r"^\s*\.\w", re.MULTILINE)
_MAKES_OTHER = re.compile(r"\bCREATE\s+(?!(?:OR\s+REPLACE\s+)?(?:TEMP\w*\s+)?(?:VIEW|MACRO)\b)", re.IGNORECASE)


def problems_of(sql: str) -> list[str]:
    """What of a script is neither a view, a macro, a comment, a variable nor a question, sorted; empty for a good one.

    Also looks into queries, since DuckDB takes `WITH x AS (COPY ...) SELECT ...`. Dollar quotes are refused: what is
    in them cannot be told from code in one pass.
    """
    code = _NO_CODE.sub(lambda match: " " if match[0][0] in "-/" else " '' ", sql)
    found = {match[1].upper() for pattern in (_WITHIN, _AT_START) for match in pattern.finditer(code)}
    for pattern, what in ((_SETTING, "SET"), (_SHELL, "a shell command"), (_MAKES_OTHER, "CREATE of no view or macro")):
        if pattern.search(code):
            found.add(what)
    if "$" in code:
        found.add("a dollar quote")
    return sorted(found)


def script_problems(directory: Path) -> dict[str, list[str]]:
    """Of each script and of the catalog's views and macros; files that are good, or not there, are left out."""
    found = {}
    for name in SCRIPTS:
        path = directory / name
        if path.is_file():
            found[name] = problems_of(path.read_text("utf-8", "replace"))
    found[CATALOG] = _of_catalog(directory / CATALOG)
    return {name: problems for name, problems in found.items() if problems}


def _of_catalog(path: Path) -> list[str]:
    if not path.is_file():
        return []
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            defined = connection.execute(
                "SELECT sql FROM duckdb_views() WHERE NOT internal UNION ALL "
                "SELECT macro_definition FROM duckdb_functions() WHERE NOT internal"
            ).fetchall()
            named = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    except duckdb.Error:
        return []  # that it does not open is another finding
    tables = {name for (name,) in named}
    problems = {problem for (sql,) in defined for problem in problems_of(sql)}
    return sorted(problems | ({"a table"} if tables - COUNTED.keys() else set()))
