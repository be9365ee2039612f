"""What a law about published rows is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A law about one table; `sql` selects one column, the ids of the rows that break it."""

    table: str
    name: str
    message: str
    sql: str
    parameters: tuple[object, ...] = ()
    needs: tuple[str, ...] = ()
    """Columns that the first version of the table had not: without them, a release has nothing to check."""
