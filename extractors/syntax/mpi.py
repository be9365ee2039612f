"""Finds the calls of MPI in a tree, and how each is taken out."""

from __future__ import annotations

from typing import Any

import numpy as np

from warploom.extractors.syntax.names import CALL, MEMBER, Names
from warploom.extractors.syntax.units import Cutter, Enclosure, Nodes

_PREFIX = "mpi_"


def mpi_call_rows(cutter: Cutter, nodes: Nodes, names: Names) -> list[tuple[Any, ...]]:
    """Rows of `syntax_mpi_calls` in order of their bytes; names of functions are told by their prefix `MPI_`."""
    fold = str.lower if cutter.folds_case else str
    prefix = _PREFIX if cutter.folds_case else _PREFIX.upper()
    numbers = [number for number, text in enumerate(names.texts) if fold(text.removeprefix("::")).startswith(prefix)]
    if not numbers:
        return []
    is_called = names.use & (CALL | MEMBER) == CALL
    chosen = np.flatnonzero(np.isin(names.name, np.array(numbers, np.int32)) & is_called)
    rows = []
    around = Enclosure()
    for node in names.node[chosen].tolist():
        call = cutter.call_of(nodes, node)
        if call < 0:
            continue
        around.enter(call, nodes.last[call], "")  # a call's arguments hold those of the calls in it
        removal = cutter.removal(nodes, call)
        rows.append(
            (
                nodes.start[call],
                nodes.end[call],
                removal.start,
                removal.end,
                removal.replacement,
                nodes.text(node).removeprefix("::"),
                cutter.arguments(nodes, call),
            )
        )
    return rows
