"""How people write: names, indentation, braces and comments, drawn apart from what is computed."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from warploom.extractors.pairs.computation import Computation
from warploom.extractors.pairs.draws import Draws

_POOLS: Final[Mapping[str, tuple[str, ...]]] = {
    "input": ("x", "src", "input", "a", "values", "samples", "signal", "field", "data", "series", "u", "points",
              "source", "in", "arr", "readings", "state"),
    "second": ("b", "other", "weights", "v", "coeffs", "gain", "reference", "rhs", "mask", "partner", "w", "target",
               "drift", "bias"),
    "output": ("y", "out", "dst", "result", "output", "res", "answer", "filtered", "next", "updated", "dest"),
    "matrix": ("A", "mat", "matrix", "lhs", "table", "grid", "panel", "left"),
    "vector": ("vec", "xs", "b_vec", "right", "coef", "column", "profile"),
    "index": ("idx", "lookup", "indices", "where_from", "order", "perm", "links", "route"),
    "offsets": ("row_ptr", "offsets", "row_start", "begin_of", "starts", "ptr"),
    "columns": ("col_idx", "cols_of", "col", "neighbour", "column_of"),
    "bins": ("hist", "counts", "buckets", "bins", "tally", "totals"),
    "count": ("n_kept", "n_selected", "kept_count", "how_many"),
    "keys": ("keys", "codes", "labels", "ids", "words", "bits", "flags"),
    "length": ("n", "count", "len", "size", "num", "total_n", "n_items"),
    "rows": ("rows", "m", "height", "n_rows", "ny", "outer"),
    "cols": ("cols", "n", "width", "n_cols", "nx", "inner"),
    "planes": ("depth", "planes", "nz", "batch", "n_batches", "slices"),
    "inner": ("k_len", "kdim", "common", "shared_dim", "n_terms"),
    "bincount": ("n_bins", "n_groups", "bin_count", "n_classes"),
    "nonzeros": ("nnz", "n_entries", "n_links"),
    "scalar": ("alpha", "beta", "scale", "shift", "omega", "rate", "bias_value", "factor", "damping", "theta"),
    "axis": ("i", "j", "k", "row", "c", "r", "p", "q", "ii", "jj", "kk", "pos", "e"),
    "local": ("t", "tmp", "mid", "part", "mix", "step", "level", "blend", "delta", "acc", "sum", "s", "val", "inner_v",
              "term_a", "term_b", "h", "z"),
    "struct": ("Particle", "Cell", "Sample", "Node", "Record", "Body", "Point", "Entry"),
}  # fmt: skip
_RESERVED: Final = frozenset(
    ("in", "row_in", "to", "where", "rest", "kept", "keys", "key", "slot", "candidate", "running", "term", "start",
     "chain", "values", "numpy", "len", "bin", "lane", "warp", "tile", "next", "index", "tid", "total", "total_n",
     "points", "point", "needed", "blocks", "threads", "stride", "first", "turn", "base", "step", "offset", "other",
     "other_at", "quad", "made", "parts", "parts_at", "part", "mine", "mine_at", "n_parts", "flag", "flags", "upto",
     "running_of", "carried", "partial", "totals", "own", "votes", "below", "at", "found", "n_warps", "partner",
     "rises", "span", "apart", "left", "right", "rank", "warp_total", "reach", "before", "tx", "ty"),
)  # fmt: skip
"""Names that the emitters give to what is theirs, and words of Python or CUDA."""


class Names:
    """Hands out readable names, each once. Drawn from a stream of its own, so that it changes nothing else."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._used: set[str] = set(_RESERVED)

    def __call__(self, role: str) -> str:
        """A name that nobody has yet, of something with this role."""
        free = [name for name in _POOLS[role] if name not in self._used]
        if free:
            name = self._draws.one(free)
        else:
            stem, number = _POOLS[role][0], 2
            while f"{stem}{number}" in self._used:
                number += 1
            name = f"{stem}{number}"
        self._used.add(name)
        return name


@dataclass(frozen=True, slots=True)
class Style:
    """Of one side of one pair."""

    indent: int = 4
    braces: str = "same"
    """`same` line or `next`."""
    comment: str = "block"
    """`block`, `line` or `doc`."""
    restrict: bool = True
    ternary: bool = False
    early_return: bool = False
    block_dim: bool = True
    """Read the block's size from `blockDim` rather than from the macro."""
    post: bool = False
    """`i++` rather than `++i`."""


def draw_style(draws: Draws) -> Style:
    """Any of them."""
    return Style(
        indent=draws.weighted({4: 6.0, 2: 4.0}),
        braces=draws.weighted({"same": 8.0, "next": 2.0}),
        comment=draws.one(("block", "line", "doc")),
        restrict=draws.chance(0.5),
        ternary=draws.chance(0.3),
        early_return=draws.chance(0.5),
        block_dim=draws.chance(0.7),
        post=draws.chance(0.5),
    )


def finished(
    computation: Computation,
    style: Style,
    preamble: Mapping[str, str],
    structs: Sequence[str],
    lines: Sequence[str],
    dialect: str,
    note: str = "",
    block_size: int = 256,
) -> str:
    """The file: includes, macro, comment, structures, small functions, and the code, in the style."""
    before = [*structs]
    for helper in preamble.values():
        before += [*helper.splitlines(), ""]
    text = "\n".join([*before, *lines])
    head = []
    if dialect == "cuda":
        head.append("#include <cuda_runtime.h>")
        if "__half" in text:
            head.append("#include <cuda_fp16.h>")
    elif any(f"{name}(" in text or f"{name}f(" in text for name in _MATHS):
        head.append("#include <math.h>")
    head.append("")
    if "INFINITY" in text and "#include <math.h>" not in head:
        head.insert(0, "#include <math.h>")
    if "BLOCK_SIZE" in text:
        head += ["#ifndef BLOCK_SIZE", f"#define BLOCK_SIZE {block_size}", "#endif", ""]
    if "TILE" in text:
        head += ["#ifndef TILE", "#define TILE 16", "#endif", ""]
    description = computation.description + (" " + note if note else "")
    while head and head[0] == "":
        head.pop(0)
    comment = _comment(description, style.comment)
    return "\n".join([*head, *_styled(before, style), *comment, *_styled(lines, style)]) + "\n"


_MATHS = ("fmin", "fmax", "fabs", "exp", "sqrt", "tanh", "sin", "cos", "log", "atan", "floor", "fma")


def _comment(text: str, kind: str) -> list[str]:
    wrapped = textwrap.wrap(text, 90)
    if kind == "line":
        return [f"// {line}" for line in wrapped]
    if kind == "doc":
        return ["/**", *(f" * {line}" for line in wrapped), " */"]
    if len(wrapped) == 1:
        return [f"/* {wrapped[0]} */"]
    return [f"/* {wrapped[0]}", *(f"   {line}" for line in wrapped[1:-1]), f"   {wrapped[-1]} */"]


def _styled(lines: Sequence[str], style: Style) -> list[str]:
    styled = []
    for line in lines:
        bare = line.lstrip(" ")
        level = (len(line) - len(bare)) // 4
        if style.post and bare.startswith("for ("):
            bare = _post(bare)
        pad = " " * (style.indent * level)
        if (
            style.braces == "next"
            and bare.endswith(" {")
            and not bare.startswith(("}", "typedef", "static inline", "__device__"))
        ):
            styled += [pad + bare[:-2], pad + "{"]
        else:
            styled.append(pad + bare if bare else "")
    return styled


def _post(bare: str) -> str:
    head, sign, tail = bare.rpartition("; ++")
    if not sign:
        return bare
    name, bracket, rest = tail.partition(")")
    return f"{head}; {name}++{bracket}{rest}"
