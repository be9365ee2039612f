"""Table `timings`: how long a side of a pair, or a library's function, takes, with the samples; in no identity."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import STRINGS
from warploom.schemas.table import Column, Table

SIDES = ("gpu", "cpu", "library")

SPEEDUP = pa.struct(
    [
        pa.field("baseline_id", pa.string(), nullable=False),
        pa.field("baseline_kind", pa.string(), nullable=False),
        pa.field("value", pa.float64(), nullable=False),
        pa.field("ci_low", pa.float64(), nullable=False),
        pa.field("ci_high", pa.float64(), nullable=False),
        pa.field("confidence", pa.float64(), nullable=False),
    ]
)
"""How many times as fast as a baseline."""

TIMINGS = Table(
    name="timings",
    version="1.2",
    description="Times of pairs' sides: samples, their centre with an interval, and what they ran on.",
    key=("row_id",),
    columns=(
        Column("row_id", pa.string(), "`ti_` id: a digest of what was measured; what is compared with it is in no id."),
        Column("subject_id", pa.string(), "`kp_` id of what was timed."),
        Column("suite_id", pa.string(), "`is_` id of the specification that the inputs were drawn from."),
        Column("case", pa.string(), "Size, data set and seed of the inputs."),
        Column("side", pa.string(), "What was timed: one of " + ", ".join(SIDES) + "."),
        Column("library", pa.string(), "Of side library: the function, and the library's version.", nullable=True),
        Column("runner_kind", pa.string(), "gpu or cpu: a simulator is not timed."),
        Column("runner_id", pa.string(), "The device, by its UUID, or the name that its operator gave it."),
        Column("host_id", pa.string(), "Machine: equal for its GPU and its processor; a digest.", nullable=True),
        Column("device_name", pa.string(), "Name of the GPU, or of the processor."),
        Column("compute_capability", pa.string(), "Of the device.", nullable=True),
        Column("driver", pa.string(), "Version of the kernel's driver.", nullable=True),
        Column("cuda_version", pa.string(), "That the driver supports.", nullable=True),
        Column("samples_ns", pa.list_(pa.float64()), "Times in the order they were taken, in nanoseconds."),
        Column("hodges_lehmann_ns", pa.float64(), "Median of the means of two samples."),
        Column("ci_low_ns", pa.float64(), "Lower limit of its distribution-free interval."),
        Column("ci_high_ns", pa.float64(), "Upper limit."),
        Column("confidence", pa.float64(), "That the interval has."),
        Column("n_warmups", pa.int32(), "Runs before the first sample."),
        Column("cold_l2", pa.bool_(), "The second-level cache was written over before each run."),
        Column(
            "timer",
            pa.string(),
            "events: marks in the device's stream around the launches; clock_monotonic, perf_counter: around a call.",
        ),
        Column("sm_mhz", pa.int32(), "Clock of the multiprocessors before the first run.", nullable=True),
        Column("memory_mhz", pa.int32(), "Clock of the memory before the first run.", nullable=True),
        Column("bytes_moved", pa.int64(), "Least that a run reads and writes: each array once.", nullable=True),
        Column("flops", pa.int64(), "Operations of a run, where the specification tells.", nullable=True),
        Column("roofline_share", pa.float64(), "Least time under the runner's roofs, of its own.", nullable=True),
        Column("baseline_id", pa.string(), "The first of `speedups`: `ti_` id.", nullable=True),
        Column("baseline_kind", pa.string(), "serial, naive, tuned, openmp or library.", nullable=True),
        Column("speedups", pa.list_(SPEEDUP), "Over each baseline that the same runner timed, with its interval."),
        Column("instructions", pa.int64(), "Of one call on a processor; of OpenMP with one thread.", nullable=True),
        Column("instruction_counter", pa.string(), "What counted them, or not_run and why.", nullable=True),
        Column("compiler", pa.string(), "Of the CPU side, with its version.", nullable=True),
        Column("compile_flags", STRINGS, "Of the CPU side.", nullable=True),
        Column("n_threads", pa.int32(), "That the CPU side, or the library, was given.", nullable=True),
        Column("pinned", pa.list_(pa.int32()), "Processors that it was kept on.", nullable=True),
    ),
    references={"suite_id": ("input_specs", "row_id")},
)
