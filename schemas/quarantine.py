"""Tables `rejections` (as stages emit it) and `quarantine` (as published): what was refused, where and why."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import REPO_NAME, REPOSITORY_ID, REVISION_ID, WHENCE
from warploom.schemas.table import Column, Table

_SUBJECT = Column(
    "subject_id", pa.string(), "Id of what was refused: `oc_` a path of a repository, `rp_` a whole repository."
)
_WHY = (
    Column("path", pa.string(), "Path inside the repository; null for a whole repository.", nullable=True),
    Column("stage", pa.string(), "The stage that refused it."),
    Column("reason", pa.string(), "One of a closed set of reasons."),
    Column("detail", pa.string(), "What was seen; quotes no source."),
)

REJECTIONS = Table(
    name="rejections",
    version="1.0",
    description="Rows that a stage refused.",
    key=("subject_id",),
    columns=(_SUBJECT, REPOSITORY_ID, *_WHY),
)

QUARANTINE = Table(
    name="quarantine",
    version="1.0",
    description="Everything that came in and was refused, with the stage and the reason.",
    key=("subject_id",),
    columns=(
        _SUBJECT,
        REPOSITORY_ID,
        REPO_NAME,
        REVISION_ID,
        *_WHY,
        *WHENCE,
        Column("is_damage", pa.bool_(), "The input is defective, as opposed to refused by a rule of the recipe."),
    ),
    references={"repository_id": ("repositories", "repository_id")},
)
