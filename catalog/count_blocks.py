"""Tables of counts as Markdown, marked so that a check can read them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warploom.catalog.escaping import markdown

HEADS: Mapping[str, tuple[str, ...]] = {
    "tables": ("Folder under `data/`", "Rows", "Bytes"),
    "languages": ("Language", "License tier", "Files", "Bytes"),
    "extents": ("Language", "License tier", "Split", "Files", "Bytes", "Tokens"),
    "splits": ("Split", "Files", "Bytes", "Groups"),
    "reasons": ("Reason", "Damage", "Refused"),
    "fates": ("Fate", "Paths"),
    "redactions": ("Kind", "Masked", "Files"),
    "compiled": ("Language", "Target", "Files", "Whole", "In part", "Modules", "Functions", "Kernels"),
    "failures": ("Reason", "Files"),
    "benchmarks": ("Benchmark", "Published files with hits", "Items in them", "Refused"),
    "pairs": ("Origin", "Family", "Schedule", "Level", "Pairs", "Computations", "Mutants", "Killed"),
    "refused_pairs": ("Origin", "Stage", "Reason", "Pairs"),
    "likeness": ("Level", "Method", "Verdict", "Pairs"),
}


def count_block(name: str, rows: Sequence[Sequence[str | int]]) -> str:
    """The table of one kind of counts; columns that hold numbers are set to the right."""
    heads = HEADS[name]
    rule = ["---:" if rows and any(isinstance(row[i], int) for row in rows) else "---" for i in range(len(heads))]
    lines = [_line(heads), "|" + "|".join(rule) + "|", *(_line([_cell(cell) for cell in row]) for row in rows)]
    return "\n".join([f"<!-- counts: {name} -->", *lines, "<!-- end -->"])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(cell: str | int) -> str:
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"`{cell}`" if cell.replace("_", "").isalnum() and "_" in cell else markdown(cell)
