"""The members on grids: stencils, a convolution, the Mandelbrot set."""

from __future__ import annotations

from warploom.extractors.inputs.specification import InputSpec, Tolerance
from warploom.extractors.pairs.reference.member import (
    SMALL_BLOCKS,
    TILES,
    Member,
    count,
    read,
    real,
    updated,
    written,
)

JACOBI_2D = Member(
    name="jacobi_2d",
    family="stencil",
    description="Jacobi sweeps on a two-dimensional grid: inner points become the mean of their four neighbours.",
    inputs=InputSpec(
        (
            count("height"),
            count("width"),
            count("steps"),
            updated("u", "float64", "height * width", "row-major height x width"),
            updated("v", "float64", "height * width", "row-major height x width"),
        ),
        symbols=("height", "width", "steps"),
        sizes=tuple(
            {"height": height, "width": width, "steps": steps}
            for height, width, steps in (
                (0, 4, 1),
                (1, 1, 1),
                (2, 31, 1),
                (3, 3, 0),
                (3, 33, 2),
                (16, 17, 3),
                (33, 31, 2),
                (65, 67, 1),
            )
        ),
        wide=Tolerance(2, growth="2 * steps", scale=16),
        properties=("fixed_point:constant u",),
    ),
    naive_shapes=TILES,
    tuned_shapes=TILES,
    tuned="shared_memory",
)

JACOBI_3D = Member(
    name="jacobi_3d",
    family="stencil",
    description="One weighted sweep of a seven-point stencil on a three-dimensional grid; the boundary is copied.",
    inputs=InputSpec(
        (
            count("depth"),
            count("height"),
            count("width"),
            real("centre", "float64"),
            real("side", "float64"),
            read("u", "float64", "depth * height * width", "row-major depth x height x width"),
            written("v", "float64", "depth * height * width", "row-major depth x height x width"),
        ),
        symbols=("depth", "height", "width"),
        sizes=tuple(
            {"depth": depth, "height": height, "width": width}
            for depth, height, width in (
                (0, 3, 3),
                (1, 1, 1),
                (2, 5, 33),
                (3, 3, 3),
                (4, 9, 31),
                (5, 7, 35),
                (8, 8, 32),
                (11, 13, 33),
            )
        ),
        wide=Tolerance(8, scale=128),
        properties=("linear:u",),
    ),
    naive_shapes=({"BLOCK_X": 32}, {"BLOCK_X": 8}),
    tuned_shapes=({"BLOCK_X": 32}, {"BLOCK_X": 8}),
    tuned="shared_memory_planes",
)

CONV2D = Member(
    name="conv2d",
    family="stencil",
    description="The cross-correlation of an image with a square filter; beyond its edges the image is zero.",
    inputs=InputSpec(
        (
            count("height"),
            count("width"),
            count("radius"),
            read("image", "float32", "height * width", "row-major height x width"),
            read("weights", "float32", "(2 * radius + 1) * (2 * radius + 1)", "row-major, 2 radius + 1 rows"),
            written("out", "float32", "height * width", "row-major height x width"),
        ),
        symbols=("height", "width", "radius"),
        sizes=tuple(
            {"height": height, "width": width, "radius": radius}
            for height, width, radius in (
                (0, 4, 1),
                (1, 1, 0),
                (1, 2, 3),
                (5, 31, 1),
                (16, 16, 3),
                (17, 33, 2),
                (31, 15, 3),
                (65, 67, 1),
            )
        ),
        constraints=("radius >= 0", "radius <= 3"),
        wide=Tolerance(1, growth="(2 * radius + 1) * (2 * radius + 1)", scale=64),
        properties=("linear:image", "linear:weights"),
    ),
    naive_shapes=TILES,
    tuned_shapes=TILES,
    tuned="tiled",
)

MANDELBROT = Member(
    name="mandelbrot",
    family="iteration",
    description="After how many steps of z <- z z + c, at most a limit, points of a grid leave the circle of radius 2.",
    inputs=InputSpec(
        (
            count("height"),
            count("width"),
            count("pixels_per_unit"),
            count("limit"),
            real("left", "float64", -2.0, -1.0, (-2.0, -1.0)),
            real("top", "float64", -1.25, -0.5, (-1.25, -0.5)),
            written("steps", "int32", "height * width", "row-major height x width"),
        ),
        symbols=("height", "width", "pixels_per_unit", "limit"),
        sizes=tuple(
            {"height": height, "width": width, "pixels_per_unit": pixels, "limit": limit}
            for height, width, pixels, limit in (
                (0, 3, 1, 5),
                (1, 1, 1, 0),
                (1, 33, 16, 20),
                (31, 5, 16, 1),
                (15, 16, 8, 30),
                (17, 31, 16, 40),
                (33, 65, 32, 25),
                (63, 67, 32, 20),
            )
        ),
        constraints=("pixels_per_unit > 0", "limit >= 0"),
    ),
    naive_shapes=TILES,
    tuned_shapes=SMALL_BLOCKS,
    tuned="work_queue",
)

MEMBERS = (JACOBI_2D, JACOBI_3D, CONV2D, MANDELBROT)
