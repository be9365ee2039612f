"""Table `splits` and the work tables of its decision: the split of every published file, and why it is that one."""

from __future__ import annotations

from enum import StrEnum

import pyarrow as pa

from warploom.schemas.columns import OCCURRENCE_ID, REPO_NAME, REPOSITORY_ID
from warploom.schemas.table import Column, Table


class SplitReason(StrEnum):
    """Why a file is in its split."""

    UNSPLIT = "unsplit"
    """The recipe asks for no other split than train."""
    HASH = "hash"
    """Drawn by the id of its group."""
    EARLIER = "earlier"
    """An earlier release has it in this split."""
    EARLIER_GROUP = "earlier_group"
    """New, and an earlier release has its group in this split."""
    FOLLOWS = "follows"
    """Where its near-duplicates are: the one that represents it, or those of an earlier release."""
    EARLIER_CONFLICT = "earlier_conflict"
    """An earlier release has it in this split, and one of its near-duplicates in another: nothing can be done."""


SPLIT_GROUP = Column(
    "split_group", pa.string(), "`sg_` id of the repositories that stay in one split: forks, or one by itself."
)
_SPLIT = Column("split", pa.string(), "train, validation or test.")
_REPOSITORY_GROUP = Column(
    "repository_group", pa.string(), "Group of its own repository: another one than `split_group` if it follows."
)
_REASON = Column("reason", pa.string(), "Why it is that split: " + ", ".join(SplitReason) + ".")

SPLITS_TABLE = Table(
    name="splits",
    version="1.0",
    description="The split of each source file with its group and the reason; input of later releases.",
    key=("source_file_id",),
    columns=(
        Column("source_file_id", pa.string(), "Row of `source_files`."),
        REPOSITORY_ID,
        REPO_NAME,
        _REPOSITORY_GROUP,
        SPLIT_GROUP,
        _SPLIT,
        _REASON,
    ),
    references={
        "source_file_id": ("source_files", "row_id"),
        "repository_id": ("repositories", "repository_id"),
    },
)

EARLIER_SPLITS = Table(
    name="earlier_splits",
    version="1.0",
    description="What an earlier release says of its splits.",
    key=("source_file_id",),
    columns=tuple(
        column
        for column in SPLITS_TABLE.columns
        if column.name in ("source_file_id", "repo_name", "repository_group", "split_group", "split")
    ),
)

SPLIT_FILES = Table(
    name="split_files",
    version="1.0",
    description="Files that are to be split: those that would be published.",
    key=("source_file_id",),
    columns=(
        Column("source_file_id", pa.string(), "`sf_` id of the file."),
        REPOSITORY_ID,
        Column("represented_by", pa.string(), "`sf_` id of what represents it among near-duplicates, or its own."),
    ),
)

GROUPED_REPOSITORIES = Table(
    name="grouped_repositories",
    version="1.0",
    description="What makes forks of repositories.",
    key=("repository_id",),
    columns=(
        REPOSITORY_ID,
        REPO_NAME,
        Column("root_commits", pa.list_(pa.string()), "Commits without parents."),
        Column("fork_of", pa.string(), "Name of the repository that this one is a fork of.", nullable=True),
    ),
)

ALIKE = Table(
    name="alike",
    version="1.0",
    description="Pairs whose likeness was verified.",
    key=("subject_id", "other_id"),
    columns=(
        Column("subject_id", pa.string(), "Id of a row."),
        Column("other_id", pa.string(), "Id of the other row."),
    ),
)

FILE_SPLITS = Table(
    name="file_splits",
    version="1.0",
    description="The split of each file that is to be split.",
    key=("source_file_id",),
    columns=(
        SPLITS_TABLE.columns[0],
        REPOSITORY_ID,
        _REPOSITORY_GROUP,
        SPLIT_GROUP,
        _SPLIT,
        _REASON,
        Column("bridge_to", pa.string(), "Held out: `sf_` id of what it is like in another split.", nullable=True),
    ),
)

SPLIT_DECISIONS = Table(
    name="split_decisions",
    version="1.0",
    description="Decision for the path that represents each content, and for every path of contents held out.",
    key=("occurrence_id",),
    columns=(OCCURRENCE_ID, *FILE_SPLITS.columns),
)
