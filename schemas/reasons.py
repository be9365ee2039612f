"""The closed set of reasons for which a row or a repository is quarantined."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Reason(StrEnum):
    """Why something was refused; `description` says what it means and `is_damage` whether it counts as a defect.

    A refusal by policy (a license outside the recipe's tiers) is an answer; damage (a truncated archive, an unreadable
    file) is a problem of the input, and a run over the recipe's damage limit ends with exit code 3.
    """

    description: str
    is_damage: bool

    def __new__(cls, value: str, description: str, is_damage: bool) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        member.is_damage = is_damage
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """The reason with this value; `KeyError` if there is none."""
        return cls[value.upper()]

    # a whole repository
    SOURCE_EMPTY = "source_empty", "The source holds no regular file.", True
    SOURCE_DAMAGED = "source_damaged", "The archive is truncated, corrupt or of an unknown format.", True
    SOURCE_BOMB = "source_bomb", "The archive unpacks to more bytes or files than the limits allow.", True
    SOURCE_VANISHED = "source_vanished", "The host no longer has it, and no earlier fetch kept a copy.", True
    SOURCE_UNAVAILABLE = (
        "source_unavailable",
        "The host did not give it, after retries; the next build asks again.",
        True,
    )
    REF_MISSING = "ref_missing", "The repository has no such branch, tag or commit.", True
    # a path, before its content is looked at
    UNREADABLE = "unreadable", "The file could not be read (permission or I/O error).", True
    CHANGED_WHILE_READ = "changed_while_read", "Size or time of the file changed while it was read.", True
    UNSAFE_PATH = (
        "unsafe_path",
        "The path is absolute, climbs out of its root, names a drive, holds a NUL or is too long.",
        True,
    )
    PATH_NOT_UTF8 = "path_not_utf8", "The path is not valid UTF-8.", True
    DUPLICATE_PATH = "duplicate_path", "The archive names this path more than once; the first one counts.", True
    LINK_OUTSIDE = "link_outside", "A symbolic or hard link points outside its root.", True
    LINK_INSIDE = "link_inside", "A link to another path of the same root; its target is a row of its own.", False
    SPECIAL_FILE = "special_file", "A device node, socket or FIFO.", True
    SUBMODULE = "submodule", "A link to a commit of another repository; it is recorded, never followed.", False
    LFS_POINTER = "lfs_pointer", "A pointer to content that is kept outside the repository (Git LFS).", False
    OBJECT_MISSING = "object_missing", "The object store does not hold the content of this path.", True
    OBJECT_DAMAGED = "object_damaged", "The object cannot be unpacked, or is not what its name says.", True
    TOO_LARGE = "too_large", "The file is larger than the recipe's limit.", False
    # content
    EMPTY = "empty", "The file has no bytes, or only white space.", False
    BINARY = "binary", "The content of a source path is not text.", True
    UNDECODABLE = "undecodable", "No supported encoding decodes the content without loss.", True
    LINE_TOO_LONG = "line_too_long", "A line is longer than the recipe's limit.", False
    FILTERED_OUT = "filtered_out", "The recipe's filter over the quality signals leaves it out.", False
    NEAR_DUPLICATE = "near_duplicate", "The recipe publishes the representative of its near-duplicates alone.", False
    SPLIT_BRIDGE = (
        "split_bridge",
        "Held out: it is alike to files of two splits, and would leak one into the other.",
        False,
    )
    BENCHMARK_HIT = "benchmark_hit", "It holds an item of a benchmark, and would be trained on.", False
    # a supervised child's verdict
    PARSER_CRASHED = (
        "parser_crashed",
        "The supervised child that handled this row died of it, or ran out of its memory.",
        True,
    )
    PARSER_TIMED_OUT = "parser_timed_out", "The supervised child that handled this row ran past its limit.", True
    BITCODE_DAMAGED = (
        "bitcode_damaged",
        "LLVM cannot read it: damaged bitcode, or of a later version than ours.",
        True,
    )
    TOO_DEEP = "too_deep", "Scopes, units or directives nest deeper than anybody writes.", True
    # law
    LICENSE_UNKNOWN = "license_unknown", "No evidence of any license at file, directory, repository or package.", False
    LICENSE_NOT_ALLOWED = "license_not_allowed", "The license's tier is not among the recipe's tiers.", False
    OPTED_OUT_ELSEWHERE = (
        "opted_out_elsewhere",
        "Its content was published from a repository whose owner opted out since; the next build publishes it here.",
        False,
    )
