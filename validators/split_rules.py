"""The laws of splits: what belongs together is in one split, and every row lies where its split says."""

# ruff: noqa: S608 - the names in these statements are those of our own schemas; values are parameters

from __future__ import annotations

from collections.abc import Iterator

from warploom.schemas.release import PUBLISHED, SPLITS, TRAINABLE
from warploom.schemas.splits import SplitReason
from warploom.validators.rules import Rule

_NEEDS = ("split_group",)


def split_rules() -> Iterator[Rule]:
    """All laws about splits, but that derived rows have the split of their file: that is one of theirs."""
    for folder in ("source_files", "splits"):
        yield Rule(
            folder,
            "split_group",
            "a group of repositories lies in several splits",
            f"SELECT split_group FROM {folder} GROUP BY split_group HAVING count(DISTINCT split) > 1",
            needs=_NEEDS,
        )
    yield Rule(
        "source_files",
        "splits",
        "split or group is not the one that splits says, or splits says nothing",
        "SELECT f.row_id FROM source_files AS f LEFT JOIN splits AS s ON s.source_file_id = f.row_id "
        "WHERE (f.split, f.split_group, f.repository_id, f.repo_name) "
        "IS DISTINCT FROM (s.split, s.split_group, s.repository_id, s.repo_name)",
        needs=_NEEDS,
    )
    yield Rule(
        "source_files",
        "split_cluster",
        "near-duplicates lie in several splits, and no earlier release has put them there",
        "SELECT f.dedup_cluster_id FROM source_files AS f JOIN splits AS s ON s.source_file_id = f.row_id "
        "WHERE s.reason <> ? GROUP BY f.dedup_cluster_id HAVING count(DISTINCT f.split) > 1",
        (str(SplitReason.EARLIER_CONFLICT),),
        needs=(*_NEEDS, "dedup_cluster_id"),
    )
    for column, allowed in (("split", SPLITS), ("reason", tuple(map(str, SplitReason)))):
        yield Rule(
            "splits",
            "closed_set",
            f"{column} holds a value outside its closed set",
            f"SELECT source_file_id FROM splits WHERE NOT list_contains(?, {column})",
            (list(allowed),),
        )
    yield Rule("sample", "split", "rows are not for training", "SELECT row_id FROM sample WHERE split <> 'train'")
    for folder in TRAINABLE:
        if folder not in ("source_files", "sample"):  # of the former a rule about folders says it
            yield Rule(
                folder,
                "shard",
                "rows lie in the shard of another split",
                f"SELECT {PUBLISHED[folder].key[0]} FROM {folder}_rows "
                "WHERE NOT starts_with(parse_filename(filename), split || '-')",
            )
