"""Tables `kernel_pairs` and `refused_pairs`: the same computation for a CPU and for a GPU, proven; and what was not."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import LANGUAGES, LICENSE, LICENSE_TIERS, STRINGS
from warploom.schemas.table import Column, Table

LEVELS = ("proposed", "compiled", "agrees_on_cpu", "agrees_on_gpu")
"""How far a pair got, from the least on."""
PAIR_ORIGINS = ("written", "generated", "translated", "mined")


def _side(prefix: str, whose: str) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}_language", pa.string(), f"Language of the {whose} side: " + ", ".join(LANGUAGES) + "."),
        Column(f"{prefix}_model", pa.string(), "serial, openmp, cuda, ..."),
        Column(f"{prefix}_entry", pa.string(), "The function with C linkage that is called."),
        Column(f"{prefix}_text_sha256", pa.string(), "SHA-256 of the text as UTF-8."),
        Column(f"{prefix}_length_bytes", pa.int64(), "Of the text as UTF-8."),
        Column(f"{prefix}_license_expression", pa.string(), "SPDX license expression of this side.", nullable=True),
        Column(f"{prefix}_license_tier", pa.string(), "One of: " + ", ".join(LICENSE_TIERS) + "."),
    )


_PAIR = (
    Column("row_id", pa.string(), "`kp_` id: a digest of both texts, their entries and the input specification."),
    Column("cpu_text", pa.string(), "The CPU side, a whole file that compiles as it stands."),
    Column("gpu_text", pa.string(), "The GPU side, likewise: kernels, and a host launcher that starts them."),
    *LICENSE,
    *_side("cpu", "CPU"),
    *_side("gpu", "GPU"),
    Column("gpu_schedule", pa.string(), "How the GPU side maps the computation: naive, grid_stride, tiled, ..."),
    Column("gpu_wrapper", pa.string(), "What takes the call: host_launcher, a function that starts the kernels."),
    Column("gpu_launches", STRINGS, "Launches as written: `kernel<<<grid, block, shared, stream>>>`."),
    Column("gpu_launch_shapes", STRINGS, "Macros under each of which it holds, the default first: `BLOCK_SIZE=256`."),
    Column("spec_id", pa.string(), "`ks_` id of the computation, equal for all its schedules, names and comments."),
    Column("family", pa.string(), "elementwise, reduction, scan, stencil, contraction, ..."),
    Column("description", pa.string(), "What it computes, in a sentence."),
    Column("features", STRINGS, "Tags of structure, operators and features, sorted."),
    Column("input_spec_id", pa.string(), "What both sides may be called with."),
    Column("oracle_text", pa.string(), "Python function of the expected outputs, from neither side.", nullable=True),
    Column("origin", pa.string(), "One of: " + ", ".join(PAIR_ORIGINS) + "."),
    Column("generator", pa.string(), "What wrote the texts."),
    Column("generator_version", pa.string(), "Its version."),
    Column("generator_seed", pa.int64(), "The seed that it wrote them from.", nullable=True),
    Column("license_evidence", pa.string(), "Why the license is that one."),
    Column("redistributable", pa.bool_(), "All that contributed may be passed on."),
    Column("level", pa.string(), "How far it got: " + " < ".join(LEVELS) + "."),
    Column("mutation_score", pa.float64(), "Share of the wrong variants that the suite refuses.", nullable=True),
    Column("block_coverage", pa.float64(), "Share of the basic blocks that the suite reaches.", nullable=True),
    Column("largest_array", pa.int64(), "Elements of the largest array that was tested."),
    Column("recipe", pa.string(), "Name of the recipe's dataset."),
    Column("recipe_version", pa.string(), "Version of the recipe's dataset."),
)

KERNEL_PAIRS = Table(
    name="kernel_pairs",
    version="1.0",
    description="CUDA/CPU pairs that were proven to compute the same, with what they may be called with.",
    key=("row_id",),
    columns=(
        *_PAIR,
        Column("dedup_cluster_id", pa.string(), "`kp_` id of the first pair of the same computation, or its own."),
        Column("dedup_cluster_size", pa.int64(), "Published pairs of that computation: its schedules."),
        Column("is_representative", pa.bool_(), "It is the first of its computation."),
        Column("split_group", pa.string(), "What stays in one split: the computation, `spec_id`."),
        Column("split", pa.string(), "train, validation or test."),
    ),
    references={"input_spec_id": ("input_specs", "row_id")},
)

REFUSED_PAIRS = Table(
    name="refused_pairs",
    version="1.0",
    description="Pairs that are not published, with the check that they failed or what they are like.",
    key=("row_id",),
    columns=(
        *_PAIR,
        Column("stage", pa.string(), "prove, device, near_duplicates, candidates or count: what refused it."),
        Column("reason", pa.string(), "The failed check's reason, near_duplicate, same_pair, or beyond_count."),
        Column("detail", pa.string(), "Where it failed, or what it is like."),
    ),
    references={"input_spec_id": ("input_specs", "row_id")},
)

PROVEN_PAIRS = Table(
    name="proven_pairs",
    version="1.0",
    description="Pairs as a slice left them: the proven ones and, with a reason, the others.",
    key=("row_id",),
    columns=(
        *(c for c in _PAIR if c.name not in ("recipe", "recipe_version")),
        Column("number", pa.int64(), "Place among all that were made."),
        Column("stage", pa.string(), "What refused it; null where it is proven.", nullable=True),
        Column("reason", pa.string(), "Why it was refused; null where it is proven.", nullable=True),
        Column("detail", pa.string(), "Likewise.", nullable=True),
    ),
)

PAIR_DECISIONS = Table(
    name="pair_decisions",
    version="1.0",
    description="What becomes of each pair: published in a split with its cluster, or refused and why.",
    key=("row_id",),
    columns=(
        Column("row_id", pa.string(), "`kp_` id of the pair."),
        Column("is_first", pa.bool_(), "No earlier slice has the same pair; of the others nothing is published."),
        Column("bucket", pa.string(), "The slice that it is decided for."),
        Column("stage", pa.string(), "What refused it; null where it is published.", nullable=True),
        Column("reason", pa.string(), "Why it was refused.", nullable=True),
        Column("detail", pa.string(), "Likewise.", nullable=True),
        Column("dedup_cluster_id", pa.string(), "The first published pair of its computation.", nullable=True),
        Column("dedup_cluster_size", pa.int64(), "Published pairs of it."),
        Column("split", pa.string(), "The split of its computation."),
    ),
)
