"""Finds the calls of MPI in a tree, and how each is taken out."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from warploom.extractors.syntax.names import CALL, MEMBER, Names
from warploom.extractors.syntax.units import Enclosure, Nodes, Statements

_COLLECTIVES = (
    "barrier|bcast|gatherv?|scatterv?|allgatherv?|alltoall[vw]?|reduce|allreduce|reduce_scatter(?:_block)?|scan|exscan"
)
_ROUTINE = re.compile(
    "mpi_(?:"
    r"i?[bsr]?send(?:_init)?|i?recv(?:_init)?|i?sendrecv(?:_replace)?|i?m?probe|i?mrecv|p(?:send|recv)_init"
    r"|pready(?:_range|_list)?|parrived|(?:wait|test)(?:all|any|some)?|test_cancelled|cancel|start(?:all)?|request_\w+"
    rf"|i?(?:{_COLLECTIVES})(?:_init)?|reduce_local|i?neighbor_\w+"
    r"|(?:buffer|comm|group|intercomm|cart|graph|dist_graph|type|op|win|file|info|errhandler|attr|keyval|session|status"
    r"|grequest|t)_\w+|cartdim_get|graphdims_get|dims_create|topo_test|(?:un)?pack(?:_\w+)?"
    r"|r?(?:put|get|accumulate|get_accumulate)|fetch_and_op|compare_and_swap"
    r"|get_(?:count|elements|elements_x|address|version|library_version|processor_name|hw_resource_info)|address"
    r"|init(?:_thread|ialized)?|finalized?|abort|query_thread|is_thread_main|pcontrol|wtime|wtick|sizeof"
    r"|aint_(?:add|diff)|(?:alloc|free)_mem|error_(?:class|string)|(?:add|remove)_error_\w+|register_datarep"
    r"|(?:open|close)_port|(?:publish|unpublish|lookup)_name|f_sync_reg"
    ")"
)
"""Routines of MPI 1 to 4.1 in lower case; families are told by their beginning."""
_C_SPELLING = re.compile(r"MPI_(?:T_[a-z]|[A-Z][a-z])\w*")
"""A capital and small letters: `MPI_SAFE_CALL` is somebody's macro."""


def is_routine(name: str, *, folds_case: bool) -> bool:
    """The name is that of a routine of MPI; where case matters, spelled as C spells it."""
    if len(name) > 64 or (not folds_case and not _C_SPELLING.fullmatch(name)):
        return False
    return _ROUTINE.fullmatch(name.lower()) is not None


def mpi_call_rows(statements: Statements, nodes: Nodes, names: Names, *, folds_case: bool) -> list[tuple[Any, ...]]:
    """Rows of `syntax_mpi_calls` in order of their bytes."""
    if (b"mpi_" if folds_case else b"MPI_") not in (nodes.source.lower() if folds_case else nodes.source):
        return []
    numbers = [
        number
        for number, text in enumerate(names.texts)
        if text[:6].lower().lstrip(":").startswith("mpi_")
        and is_routine(text.removeprefix("::"), folds_case=folds_case)
    ]
    if not numbers:
        return []
    is_called = names.use & (CALL | MEMBER) == CALL
    chosen = np.flatnonzero(np.isin(names.name, np.array(numbers, np.int32)) & is_called)
    rows = []
    around = Enclosure()
    for node in names.node[chosen].tolist():
        call = statements.call_of(nodes, node)
        if call < 0:
            continue
        around.enter(call, nodes.last[call], "")  # a call's arguments hold those of the calls in it
        removal = statements.removal(nodes, call)
        rows.append(
            (
                nodes.start[call],
                nodes.end[call],
                removal.start,
                removal.end,
                removal.replacement,
                nodes.text(node).removeprefix("::"),
                statements.arguments(nodes, call),
            )
        )
    return rows
