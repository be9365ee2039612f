"""What the schemas of the published tables say, as text for pages: key diagram, types, first sentences."""

from __future__ import annotations

import re

from warploom.catalog.views import sql_type
from warploom.schemas.release import PUBLISHED
from warploom.schemas.table import Table

_UNTYPED = {
    ("quarantine", "subject_id"): ("occurrences", "occurrence_id"),  # or a repository's id, of one refused as a whole
    ("verdicts", "subject_id"): ("kernel_pairs", "row_id"),  # or a refused pair's
}
"""Links that are no references of the schema, since they lead to one of two tables."""


def key_diagram() -> str:
    """Every column that others refer to, with those that do; lines without an end of line at the end."""
    links: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for folder, table in PUBLISHED.items():
        if folder != table.name:
            continue  # a choice among the rows of another folder refers to the same
        for column, target in table.references.items():
            links.setdefault(target, []).append((folder, column))
    for source, target in _UNTYPED.items():
        if source[0] in PUBLISHED:
            links.setdefault(target, []).append(source)
    order = list(PUBLISHED)
    targets = sorted(links, key=lambda target: order.index(target[0]) if target[0] in order else len(order))
    left = max((len(f"{folder}.{column}") for folder, column in links), default=0)
    right = max((len(f"{f}.{c}") for sources in links.values() for f, c in sources), default=0)
    lines = []
    for target in targets:
        sources = links[target]
        for number, (folder, column) in enumerate(sources):
            head = f"{target[0]}.{target[1]}".ljust(left) + "  <--" if number == 0 else " " * (left + 5)
            joint = "+-- " if len(sources) > 1 else "--- "
            lines.append(f"{head}{joint}{f'{folder}.{column}'.ljust(right)}  {_about(folder, column)}".rstrip())
    return "\n".join(lines)


def columns_of(table: Table) -> list[tuple[str, str, str]]:
    """Name, DuckDB type (`?` after it where it may be null) and description of every column."""
    return [(c.name, sql_type(c.type) + ("?" if c.nullable else ""), c.description) for c in table.columns]


def title_of(folder: str, table: Table) -> str:
    """What the rows of a folder are, in a sentence."""
    return table.description if folder == table.name else f"A choice among the rows of `{table.name}`, to look at."


def _about(folder: str, column: str) -> str:
    description = next(c.description for c in PUBLISHED[folder].columns if c.name == column)
    first = re.split(r"(?<=[.;])\s", description, maxsplit=1)[0].rstrip(".;").replace("`", "")
    return first if len(first) <= 72 else first[:71].rsplit(" ", 1)[0] + " ..."
