"""Table `file_licenses`: the license decided for every source path, with all evidence for and against."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import CONTENT_ID, LICENSE, LICENSE_EVIDENCE, OCCURRENCE_ID, PATH, REPOSITORY_ID, STRINGS
from warploom.schemas.table import Column, Table

WITNESS = pa.struct(
    [
        ("scope", pa.string()),
        ("path", pa.string()),
        ("sha256", pa.string()),
        ("expression", pa.string()),
        ("detector", pa.string()),
        ("score", pa.float64()),
    ]
)
"""One piece of evidence: level, file and its raw sha256, SPDX expression, what recognised it, score 0 to 100."""

FILE_LICENSES = Table(
    name="file_licenses",
    version="1.1",
    description="License decision for every source path: file over directory over repository over package.",
    key=("occurrence_id",),
    columns=(
        OCCURRENCE_ID,
        REPOSITORY_ID,
        PATH,
        CONTENT_ID,
        *LICENSE,
        *LICENSE_EVIDENCE,
        Column(
            "license_copyright_statements",
            STRINGS,
            "Copyright statements of the license file that decided, in order; none where something else did.",
        ),
        Column("license_witnesses", pa.list_(WITNESS), "All evidence, nearest level first."),
    ),
    references={
        "occurrence_id": ("occurrences", "occurrence_id"),
        "repository_id": ("repositories", "repository_id"),
    },
)
