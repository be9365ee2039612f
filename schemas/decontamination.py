"""Table `decontamination_index`, the work table of what was found with it, and the column that tells it of a file."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import OCCURRENCE_ID
from warploom.schemas.table import Column, Table

CONTAMINATION_METHODS = ("words", "tokens", "function")
BENCHMARK_HIT_MODES = ("exclude", "flag")
"""What becomes of a row with a hit that would be trained on."""

_BENCHMARK = Column("benchmark", pa.string(), "Name of the benchmark.")
_ITEM = Column("item", pa.string(), "The benchmark's own id of the item.")
_FIELD = Column("field", pa.string(), "Field of the item: its prompt, its solution, ...")
_METHOD = Column(
    "method", pa.string(), "By what: " + ", ".join(CONTAMINATION_METHODS) + "; see docs/design/duplicates.md."
)

DECONTAMINATION_INDEX = Table(
    name="decontamination_index",
    version="1.0",
    description="Hashes of benchmark items, by which texts that hold them are found; the items' text is not in it.",
    key=("benchmark", "item", "field", "method", "hash"),
    columns=(
        _BENCHMARK,
        _ITEM,
        _FIELD,
        _METHOD,
        Column("hash", pa.uint64(), "Hash of a sequence of words or tokens, or of a function, by the file's scheme."),
    ),
)

BENCHMARK_MATCHES = Table(
    name="benchmark_matches",
    version="1.0",
    description="Fields of benchmark items that were found in a text.",
    key=("occurrence_id", "benchmark", "item", "field", "method"),
    columns=(
        OCCURRENCE_ID,
        _BENCHMARK,
        _ITEM,
        _FIELD,
        _METHOD,
        Column("score", pa.float64(), "Share of the field's hashes that the text holds, 0 to 1."),
    ),
)

BENCHMARK_HITS = Column(
    "benchmark_hits",
    pa.list_(
        pa.struct(
            [
                pa.field("benchmark", pa.string(), False),
                pa.field("item", pa.string(), False),
                pa.field("method", pa.string(), False),
                pa.field("score", pa.float64(), False),
            ]
        )
    ),
    "Benchmark items that the text holds, the best method of each, sorted; null where the recipe names no benchmark.",
    nullable=True,
)
