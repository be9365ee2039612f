"""The laws of pairs: what is published was proven, and the evidence is there."""

# ruff: noqa: S608 - the names in these statements are those of our own schemas; values are parameters

from __future__ import annotations

from collections.abc import Iterator

from warploom.schemas.columns import LANGUAGES, LICENSE_TIERS
from warploom.schemas.input_specs import SPEC_ORIGINS
from warploom.schemas.kernel_pairs import LEVELS, PAIR_ORIGINS
from warploom.schemas.manifest import Provenance
from warploom.schemas.release import SPLITS
from warploom.schemas.verdicts import CHECKS, RUNNER_KINDS, TOOL_STATES, TOOLS, VERDICT_OUTCOMES
from warploom.validators.rules import Rule

LEAST_KILL_RATE = 0.9
LEAST_ELEMENTS = 4096
_FOLDERS = ("kernel_pairs", "refused_pairs")
_NEEDED = {
    "compiled": ("compiles",),
    "agrees_on_cpu": ("compiles", "hygiene", "agrees", "races", "null_kernels", "mutation", "coverage"),
}
"""Checks that passed where a level was reached; the last level needs those of the one before."""


def pair_rules(provenance: Provenance) -> Iterator[Rule]:
    """All laws of pairs, specifications and verdicts."""
    yield from _closed_sets()
    yield from _texts()
    yield from _evidence()
    yield from _clusters()
    for folder in _FOLDERS:
        yield Rule(
            folder,
            "recipe",
            "rows name another recipe or version than the manifest",
            f"SELECT row_id FROM {folder} WHERE (recipe, recipe_version) IS DISTINCT FROM (?, ?)",
            (provenance.name, provenance.version),
        )
    yield Rule(
        "kernel_pairs",
        "license",
        "the license tier is not among the recipe's, or there is no license",
        "SELECT row_id FROM kernel_pairs WHERE license_expression IS NULL OR NOT list_contains(?, license_tier)",
        (list(provenance.license_tiers),),
    )


def _closed_sets() -> Iterator[Rule]:
    sets: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        *((folder, column, LANGUAGES) for folder in _FOLDERS for column in ("cpu_language", "gpu_language")),
        *((folder, "license_tier", LICENSE_TIERS) for folder in _FOLDERS),
        *((folder, "level", LEVELS) for folder in _FOLDERS),
        *((folder, "origin", PAIR_ORIGINS) for folder in _FOLDERS),
        ("kernel_pairs", "split", SPLITS),
        ("input_specs", "origin", SPEC_ORIGINS),
        ("verdicts", '"check"', CHECKS),
        ("verdicts", "outcome", VERDICT_OUTCOMES),
        ("verdicts", "runner_kind", RUNNER_KINDS),
        *(("verdicts", tool, TOOL_STATES) for tool in TOOLS),
    )
    for folder, column, allowed in sets:
        yield Rule(
            folder,
            "closed_set",
            f"{column} holds a value outside its closed set",
            f"SELECT row_id FROM {folder} WHERE NOT list_contains(?, {column})",
            (list(allowed),),
        )


def _texts() -> Iterator[Rule]:
    for folder in _FOLDERS:
        for side in ("cpu", "gpu"):
            yield Rule(
                folder,
                "text_digest",
                f"{side}_text_sha256 or {side}_length_bytes is not the text's",
                f"SELECT row_id FROM {folder} WHERE {side}_text_sha256 <> sha256({side}_text) "
                f"OR {side}_length_bytes <> strlen({side}_text)",
            )
    yield Rule(
        "kernel_pairs",
        "also_refused",
        "a pair is published and refused",
        "SELECT row_id FROM kernel_pairs SEMI JOIN refused_pairs USING (row_id)",
    )


def _evidence() -> Iterator[Rule]:
    yield Rule(
        "verdicts",
        "subject",
        "subject_id is no pair, published or refused",
        "SELECT row_id FROM verdicts ANTI JOIN (SELECT row_id AS id FROM kernel_pairs UNION ALL "
        "SELECT row_id FROM refused_pairs) AS p ON p.id = subject_id",
    )
    for level, checks in _NEEDED.items():
        reached = LEVELS[LEVELS.index(level) :]
        for check in checks:
            yield Rule(
                "kernel_pairs",
                "evidence",
                f"level is {level} or higher, and no verdict says that `{check}` passed",
                "SELECT p.row_id FROM kernel_pairs AS p ANTI JOIN "
                "(SELECT subject_id FROM verdicts WHERE \"check\" = ? AND outcome = 'passed') AS v "
                "ON v.subject_id = p.row_id WHERE list_contains(?, p.level)",
                (check, list(reached)),
            )
    yield Rule(
        "kernel_pairs",
        "failed_check",
        "a check of it failed",
        "SELECT p.row_id FROM kernel_pairs AS p SEMI JOIN (SELECT subject_id FROM verdicts WHERE outcome = 'failed') "
        "AS v ON v.subject_id = p.row_id",
    )
    yield Rule(
        "kernel_pairs",
        "gpu_evidence",
        "level is agrees_on_gpu, and no verdict comes from a device with a driver",
        "SELECT p.row_id FROM kernel_pairs AS p ANTI JOIN (SELECT subject_id FROM verdicts WHERE runner_kind = 'gpu' "
        "AND driver IS NOT NULL AND outcome = 'passed') AS v ON v.subject_id = p.row_id "
        "WHERE p.level = 'agrees_on_gpu'",
    )
    yield Rule(
        "kernel_pairs",
        "mutation_score",
        f"it is proven, and the mutation score is missing, below {LEAST_KILL_RATE} or not that of the verdict",
        "SELECT p.row_id FROM kernel_pairs AS p LEFT JOIN (SELECT subject_id, max(kill_rate) AS rate FROM verdicts "
        "WHERE \"check\" = 'mutation' GROUP BY ALL) AS v ON v.subject_id = p.row_id "
        "WHERE p.level IN ('agrees_on_cpu', 'agrees_on_gpu') "
        "AND (p.mutation_score IS NULL OR p.mutation_score < ? OR p.mutation_score IS DISTINCT FROM v.rate)",
        (LEAST_KILL_RATE,),
    )
    yield Rule(
        "verdicts",
        "counts",
        "more cases passed, or more variants were refused, than there are; or a rate is not that of its counts",
        "SELECT row_id FROM verdicts WHERE n_passed > n_cases OR n_killed > n_mutants OR (n_mutants > 0 "
        "AND abs(kill_rate - n_killed / greatest(n_mutants - coalesce(n_equivalent, 0), 1)) > 1e-9)",
    )
    yield Rule(
        "kernel_pairs",
        "largest_array",
        f"no array of {LEAST_ELEMENTS} elements was tested, or largest_array is not the specification's",
        "SELECT p.row_id FROM kernel_pairs AS p JOIN input_specs AS s ON s.row_id = p.input_spec_id "
        "WHERE p.largest_array < ? OR p.largest_array <> s.largest_array",
        (LEAST_ELEMENTS,),
    )


def _clusters() -> Iterator[Rule]:
    yield Rule(
        "kernel_pairs",
        "spec_split",
        "pairs of one computation lie in several splits",
        "SELECT min(row_id) FROM kernel_pairs GROUP BY spec_id HAVING count(DISTINCT split) > 1",
    )
    yield Rule(
        "kernel_pairs",
        "cluster",
        "the cluster is not that of the computation",
        "SELECT p.row_id FROM kernel_pairs AS p JOIN (SELECT spec_id, count(*) AS n FROM kernel_pairs GROUP BY ALL) "
        "AS s USING (spec_id) LEFT JOIN kernel_pairs AS r ON r.row_id = p.dedup_cluster_id "
        "WHERE p.dedup_cluster_size <> s.n OR r.spec_id IS DISTINCT FROM p.spec_id "
        "OR p.is_representative <> (p.dedup_cluster_id = p.row_id) OR p.split_group <> p.spec_id",
    )
    yield Rule(
        "kernel_pairs",
        "near_duplicate",
        "a near-duplicate of another computation is published",
        "SELECT row_id FROM kernel_pairs SEMI JOIN (SELECT subject_id FROM near_duplicates "
        "WHERE level = 'pair' AND verdict = 'duplicate') AS n ON n.subject_id = row_id",
    )
