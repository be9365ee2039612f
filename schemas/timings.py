"""Table `timings`: how long the GPU side of a pair takes on a device, with the samples; evidence, in no identity."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.table import Column, Table

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
    version="1.1",
    description="Times of pairs on devices: samples, their centre with an interval, and the device's state.",
    key=("row_id",),
    columns=(
        Column("row_id", pa.string(), "`ti_` id: a digest of what was measured; what is compared with it is in no id."),
        Column("subject_id", pa.string(), "`kp_` id of what was timed."),
        Column("suite_id", pa.string(), "`is_` id of the specification that the inputs were drawn from."),
        Column("case", pa.string(), "Size, data set and seed of the inputs."),
        Column("runner_kind", pa.string(), "gpu or cpu: a simulator is not timed."),
        Column("runner_id", pa.string(), "The device, by its UUID."),
        Column("device_name", pa.string(), "The device's name."),
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
        Column("timer", pa.string(), "events: marks in the device's stream, around the launches alone."),
        Column("sm_mhz", pa.int32(), "Clock of the multiprocessors before the first run.", nullable=True),
        Column("memory_mhz", pa.int32(), "Clock of the memory before the first run.", nullable=True),
        Column("bytes_moved", pa.int64(), "Least that a run reads and writes: each array once.", nullable=True),
        Column("flops", pa.int64(), "Operations of a run, where the specification tells.", nullable=True),
        Column("roofline_share", pa.float64(), "Least time under the runner's roofs, of its own.", nullable=True),
        Column("baseline_id", pa.string(), "The first of `speedups`: `ti_` id.", nullable=True),
        Column("baseline_kind", pa.string(), "serial, naive, tuned, openmp or library.", nullable=True),
        Column("speedups", pa.list_(SPEEDUP), "Over each baseline that the same runner timed, with its interval."),
        Column("instructions", pa.int64(), "Of the processor, counted by callgrind.", nullable=True),
    ),
    references={"suite_id": ("input_specs", "row_id")},
)
