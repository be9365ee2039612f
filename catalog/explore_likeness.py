"""What is known of rows that are alike: what represents a row and why, and what it was compared with."""

from __future__ import annotations

from collections.abc import Sequence

from warploom.catalog.answers import Answers, Section


def likeness_of(answers: Answers, identity: str) -> list[Section]:
    """Sections on a `sf_`, `cu_`, `if_` or `rp_` id; none where nothing is like it."""
    return [
        *_section(answers, "Represented by", "n.subject_id = ? AND n.verdict = 'duplicate'", "other_id", identity),
        *_section(answers, "Compared with", "n.subject_id = ? AND n.verdict <> 'duplicate'", "other_id", identity),
        *_section(answers, "Represents", "n.other_id = ? AND n.verdict = 'duplicate'", "subject_id", identity),
    ]


def likeness_of_contents(answers: Answers, contents: Sequence[str]) -> list[Section]:
    """The same of contents by SWHID."""
    return [s for content in contents for s in likeness_of(answers, "sf_" + content.removeprefix("swh:1:cnt:"))]


def _section(answers: Answers, title: str, condition: str, column: str, identity: str) -> list[Section]:
    # a row that is not published has a place all the same: that of a path with its content
    return answers.of(
        title,
        f"SELECT n.method, n.verdict, round(n.score, 4) AS score, n.threshold, n.kept_for, n.{column}, "  # noqa: S608
        f"min(coalesce(p.repo_name, u.repo_name, f.repo_name, r.repo_name)) AS repo_name, "
        f"min(coalesce(p.path, u.path, f.path)) AS path, n.n_common, n.n_union, n.scheme "
        "FROM near_duplicates AS n "
        f"LEFT JOIN occurrences AS p ON n.level = 'file' AND p.content_id = 'swh:1:cnt:' || substr(n.{column}, 4) "
        f"LEFT JOIN code_units AS u ON n.level = 'unit' AND u.row_id = n.{column} "
        f"LEFT JOIN ir_functions AS f ON n.level = 'ir_function' AND f.row_id = n.{column} "
        f"LEFT JOIN repositories AS r ON n.level = 'repository' AND r.repository_id = n.{column} "
        f"WHERE {condition} GROUP BY ALL ORDER BY n.method, score DESC, n.{column}",
        identity,
    )
