"""Godoy's steps, one by one, and the macro of a release, which has to say the same of any answers."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import warploom.catalog
from warploom.validators.estimators.proficiency import EXPERT, LEARNER, NONE, NOVICE, PROFICIENT, Answer, proficiency

RIGHT, WRONG = Answer(True, {"cuda"}), Answer(False, {"cuda"})
OTHER, OTHER_WRONG = Answer(True, {"openmp"}), Answer(False, {"openacc"})
TEXTS = {
    "cuda": "__global__ void k() {} void f() { k<<<1, 1>>>(); }",
    "openmp": "#pragma omp parallel for",
    "openacc": "# pragma acc loop",
    "sycl": "sycl::queue q;",
}


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ([], NONE),
        ([WRONG], NONE),
        ([OTHER], NONE),
        ([WRONG, OTHER], NONE),
        ([RIGHT, OTHER], NOVICE),
        ([RIGHT, OTHER_WRONG], NOVICE),
        ([RIGHT, WRONG, OTHER_WRONG], NOVICE),
        ([RIGHT, WRONG], LEARNER),
        ([RIGHT, RIGHT, WRONG], LEARNER),
        ([RIGHT, RIGHT], PROFICIENT),
        ([RIGHT], EXPERT),
    ],
)
def test_each_step(answers: list[Answer], score: float) -> None:
    assert proficiency("cuda", answers) == score


CONNECTION = duckdb.connect()
CONNECTION.execute(
    "CREATE TABLE kernel_pairs (row_id VARCHAR, generator VARCHAR, spec_id VARCHAR, family VARCHAR, "
    "features VARCHAR[], gpu_model VARCHAR, cpu_model VARCHAR, cpu_language VARCHAR, gpu_language VARCHAR, "
    "gpu_schedule VARCHAR, "
    "gpu_text VARCHAR, cpu_text VARCHAR, level VARCHAR, origin VARCHAR, mutation_score DOUBLE, largest_array BIGINT, "
    "license_expression VARCHAR, split VARCHAR)"
)
CONNECTION.execute("CREATE TABLE refused_pairs AS SELECT *, '' AS stage, '' AS reason FROM kernel_pairs")
CONNECTION.execute(
    'CREATE TABLE verdicts (subject_id VARCHAR, "check" VARCHAR, outcome VARCHAR, reason VARCHAR, runner_kind VARCHAR, '
    "runner_id VARCHAR, n_cases BIGINT, n_passed BIGINT, n_mutants BIGINT, n_killed BIGINT, block_coverage DOUBLE, "
    "seeds BIGINT[])"
)
CONNECTION.execute(Path(str(warploom.catalog.__file__)).with_name("pair_macros.sql").read_text())


def put(number: int, answer: Answer, spec: str, features: list[str]) -> None:
    """As a build does: what is right and new is published, the rest refused; half of what is wrong by a device."""
    row, text = f"kp_{number}", " ".join(TEXTS[model] for model in sorted(answer.models))
    is_published = answer.is_right and number % 2
    on_device = not answer.is_right and number % 2
    values = {
        "row_id": row, "generator": "candidate c", "spec_id": spec, "family": "scan", "features": features,
        "gpu_model": "cuda", "gpu_text": text, "origin": "translated",
        "level": "agrees_on_cpu" if answer.is_right or on_device else "compiled",
    }  # fmt: skip
    table = "kernel_pairs" if is_published else "refused_pairs"
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    CONNECTION.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))  # noqa: S608 - own names
    if not answer.is_right:
        CONNECTION.execute(
            "INSERT INTO verdicts (subject_id, \"check\", outcome) VALUES (?, 'agrees', 'failed')", [row]
        )


def clear() -> None:
    """No rows are left."""
    for table in ("kernel_pairs", "refused_pairs", "verdicts"):
        CONNECTION.execute(f"DELETE FROM {table}")  # noqa: S608 - own names


ANSWERS = st.lists(
    st.builds(Answer, st.booleans(), st.frozensets(st.sampled_from(sorted(TEXTS)), min_size=1)), max_size=5
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.builds(Answer, st.booleans(), st.frozensets(st.sampled_from(sorted(TEXTS)), min_size=1)), max_size=5)
)
def test_the_macro_says_the_same(answers: list[Answer]) -> None:
    """Of one computation that is asked for, beside another that has its own."""
    clear()
    for number, answer in enumerate(answers):
        put(number, answer, "ks_1", ["kernel:scan_rows"])
    put(99, RIGHT, "ks_2", [])
    found = CONNECTION.execute("SELECT spec_id, kernel, n_answers, score FROM proficiency()").fetchall()
    expected = [("ks_2", "scan", 1, 1.0)]
    if answers:
        expected.append(("ks_1", "scan_rows", len(answers), proficiency("cuda", answers)))
    assert sorted(found) == sorted(expected)
    grid = CONNECTION.execute("SELECT kernel, model, n_computations FROM proficiency_grid()").fetchall()
    assert sorted(grid) == sorted((kernel, "cuda", 1) for _, kernel, _, _ in expected)


def test_no_answer_at_all_scores_nothing() -> None:
    """A refused row without a text is an attempt, and no program."""
    clear()
    put(0, Answer(False, set()), "ks_1", [])
    assert CONNECTION.execute("SELECT n_answers, score FROM proficiency()").fetchall() == [(0, 0.0)]


def test_the_grid_of_what_is_there() -> None:
    """Both sides of a pair are programs of its kernel."""
    clear()
    CONNECTION.execute(
        "INSERT INTO kernel_pairs (row_id, features, cpu_model, cpu_language, gpu_model, gpu_language, level) VALUES "
        "('kp_1', ['kernel:axpy'], 'openmp', 'Fortran', 'cuda', 'CUDA', 'agrees_on_cpu'), "
        "('kp_2', ['kernel:axpy'], 'serial', 'C', 'cuda', 'CUDA', 'agrees_on_gpu'), "
        "('kp_3', ['tiled'], 'serial', 'C', 'cuda', 'CUDA', 'agrees_on_gpu')"
    )
    assert CONNECTION.execute("FROM reference_grid()").fetchall() == [
        ("axpy", "cuda", "CUDA", "agrees_on_gpu", 2),
        ("axpy", "openmp", "Fortran", "agrees_on_cpu", 1),
        ("axpy", "serial", "C", "agrees_on_gpu", 1),
    ]
