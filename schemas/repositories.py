"""Table `repositories`: every repository revision that was read, or refused as a whole."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import REPO_NAME, REPOSITORY_ID, REVISION_ID, STRINGS, TIMESTAMP, WHENCE
from warploom.schemas.table import Column, Table

REPOSITORIES = Table(
    name="repositories",
    version="1.1",
    description="One row per repository revision named by the recipe; its counts cover all its paths.",
    key=("repository_id",),
    columns=(
        REPOSITORY_ID,
        REPO_NAME,
        *WHENCE,
        REVISION_ID,
        Column(
            "revision_time",
            TIMESTAMP,
            "Newest modification time recorded in the archive, or the commit's; null where nothing records one.",
            nullable=True,
        ),
        Column(
            "revision_swhid",
            pa.string(),
            "SWHID of the commit (`swh:1:rev:`); null for a source without commits.",
            nullable=True,
        ),
        Column("root_commits", STRINGS, "Commits without parents, sorted; forks of one project share them."),
        Column("submodules", STRINGS, "`PATH URL COMMIT` of each link to another repository; never followed."),
        Column("patches", STRINGS, "Patches that the distributor applies to this source; they are not applied here."),
        Column("moved_to", pa.string(), "URL the host answered with, where it is not the recipe's.", nullable=True),
        Column("is_vanished", pa.bool_(), "The host no longer had it: an earlier copy was read."),
        Column("fork_of", pa.string(), "Repository that this one is a fork of, as the recipe says.", nullable=True),
        Column(
            "verified_by",
            pa.string(),
            "What vouches for the bytes beside their host: recipe (it names a digest or commit), apt (a signed index).",
            nullable=True,
        ),
        Column("archive_sha256", pa.string(), "SHA-256 of the archive as downloaded.", nullable=True),
        Column("license_override", pa.string(), "Expression that the recipe asserts for this source.", nullable=True),
        Column("n_paths", pa.int64(), "Paths seen."),
        Column("n_published", pa.int64(), "Paths whose content is a row of `source_files` on their account."),
        Column("n_duplicates", pa.int64(), "Paths whose content is published on another path's account."),
        Column("n_not_source", pa.int64(), "Paths in none of the corpus's languages."),
        Column("n_quarantined", pa.int64(), "Paths refused, see `quarantine`."),
    ),
)
