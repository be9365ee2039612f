"""Candidates from recipe to release: translations of a folder, an endpoint and a program, right, wrong and hostile."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from tests.extractors.candidates.test_asking import chat_server, completion
from tests.pipelines.corpora import rows
from tests.validators.planted.hostile import GPU_TEXT, RIGHT
from warploom.extractors.isolation import Isolation
from warploom.extractors.pairs.pair import Pair
from warploom.extractors.sandbox import best_isolation
from warploom.pipelines import pair_phases
from warploom.pipelines.corpus import Build, BuildOptions
from warploom.pipelines.in_process import InProcess
from warploom.pipelines.progress import SilentDisplay
from warploom.pipelines.recipe import load_recipe
from warploom.validators.releases import check
from warploom.validators.simulate.front_end import clang
from warploom.validators.simulate.native_library import SimulatorError
from warploom.validators.simulator_prover import SimulatorProver

RECIPE = """
[dataset]
name = "translated"

[pairs]
generate = 1
max_tries = 1

[[pairs.candidates]]
name = "files"
kind = "folder"
path = "answers"
license_expression = "MIT"
license_evidence = "Written by hand."
n_each = 24

[[pairs.candidates]]
name = "model"
kind = "http"
url = "{url}"
model = "small"
license_expression = "CC0-1.0"
license_evidence = "The model's terms."
n_each = 2

[[pairs.candidates]]
name = "script"
kind = "program"
command = {command}
license_expression = "MIT"
license_evidence = "Written by hand."
"""
UNIT = dataclasses.replace(RIGHT, origin="generated")
TRANSLATION = GPU_TEXT.replace("launch_twice", "twice")
"""The launcher that is asked for has the name of the CPU side."""
BODY = "        y[i] = 2.0f * x[i];\n"
OUTSIDE = "{outside}"
"""Stands for a file that nobody may write."""
START = "    if (n > 0) {\n"
PROGRAM = "import json, sys; u = json.load(sys.stdin); print(open({path!r}).read().replace('ENTRY', u['entry']))"


def with_body(body: str, before: str = "") -> str:
    return TRANSLATION.replace(BODY, body).replace("__global__", f"{before}\n__global__", 1)


def with_start(start: str, before: str = "") -> str:
    return TRANSLATION.replace(START, f"    {start}\n{START}").replace("__global__", f"{before}\n__global__", 1)


ANSWERS = {
    "right": (TRANSLATION, None),
    "wrong": (with_body("y[i] = 2.5f * x[i];"), "wrong_result"),
    "beyond": (with_body("y[i + 1] = 2.0f * x[i];"), "out_of_bounds"),
    "nothing": (with_body(""), "unwritten_output"),
    "races": (with_body("y[i] = 2.0f * x[i]; if (i > 0) y[i - 1] = 2.0f * x[i - 1];"), "race"),
    "no_code": ("Sure! Here is your kernel.\n", "does_not_compile"),
    "other_name": (TRANSLATION.replace("void twice(", "void doubled("), "does_not_compile"),
    "fork": (with_start("fork();", 'extern "C" int fork(void);'), "forbidden_call"),
    "file": (
        with_start(f'fopen("{OUTSIDE}", "w");', 'extern "C" void *fopen(const char *, const char *);'),
        "forbidden_call",
    ),
    "socket": (with_start("socket(2, 1, 0);", 'extern "C" int socket(int, int, int);'), "forbidden_call"),
    "loop": (with_body("for (volatile int stay = 1; stay;) { }"), "out_of_fuel"),
    "memory": (with_start("void *p = 0; cudaMalloc(&p, (1ul << 30) + 1);"), "out_of_memory"),
    "recursion": (
        with_start("deeper(n);", "static int deeper(volatile int n) { volatile int k = n; return deeper(n + 1) + k; }"),
        "out_of_fuel | stack_overflow",
    ),
    "zero": (
        with_body("volatile int zero = 0; y[i] = 2.0f * x[i] + i / zero;"),
        "divide_by_zero | undefined_behaviour",
    ),
    "nan": (with_body("y[i] = 0.0f * __builtin_inff();"), "wrong_result"),
    "deadlock": (
        with_body("if (threadIdx.x % 2 == 0) { __syncthreads(); } y[i] = 2.0f * x[i];"),
        "divergent_barrier | missing_thread_at_barrier",
    ),
    "wild": (with_body("*(volatile int *)0x7000deadbee0 = 1; y[i] = 2.0f * x[i];"), "out_of_bounds | wild_pointer"),
    "stack": (
        with_body("volatile long f[2]; for (volatile int k = -64; k < 64; k++) { f[k] = 65; } y[i] = 2.0f * x[i];"),
        "stack_overflow | undefined_behaviour | unwritten_output | wild_pointer",
    ),
    "constructor": (
        with_start("", "__attribute__((constructor)) static void first(void) { *(int *)8 = 1; }"),
        "forbidden_call",
    ),
}


@dataclass(frozen=True, slots=True)
class OnePair:
    """A pair that is proven."""

    name: ClassVar[str] = "one"

    def digest(self) -> list[object]:
        return [self.name]

    def pairs(self) -> Iterator[Pair]:
        yield UNIT


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if best_isolation() is Isolation.NONE:
        pytest.skip("no isolation works here")
    try:
        clang()
    except SimulatorError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("candidates")
    answers = folder / "answers"
    answers.mkdir()
    for name, (text, _) in ANSWERS.items():
        (answers / f"{UNIT.spec_id}.{name}.cu").write_text(text.replace(OUTSIDE, str(folder / "escaped")))
    template = folder / "template.cu"
    template.write_text("// by a program\n" + TRANSLATION.replace("void twice(", "void ENTRY("))
    command = [sys.executable, "-c", PROGRAM.format(path=str(template))]
    said = completion(f"Here it is.\n```cuda\n// by a model\n{TRANSLATION}```\n", "```cuda\nvoid twice(\n```\n")
    with chat_server(said) as (url, _), pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_phases.PairPhases, "_generator", lambda *_: OnePair())
        recipe = folder / "recipe.toml"
        recipe.write_text(RECIPE.format(url=url, command=json.dumps(command)))
        options = BuildOptions(folder / "out", folder / "work", folder / "cache")
        prover = SimulatorProver(n_mutants=12, is_device_compiled=False)
        Build(load_recipe(recipe), options, InProcess(), SilentDisplay(), prover).run()
    return folder


def refused_of(folder: Path, generator: str) -> dict[str, str]:
    """Reasons by the text of the translation."""
    found = rows(folder / "out", "select generator, gpu_text, reason from refused_pairs")
    return {text: reason for by, text, reason in found if by == generator}


def test_the_release_is_good_and_nothing_got_out(built: Path) -> None:
    assert check(built / "out") == []
    assert not (built / "escaped").exists()
    assert {path.name for path in built.iterdir()} <= {
        "answers", "template.cu", "recipe.toml", "out", "work", "cache"
    }  # fmt: skip


def test_right_translations_of_every_candidate_are_published(built: Path) -> None:
    published = rows(
        built / "out", "select generator, license_expression, level from kernel_pairs where origin = 'translated'"
    )
    assert sorted(published) == [
        ("candidate files", "Apache-2.0 AND MIT", "agrees_on_cpu"),
        ("candidate model small", "Apache-2.0 AND CC0-1.0", "agrees_on_cpu"),
        ("candidate script", "Apache-2.0 AND MIT", "agrees_on_cpu"),
    ]


def test_wrong_and_hostile_ones_are_kept_with_their_reasons(built: Path) -> None:
    refused = refused_of(built, "candidate files")
    reasons = {name: refused.get(text.replace(OUTSIDE, str(built / "escaped"))) for name, (text, _) in ANSWERS.items()}
    expected = {name: reason.split(" | ") if reason else [None] for name, (_, reason) in ANSWERS.items()}
    assert {name: reason for name, reason in reasons.items() if reason not in expected[name]} == {}
    assert list(refused_of(built, "candidate model small").values()) == ["does_not_compile"]


def test_verdicts_say_what_the_code_ran_in(built: Path) -> None:
    """What was written by others ran in a sandbox; what was not run ran nowhere."""
    level = str(best_isolation())
    found = rows(
        built / "out",
        "select distinct p.origin, v.isolation from verdicts v join kernel_pairs p on v.subject_id = p.row_id "
        "where v.check in ('agrees', 'races', 'mutation', 'coverage', 'hygiene') order by all",
    )
    assert found == [("generated", "none"), ("translated", level)]
    assert rows(built / "out", "select distinct isolation from verdicts where outcome = 'not_run'") == [(None,)]
    compiled = "select distinct isolation, cuda_version from verdicts where \"check\" = 'compiles'"
    assert rows(built / "out", compiled) == [(level, None)]
    told = rows(
        built / "out",
        "select distinct v.outcome, v.reason from refused_pairs p join verdicts v on v.subject_id = p.row_id "
        "where p.reason = 'out_of_memory' and v.reason is not null and v.reason != 'earlier_check'",
    )
    assert told == [("failed", "out_of_memory")]
