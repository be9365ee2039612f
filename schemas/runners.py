"""Table `runners`: how each runner of a GPU, or of the simulator, fared, and which are set aside; in no identity."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.table import Column, Table

EVENTS = ("start", "end", "set_aside")

RUNNERS = Table(
    name="runners",
    version="1.0",
    description="Calibrations of runners before and after their jobs, and runners whose verdicts were withdrawn.",
    key=("row_id",),
    columns=(
        Column("row_id", pa.string(), "`ru_` id: a digest of the row."),
        Column("runner_id", pa.string(), "The device by its UUID, or the name that its operator gave it."),
        Column("runner_kind", pa.string(), "gpu, simulator or cpu; unknown of one that is set aside."),
        Column("session_id", pa.string(), "One run of a bundle on a device; `verdicts` name it.", nullable=True),
        Column("event", pa.string(), "One of: " + ", ".join(EVENTS) + "."),
        Column("answers", pa.string(), "Known answers came out: right, wrong, or not_run."),
        Column("detail", pa.string(), "What went wrong, or why it is set aside."),
        Column("device_name", pa.string(), "Of a GPU.", nullable=True),
        Column("compute_capability", pa.string(), "Of a GPU.", nullable=True),
        Column("driver", pa.string(), "Of a GPU.", nullable=True),
        Column("cuda_version", pa.string(), "That the driver supports.", nullable=True),
        Column("triad_bytes", pa.int64(), "That a run of STREAM's triad moves.", nullable=True),
        Column("triad_ns", pa.list_(pa.float64()), "Its times in nanoseconds; none on a simulator."),
        Column("multiply_flops", pa.int64(), "Operations of a product of square float32 matrices.", nullable=True),
        Column("multiply_ns", pa.list_(pa.float64()), "Its times in nanoseconds; none on a simulator."),
        Column("sm_mhz", pa.int32(), "Clock of the multiprocessors before.", nullable=True),
        Column("memory_mhz", pa.int32(), "Clock of the memory before.", nullable=True),
        Column("temperature_c", pa.int32(), "Of the GPU in degrees Celsius, before.", nullable=True),
    ),
)
