"""Work table `path_histories`: the commits that first and last changed each path, where a source has a history."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import OCCURRENCE_ID, TIMESTAMP
from warploom.schemas.table import Column, Table

HISTORY = (
    Column(
        "first_commit", pa.string(), "Commit that first held this path, in hex; null without history.", nullable=True
    ),
    Column("first_commit_time", TIMESTAMP, "Its commit time.", nullable=True),
    Column("last_commit", pa.string(), "Commit that last changed this path, in hex.", nullable=True),
    Column("last_commit_time", TIMESTAMP, "Its commit time.", nullable=True),
)

PATH_HISTORIES = Table(
    name="path_histories",
    version="1.0",
    description="First and last commit of each path of one bucket's repositories that have a history.",
    key=("occurrence_id",),
    columns=(OCCURRENCE_ID, *HISTORY),
)
