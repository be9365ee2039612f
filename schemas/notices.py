"""Work table `notices`: the license-bearing head of every source text, cut and folded for matching."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import CONTENT_ID, OCCURRENCE_ID, PATH, REPOSITORY_ID, STRINGS
from warploom.schemas.table import Column, Table

NOTICES = Table(
    name="notices",
    version="1.0",
    description="What a file says about its own license, before anything recognises it.",
    key=("occurrence_id",),
    columns=(
        OCCURRENCE_ID,
        REPOSITORY_ID,
        PATH,
        CONTENT_ID,
        Column("content_sha256", pa.string(), "SHA-256 of the raw content: the evidence of a file-level decision."),
        Column("spdx_tags", STRINGS, "Values of `SPDX-License-Identifier:` tags, in order, as written."),
        Column(
            "notice", pa.string(), "Folded header notice; null where nothing in it speaks of rights.", nullable=True
        ),
        Column("notice_sha256", pa.string(), "SHA-256 of the folded notice.", nullable=True),
        Column("copyright_statements", STRINGS, "Copyright statements as written, in order."),
    ),
)

LICENSE_TEXTS = Table(
    name="license_texts",
    version="1.0",
    description="Distinct folded texts that the license engine has to name for the repositories of one bucket.",
    key=("text_sha256",),
    columns=(
        Column("text_sha256", pa.string(), "SHA-256 of the folded text in UTF-8."),
        Column("text", pa.string(), "The folded text."),
    ),
)
