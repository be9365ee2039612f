"""Column groups that several tables share, so that a name means the same thing everywhere."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.table import Column

LANGUAGES = ("C", "C++", "CUDA", "HIP", "OpenCL", "SYCL", "Fortran", "Python", "Julia", "Rust", "ISPC")
SOURCE_KINDS = ("git", "pypi", "debian", "archive", "local")
LICENSE_TIERS = ("permissive", "weak_copyleft", "copyleft", "non_commercial", "proprietary", "unknown")
"""From the most permissive to the least; `unknown` is last: it permits nothing."""
UNIT_KINDS = ("function", "kernel", "program", "loop_nest", "launch")
LICENSE_SCOPES = ("file", "directory", "repository", "package", "override")

TIMESTAMP = pa.timestamp("us", tz="UTC")
STRINGS = pa.list_(pa.string())

OCCURRENCE_ID = Column("occurrence_id", pa.string(), "`oc_` id of this path in this repository revision.")
REPOSITORY_ID = Column("repository_id", pa.string(), "`rp_` id of the repository revision this row comes from.")
REPO_NAME = Column("repo_name", pa.string(), "Name of the repository, `owner/name`; for packages `pypi/NAME`.")
REVISION_ID = Column(
    "revision_id", pa.string(), "Commit, package version, archive sha256 or tree digest that was read."
)
PATH = Column("path", pa.string(), "Path inside the repository, POSIX separators, no leading slash.")
CONTENT_ID = Column("content_id", pa.string(), "SWHID of the raw bytes: `swh:1:cnt:` and their git blob SHA-1.")
LANGUAGE = Column("language", pa.string(), "One of: " + ", ".join(LANGUAGES) + ".")

WHENCE = (
    Column("source_kind", pa.string(), "Where it was crawled: " + ", ".join(SOURCE_KINDS) + "."),
    Column("origin_url", pa.string(), "Package URL (purl) or URL of the origin, free of hosts of mirrors."),
)

LICENSE = (
    Column("license_expression", pa.string(), "SPDX license expression decided for this row.", nullable=True),
    Column("license_tier", pa.string(), "One of: " + ", ".join(LICENSE_TIERS) + "."),
)

DERIVED_FROM = (
    Column("source_file_id", pa.string(), "`sf_` id of the file it was taken from."),
    REPOSITORY_ID,
    *WHENCE,
    Column("revision_time", TIMESTAMP, "Time of the revision, see `repositories`.", nullable=True),
    Column("is_vendored", pa.bool_(), "The file lies in a tree of somebody else's code."),
    Column("is_generated", pa.bool_(), "The file was written by a tool."),
    Column("is_test", pa.bool_(), "The file is test code."),
    Column("origin", pa.string(), "crawled, written, mined, generated, translated or mutated."),
    Column("recipe", pa.string(), "Name of the recipe's dataset."),
    Column("recipe_version", pa.string(), "Version of the recipe's dataset."),
    Column("split", pa.string(), "train, validation or test."),
)
"""What a row that was taken from a file of `source_files` says of it, beside license, name, path and revision."""

LICENSE_EVIDENCE = (
    Column(
        "license_scope",
        pa.string(),
        "Level that decided: " + ", ".join(LICENSE_SCOPES) + "; null where nothing did.",
        nullable=True,
    ),
    Column("license_evidence_path", pa.string(), "Path of the file that is the evidence.", nullable=True),
    Column("license_evidence_sha256", pa.string(), "SHA-256 of the evidence file's raw bytes.", nullable=True),
    Column("license_detector", pa.string(), "What recognised it, with its version.", nullable=True),
    Column("license_conflict", pa.bool_(), "Levels of evidence name licenses of different tiers or expressions."),
    Column("detected_licenses", STRINGS, "Every SPDX expression seen at any level, sorted."),
    Column("copyright_statements", STRINGS, "Copyright statements of the file's own header, in order."),
)
