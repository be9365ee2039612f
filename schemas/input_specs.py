"""Table `input_specs`: what functions on arrays may be called with, one row for each distinct specification."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import STRINGS
from warploom.schemas.table import Column, Table

SPEC_ORIGINS = ("given", "inferred")

_PARAM = pa.struct(
    [
        pa.field("name", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("shape", pa.string()),
        pa.field("direction", pa.string()),
        pa.field("value", pa.string()),
        pa.field("distribution", pa.string()),
        pa.field("low", pa.string()),
        pa.field("high", pa.string()),
        pa.field("layout", pa.string()),
    ]
)

INPUT_SPECS = Table(
    name="input_specs",
    version="1.0",
    description="What both sides of pairs are called with: shapes, constraints, values, sizes, aliasing, tolerances.",
    key=("row_id",),
    columns=(
        Column("text", pa.string(), "The whole specification as JSON; all else in the row is read off it."),
        Column("row_id", pa.string(), "`is_` id: a digest of the text."),
        Column(
            "params",
            pa.list_(_PARAM),
            "In the order of the functions' parameters; kind is scalar or array, shape the number of elements as an "
            "expression over the symbols, value that of a scalar which is not drawn, the rest how values are drawn.",
        ),
        Column("symbols", STRINGS, "Whole numbers that a call chooses."),
        Column("constraints", STRINGS, "Expressions over the symbols that are not 0 in any call."),
        Column("sizes", STRINGS, "The ladder, smallest first: `n=31,m=7`."),
        Column("aliases", STRINGS, "Arrays that may be the same memory: `x=y`; all others never overlap."),
        Column("data_sets", STRINGS, "exact (multiples of 1/8), wide, or both."),
        Column("exact_ulps", pa.float64(), "Tolerance in the exact data set; 0: equal bits.", nullable=True),
        Column("wide_ulps", pa.float64(), "Tolerance in the wide data set, times `wide_growth`.", nullable=True),
        Column("wide_growth", pa.string(), "Length of the longest chain of roundings, an expression.", nullable=True),
        Column("properties", STRINGS, "Laws that outputs obey, by name."),
        Column("n_sizes", pa.int32(), "Sizes in the ladder."),
        Column("largest_array", pa.int64(), "Elements of the largest array at the largest size."),
        Column(
            "origin",
            pa.string(),
            "given by who made the code, or inferred from it and checked: " + ", ".join(SPEC_ORIGINS) + ".",
        ),
    ),
)
