"""Ids of rows: pure functions of content and place, equal on every machine and in every release."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def git_blob_sha1(content: bytes) -> str:
    """SHA-1 of the content as a git blob object (header `blob <length>` and NUL, then the bytes), in hex."""
    digest = hashlib.sha1(b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()


def content_id(content: bytes) -> str:
    """SWHID (version 1) of the raw bytes of a file."""
    return "swh:1:cnt:" + git_blob_sha1(content)


def source_file_id(content_swhid: str) -> str:
    """Id of a row of `source_files`: `sf_` and the git blob SHA-1, since its grain is the content."""
    return "sf_" + content_swhid.removeprefix("swh:1:cnt:")


N_BUCKETS = 1024
"""Repositories share this many buckets: few enough for file systems with scarce inodes, enough to spread the work."""


def bucket_of_repo_name(repo_name: str) -> int:
    """Bucket of a repository, 0 to `N_BUCKETS` - 1; all its revisions share it, so a refresh moves no row."""
    return int(_digest(repo_name)[:3], 16) % N_BUCKETS


def bucket_of_repository(repository: str) -> int:
    """The same bucket, read off a `rp_` id."""
    return int(repository[3:6], 16) % N_BUCKETS


def repository_id(source_kind: str, repo_name: str, pinned_revision: str) -> str:
    """Id of a repository as the recipe names it: `rp_`, 3 hex digits of the name (its bucket) and 21 of the whole.

    `pinned_revision` is what the recipe pins (a branch, a version, an archive's sha256), and empty for a local
    directory: rows of a moved branch or an edited directory keep their ids.
    """
    return "rp_" + _digest(repo_name)[:3] + _digest(source_kind, repo_name, pinned_revision)[:21]


def occurrence_id(repository: str, path: str) -> str:
    """Id of a path in a repository revision: `oc_` and 32 hex digits."""
    return "oc_" + _digest(repository, path)[:32]


def code_unit_id(content_swhid: str, kind: str, byte_start: int, byte_end: int) -> str:
    """Id of a row of `code_units`: `cu_` and 32 hex digits over the file's content, the kind and the byte range."""
    return "cu_" + _digest(content_swhid, kind, str(byte_start), str(byte_end))[:32]


def directive_id(content_swhid: str, byte_start: int, byte_end: int) -> str:
    """Id of a row of `omp_directives`: `od_` and 32 hex digits over the file's content and the directive's range."""
    return "od_" + _digest(content_swhid, str(byte_start), str(byte_end))[:32]


def mpi_task_id(content_swhid: str) -> str:
    """Id of a row of `mpi_tasks`: `mt_` and the git blob SHA-1, since its grain is the content."""
    return "mt_" + content_swhid.removeprefix("swh:1:cnt:")


def ir_module_id(content_swhid: str, toolchain: str, argv: Sequence[str]) -> str:
    """Id of a row of `ir_modules`: `ir_` and 32 hex digits over the file's content, the toolchain and the command line.

    The command line names target, device and level, and no path outside the repository.
    """
    return "ir_" + _digest(content_swhid, toolchain, *argv)[:32]


def ir_function_id(module: str, symbol: str) -> str:
    """Id of a row of `ir_functions`: `if_` and 32 hex digits over the module's id and the symbol."""
    return "if_" + _digest(module, symbol)[:32]


def gpu_lowering_id(module: str, symbol: str, arch: str) -> str:
    """Id of a row of `gpu_lowerings`: `gl_` and 32 hex digits over the module's id, the symbol and the device."""
    return "gl_" + _digest(module, symbol, arch)[:32]


def kernel_pair_id(cpu_text: str, cpu_entry: str, gpu_text: str, gpu_entry: str, input_spec: str) -> str:
    """Id of a row of `kernel_pairs`: `kp_` and 32 hex digits over texts, entries and the id of the input specification.

    What was measured of it is not in it.
    """
    return "kp_" + _digest(cpu_text, cpu_entry, gpu_text, gpu_entry, input_spec)[:32]


def input_spec_id(text: str) -> str:
    """Id of a row of `input_specs`: `is_` and 32 hex digits over the specification as JSON."""
    return "is_" + _digest(text)[:32]


def verdict_id(*parts: str) -> str:
    """Id of a row of `verdicts`: `ve_` and 32 hex digits over the subject and all that was found."""
    return "ve_" + _digest(*parts)[:32]


def timing_id(*parts: str) -> str:
    """Id of a row of `timings`: `ti_` and 32 hex digits over the subject and all that was measured."""
    return "ti_" + _digest(*parts)[:32]


def runner_event_id(*parts: str) -> str:
    """Id of a row of `runners`: `ru_` and 32 hex digits over the runner and all that was found."""
    return "ru_" + _digest(*parts)[:32]


def split_group_id(repo_name: str) -> str:
    """Id of the group of repositories that stay in one split: `sg_` and 24 hex digits of its first member's name."""
    return "sg_" + _digest(repo_name)[:24]


def _digest(*parts: str) -> str:
    # Lengths delimit the parts, so that ("ab", "c") and ("a", "bc") differ.
    encoded = [p.encode("utf-8", "surrogateescape") for p in parts]
    return hashlib.sha256(b"".join(b"%d:" % len(p) + p for p in encoded)).hexdigest()
