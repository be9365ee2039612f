"""The members of linear algebra: vectors, matrices, a sparse matrix, conjugate gradients, STREAM."""

from __future__ import annotations

from warploom.extractors.inputs.specification import EXACT, InputSpec, Kind, Tolerance, Values
from warploom.extractors.pairs.reference.member import (
    LENGTHS,
    SMALL_BLOCKS,
    TILES,
    Member,
    count,
    read,
    real,
    updated,
    written,
)

AXPY = Member(
    name="axpy",
    family="elementwise",
    description="Adds a vector, scaled, to another one: y <- a x + y.",
    inputs=InputSpec(
        (count("n"), real("a", "float32"), read("x", "float32", "n"), updated("y", "float32", "n")),
        symbols=("n",),
        sizes=LENGTHS,
        wide=Tolerance(2, scale=64),
    ),
)

DOT = Member(
    name="dot",
    family="reduction",
    description="The scalar product of two vectors.",
    inputs=InputSpec(
        (count("n"), read("x", "float64", "n"), read("y", "float64", "n"), written("product", "float64", "1")),
        symbols=("n",),
        sizes=LENGTHS,
        wide=Tolerance(1, growth="n", scale=64),
        properties=("permutation_invariant:x,y", "symmetric:x,y"),
    ),
    naive="atomics",
    tuned="shared_memory_tree",
)

GEMV = Member(
    name="gemv",
    family="contraction",
    description="The product of a matrix and a vector, added to a scaled vector: y <- alpha A x + beta y.",
    inputs=InputSpec(
        (
            count("m"),
            count("n"),
            real("alpha", "float32"),
            read("a", "float32", "m * n", "row-major m x n"),
            read("x", "float32", "n"),
            real("beta", "float32"),
            updated("y", "float32", "m"),
        ),
        symbols=("m", "n"),
        sizes=tuple(
            {"m": m, "n": n} for m, n in ((0, 5), (1, 1), (3, 0), (31, 33), (33, 31), (129, 7), (5, 257), (67, 129))
        ),
        wide=Tolerance(2, growth="n", scale=512),
        properties=("linear:x",),
    ),
    naive_shapes=SMALL_BLOCKS,
    tuned_shapes=SMALL_BLOCKS,
    tuned="warp_shuffle",
)

GEMM = Member(
    name="gemm",
    family="contraction",
    description="The product of two matrices, added to a scaled matrix: C <- alpha A B + beta C.",
    inputs=InputSpec(
        (
            count("m"),
            count("n"),
            count("k"),
            real("alpha", "float32"),
            read("a", "float32", "m * k", "row-major m x k"),
            read("b", "float32", "k * n", "row-major k x n"),
            real("beta", "float32"),
            updated("c", "float32", "m * n", "row-major m x n"),
        ),
        symbols=("m", "n", "k"),
        sizes=tuple(
            {"m": m, "n": n, "k": k}
            for m, n, k in (
                (0, 3, 2),
                (1, 1, 1),
                (3, 5, 0),
                (15, 17, 16),
                (16, 16, 32),
                (17, 31, 33),
                (33, 15, 5),
                (65, 67, 19),
            )
        ),
        wide=Tolerance(2, growth="k", scale=512),
        properties=("linear:a", "linear:b"),
    ),
    naive_shapes=TILES,
    tuned_shapes=TILES,
    tuned="tiled",
    hip="tiled",
)

TRANSPOSE = Member(
    name="transpose",
    family="transpose",
    description="The transpose of a matrix.",
    inputs=InputSpec(
        (
            count("n"),
            count("m"),
            read("matrix", "float32", "n * m", "row-major n x m"),
            written("out", "float32", "n * m", "row-major m x n"),
        ),
        symbols=("n", "m"),
        sizes=tuple(
            {"n": n, "m": m} for n, m in ((0, 4), (1, 1), (1, 33), (31, 33), (32, 32), (33, 31), (100, 7), (65, 67))
        ),
        properties=("involution",),
    ),
    naive_shapes=TILES,
    tuned_shapes=({"TILE": 32}, {"TILE": 16}),
    tuned="tiled",
    hip="naive",
)

SPMV = Member(
    name="spmv",
    family="sparse",
    description="The product of a sparse matrix in compressed rows and a vector: y <- A x.",
    inputs=InputSpec(
        (
            count("n_rows"),
            read("offsets", "int32", "n_rows + 1", values=Values(Kind.OFFSETS, 0, "n_elements")),
            read("columns", "int32", "n_elements", values=Values(Kind.INTEGER, 0, "n_columns - 1")),
            read("values", "float64", "n_elements"),
            read("x", "float64", "n_columns"),
            written("y", "float64", "n_rows"),
        ),
        symbols=("n_rows", "n_columns", "n_elements"),
        sizes=tuple(
            {"n_rows": rows, "n_columns": columns, "n_elements": elements}
            for rows, columns, elements in (
                (0, 3, 0),
                (1, 1, 1),
                (5, 4, 0),
                (31, 33, 90),
                (33, 31, 1000),
                (129, 127, 900),
                (3, 257, 500),
                (261, 300, 4133),
            )
        ),
        constraints=("n_rows > 0 or n_elements == 0", "n_columns > 0 or n_elements == 0"),
        wide=Tolerance(1, growth="n_elements", scale=64),
        properties=("linear:x",),
    ),
    naive_shapes=SMALL_BLOCKS,
    tuned_shapes=SMALL_BLOCKS,
    tuned="warp_shuffle",
)

CG = Member(
    name="cg",
    family="solver",
    description="Conjugate gradients for a shifted five-point operator on a grid, a fixed number of iterations.",
    inputs=InputSpec(
        (
            count("height"),
            count("width"),
            count("iterations"),
            real("shift", "float64", 0.125, 2.0, (0.1, 4.0)),
            read("b", "float64", "height * width", "row-major height x width"),
            *(written(name, "float64", "height * width", "row-major height x width") for name in ("x", "r", "p", "q")),
        ),
        symbols=("height", "width", "iterations"),
        sizes=tuple(
            {"height": height, "width": width, "iterations": iterations}
            for height, width, iterations in (
                (0, 3, 1),
                (1, 1, 1),
                (1, 31, 2),
                (33, 1, 2),
                (3, 5, 3),
                (16, 17, 3),
                (31, 33, 4),
                (65, 64, 3),
            )
        ),
        constraints=("iterations > 0",),
        exact=Tolerance(8, growth="8 * iterations", scale=8),
        wide=Tolerance(8, growth="8 * iterations", scale=32),
    ),
    naive="atomics",
    tuned="fused",
)

STREAM_COPY = Member(
    name="stream_copy",
    family="elementwise",
    description="STREAM copy: c <- a.",
    inputs=InputSpec(
        (count("n"), read("a", "float64", "n"), written("c", "float64", "n")),
        ("n",),
        LENGTHS,
        properties=("copy_of:a",),
    ),
    tuned="unrolled",
)

STREAM_SCALE = Member(
    name="stream_scale",
    family="elementwise",
    description="STREAM scale: b <- s c.",
    inputs=InputSpec(
        (count("n"), real("s", "float64"), read("c", "float64", "n"), written("b", "float64", "n")),
        symbols=("n",),
        sizes=LENGTHS,
        wide=EXACT,
    ),
    tuned="block_tiles",
)

STREAM_ADD = Member(
    name="stream_add",
    family="elementwise",
    description="STREAM add: c <- a + b.",
    inputs=InputSpec(
        (count("n"), read("a", "float64", "n"), read("b", "float64", "n"), written("c", "float64", "n")),
        symbols=("n",),
        sizes=LENGTHS,
        wide=EXACT,
        properties=("symmetric:a,b",),
    ),
    tuned="block_tiles",
)

STREAM_TRIAD = Member(
    name="stream_triad",
    family="elementwise",
    description="STREAM triad: a <- b + s c.",
    inputs=InputSpec(
        (
            count("n"),
            real("s", "float64"),
            read("b", "float64", "n"),
            read("c", "float64", "n"),
            written("a", "float64", "n"),
        ),
        symbols=("n",),
        sizes=LENGTHS,
        wide=Tolerance(2, scale=64),
    ),
)

MEMBERS = (AXPY, GEMV, GEMM, SPMV, CG, STREAM_COPY, STREAM_SCALE, STREAM_ADD, STREAM_TRIAD, TRANSPOSE, DOT)
