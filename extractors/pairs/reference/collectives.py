"""The members in which every element has to do with every other: sums, counts, order, transforms, bodies, chance."""

from __future__ import annotations

from warploom.extractors.inputs.specification import InputSpec, Kind, Scalar, Tolerance, Values
from warploom.extractors.pairs.reference.member import (
    LENGTHS,
    SMALL_BLOCKS,
    Member,
    count,
    positive,
    read,
    real,
    updated,
    written,
)

REDUCTION = Member(
    name="reduction",
    family="reduction",
    description="The sum of all elements.",
    inputs=InputSpec(
        (count("n"), read("x", "float32", "n"), written("total", "float32", "1")),
        symbols=("n",),
        sizes=LENGTHS,
        wide=Tolerance(1, growth="n", scale=8),
        properties=("permutation_invariant:x",),
    ),
    naive="atomics",
    tuned="warp_shuffle",
)

SCAN = Member(
    name="scan",
    family="scan",
    description="The inclusive prefix sums.",
    inputs=InputSpec(
        (
            count("n"),
            read("x", "int32", "n", values=Values(Kind.INTEGER, -100, 100, -30000, 30000)),
            written("out", "int32", "n"),
        ),
        symbols=("n",),
        sizes=tuple({"n": n} for n in (0, 1, 31, 33, 127, 129, 1027, 16641)),  # more blocks than a block has threads,
    ),
    tuned_shapes=({"BLOCK_SIZE": 128}, {"BLOCK_SIZE": 64}),
    naive="doubling",
    tuned="three_kernels",
)

HISTOGRAM = Member(
    name="histogram",
    family="histogram",
    description="How often each of the 256 values of a byte occurs.",
    inputs=InputSpec(
        (
            count("n"),
            read("data", "uint8", "n", values=Values(Kind.INTEGER, 0, 255, 250, 255)),
            written("bins", "uint32", "256"),
        ),
        symbols=("n",),
        sizes=LENGTHS,
        properties=("permutation_invariant:data",),
    ),
    tuned_shapes=({"BLOCK_SIZE": 128}, {"BLOCK_SIZE": 64}),
    naive="atomics",
    tuned="privatised",
)

SOFTMAX = Member(
    name="softmax",
    family="normalisation",
    description="The softmax of every row of a matrix.",
    inputs=InputSpec(
        (
            count("n_rows"),
            count("n_columns"),
            read("x", "float32", "n_rows * n_columns", "row-major n_rows x n_columns", positive(-2, 2, (-200, 200))),
            written("y", "float32", "n_rows * n_columns", "row-major n_rows x n_columns"),
        ),
        symbols=("n_rows", "n_columns"),
        sizes=tuple(
            {"n_rows": rows, "n_columns": columns}
            for rows, columns in ((0, 4), (1, 1), (3, 0), (31, 33), (33, 31), (5, 129), (3, 1027), (129, 33))
        ),
        exact=Tolerance(8, growth="1 + n_columns // 16"),
        wide=Tolerance(8, growth="1 + n_columns // 16", scale=1e-6),
        properties=("row_sums:1", "shift_invariant:x"),
    ),
    naive_shapes=SMALL_BLOCKS,
    tuned_shapes=SMALL_BLOCKS,
    tuned="block_per_row",
)

BITONIC_SORT = Member(
    name="bitonic_sort",
    family="sort",
    description="Sorts keys upwards by Batcher's bitonic network.",
    inputs=InputSpec(
        (
            count("n"),
            updated("keys", "int32", "n", values=Values(Kind.INTEGER, -1000, 1000, -2147483648, 2147483647)),
        ),
        symbols=("n",),
        sizes=tuple({"n": n} for n in (0, 1, 2, 31, 33, 257, 1000, 4133)),
        properties=("permutation:keys", "idempotent"),
    ),
    tuned="shared_memory",
)

FFT = Member(
    name="fft",
    family="transform",
    description="The discrete Fourier transform of a power of two of complex numbers, by radix 2 in time.",
    inputs=InputSpec(
        (
            count("n"),
            read("re_in", "float64", "n"),
            read("im_in", "float64", "n"),
            written("re", "float64", "n"),
            written("im", "float64", "n"),
        ),
        symbols=("n",),
        sizes=tuple({"n": n} for n in (1, 2, 4, 32, 64, 256, 1024, 4096)),
        constraints=("log2(2 * n - 1) == log2(n)",),  # a power of two
        exact=Tolerance(4, growth="log2(n)", scale="n"),
        wide=Tolerance(8, growth="log2(n)", scale="4 * n"),
        properties=("linear:re_in,im_in", "parseval"),
    ),
    naive_shapes=SMALL_BLOCKS,
    tuned_shapes=SMALL_BLOCKS,
    tuned="shared_memory",
)

NBODY = Member(
    name="nbody",
    family="interaction",
    description="The acceleration of every body by the gravity of all.",
    inputs=InputSpec(
        (
            count("n"),
            real("softening", "float32", 0.125, 1.0, (0.05, 2.0)),
            read(
                "bodies",
                "body",
                "n",
                values=positive(0.125, 4.0, (0.01, 16.0)),
                fields=tuple((name, "float32") for name in ("x", "y", "z", "mass")),
            ),
            written("acceleration", "float32", "3 * n", "row-major n x 3"),
        ),
        symbols=("n",),
        sizes=tuple({"n": n} for n in (0, 1, 2, 31, 33, 129, 257, 1367)),
        exact=Tolerance(8, growth="1 + n // 64", scale=8),
        wide=Tolerance(8, growth="1 + n // 64", scale=8),
        properties=("translation_invariant:bodies",),
    ),
    naive_shapes=SMALL_BLOCKS,
    tuned_shapes=SMALL_BLOCKS,
    tuned="tiled",
)

BLACK_SCHOLES = Member(
    name="black_scholes",
    family="elementwise",
    description="Prices of European calls and puts by the formula of Black and Scholes.",
    inputs=InputSpec(
        (
            count("n"),
            real("rate", "float64", 0.0, 0.125, (0.0, 0.2)),
            real("volatility", "float64", 0.125, 0.5, (0.05, 0.9)),
            read("spot", "float64", "n", values=positive(5, 30, (1, 100))),
            read("strike", "float64", "n", values=positive(5, 30, (1, 100))),
            read("years", "float64", "n", values=positive(0.25, 4, (0.1, 10))),
            written("call", "float64", "n"),
            written("put", "float64", "n"),
        ),
        symbols=("n",),
        sizes=LENGTHS,
        exact=Tolerance(16, scale=32),
        wide=Tolerance(16, scale=128),
        properties=("parity:call - put = spot - strike exp(-rate years)",),
    ),
    naive_shapes=SMALL_BLOCKS,
    tuned_shapes=SMALL_BLOCKS,
)

MONTE_CARLO_PI = Member(
    name="monte_carlo_pi",
    family="random",
    description="Random points of the unit square that lie in the quarter circle, counted stream by stream and in all.",
    inputs=InputSpec(
        (
            count("n"),
            count("draws"),
            Scalar("seed", "uint32", Values(Kind.INTEGER, 0, 1000, 0, 4294967295)),
            written("hits", "uint32", "n"),
            written("inside", "uint64", "1"),
        ),
        symbols=("n", "draws"),
        sizes=tuple(
            {"n": n, "draws": draws}
            for n, draws in ((0, 4), (1, 1), (5, 0), (31, 33), (33, 65), (129, 7), (65, 40), (4099, 2))
        ),
        properties=("distribution:hits:binomial:2 * draws:0.7853981633974483",),
    ),
    naive_shapes=SMALL_BLOCKS,
    tuned_shapes=SMALL_BLOCKS,
    tuned="warp_shuffle",
)

MEMBERS = (
    REDUCTION,
    SCAN,
    HISTOGRAM,
    SOFTMAX,
    BITONIC_SORT,
    FFT,
    NBODY,
    BLACK_SCHOLES,
    MONTE_CARLO_PI,
)
