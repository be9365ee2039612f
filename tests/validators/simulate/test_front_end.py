"""Sides become IR: alike in company and alone, and what is wrong is named."""

from __future__ import annotations

import dataclasses

import pytest

from tests.validators.simulate.samples import CPU, HEAD, LAUNCHER, TWICE, kernel, pair
from warploom.validators.simulate.batches import Member, file_scope_names, joined
from warploom.validators.simulate.front_end import Compiled, FrontEnd, Refused
from warploom.validators.simulate.launch_rewriting import LaunchError, rewritten
from warploom.validators.simulate.modules import Module
from warploom.validators.simulate.shared_variables import shared_variables, with_slots

TEMPLATE = kernel(
    "y[blockIdx.x * blockDim.x + threadIdx.x] = scaled<float, 3>(x[0]);",
    "template <class T, int N> __device__ T scaled(T v) { T a[N] = {}; a[N - 1] = v; return a[N - 1] * N; }\n"
    "struct held { float v; };\nnamespace detail { static const float c = 2.0f; }",
)
SHARED = kernel("extern __shared__ double all[]; all[threadIdx.x] = x[0]; __syncthreads(); y[0] = all[0];").replace(
    "BLOCK>>>", "BLOCK, BLOCK * 8>>>"
)
OTHER = kernel("extern __shared__ float all[]; all[threadIdx.x] = x[1]; __syncthreads(); y[0] = all[0];").replace(
    "BLOCK>>>", "BLOCK, BLOCK * 4>>>"
)


def test_a_program_is_the_same_in_company_and_alone(front: FrontEnd) -> None:
    """Whatever else is in the batch: names, numbers and lines are its own."""
    texts = (kernel(TWICE), TEMPLATE, SHARED, OTHER)
    pairs = [pair(text, language=language) for text in texts for language in ("C", "C++")]
    pairs = [
        dataclasses.replace(p, cpu=dataclasses.replace(p.cpu, text=_linked(p.cpu.text, p.cpu.language))) for p in pairs
    ]
    together = front.compile(pairs)
    assert all(isinstance(one, Compiled) for one in together), together
    alone = [front.compile([dataclasses.replace(one, origin="mined")])[0] for one in pairs]
    assert alone == together
    assert front.compile(list(reversed(pairs))) == list(reversed(together))


def _linked(text: str, language: str) -> str:
    return text.replace("void work", 'extern "C" void work') if language == "C++" else text


def test_who_spoils_a_batch_is_refused_by_its_line(front: FrontEnd) -> None:
    """The others of the batch compile."""
    broken = kernel("int i = 0;\nunknown(i);")
    answers = front.compile([pair(), pair(broken), pair(cpu=CPU.replace("n;", "m;")), pair(SHARED)])
    assert [isinstance(one, Refused) for one in answers] == [False, True, True, False]
    assert isinstance(answers[1], Refused)
    assert isinstance(answers[2], Refused)
    assert (answers[1].side, answers[2].side) == ("gpu", "cpu")
    assert answers[1].error.startswith("line 9: use of undeclared identifier 'unknown'")


def test_a_missing_entry_is_refused(front: FrontEnd) -> None:
    """A text that compiles without the function that it is entered by."""
    answer = front.compile([pair(cpu="int other(void) { return 1; }\n")])[0]
    assert answer == Refused("cpu", "it defines no function work with C linkage")


def test_what_runs_by_itself_spoils_no_other_program(front: FrontEnd) -> None:
    """A batch in which something is to run first is not cut; and the text says so alone."""
    early = kernel(
        "y[0] = early;",
        "static float make() { return 2.0f * __builtin_sinf(gridDim.x); }\nstatic float early = make();",
    )
    plain, answer = front.compile([pair(), pair(early)])
    assert isinstance(plain, Compiled)
    assert isinstance(answer, Compiled)
    assert "@llvm.global_ctors" in answer.gpu_irs[0]
    assert "@llvm.global_ctors" not in plain.gpu_irs[0]


def test_no_path_of_the_machine_is_in_the_text(front: FrontEnd) -> None:
    """What is compiled in another place is the same."""
    answer = front.compile([pair()])[0]
    assert isinstance(answer, Compiled)
    assert "/tmp" not in answer.cpu_ir  # noqa: S108 - looked for


def test_launches_are_calls_on_the_same_lines() -> None:
    """A launch over three lines stays as long, so that errors are where they were."""
    text = "void f() {\n  k<T,\n    3><<<g,\n b>>>(a /* n */, n);\n}\n"
    made = rewritten(text)
    assert made.count("\n") == text.count("\n")
    assert (
        "wl_start(wl_configuration(g, b), [=](auto... wl_given) { k<T,\n    3>(wl_given...); }, a /* n */, n)" in made
    )


def test_a_launch_that_is_none_is_named() -> None:
    """Chevrons that the grammar takes for something else."""
    with pytest.raises(LaunchError, match="line 2"):
        rewritten("void f() {\n  int a = b <<< c;\n}\n")


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        (CPU, "C", {"range", "STEP", "weights", "helper", "work"}),
        ("typedef float (*reduction)(const float *, int);\nextern int given;\nint f(void);\n", "C", {"reduction"}),
        ("union u { int a; } one, *two;\nstruct { int b; } three[2];\n", "C", {"u", "one", "two", "three"}),
        ("template <class T> struct A { T m; };\nusing B = A<int>;\n", "C++", {"A", "B"}),
        ('extern "C" {\nint *f(int a) { return 0; }\n}\nnamespace {\nint g() { return 1; }\n}\n', "C++", {"f", "g"}),
        ("namespace n { int h; }\nint A::m() { return 1; }\n#ifdef X\nint x;\n#else\nint z;\n#endif\n", "C++", {"n", "x", "z"}),  # noqa: E501
        ("__global__ void k(float *p) { extern __shared__ int s[]; }\n__constant__ float c[4];\n", "CUDA", {"k", "s", "c"}),  # noqa: E501
    ],
)  # fmt: skip
def test_names_at_file_scope(text: str, language: str, names: set[str]) -> None:
    """Definitions, not declarations of what is elsewhere nor members."""
    assert file_scope_names(text, language) == names


@pytest.mark.parametrize("text", ["#pragma pack(1)\nint a;\n", "int a__wl01;\n", "int ( {\n"])
def test_some_programs_stay_alone(text: str) -> None:
    """Those that change what follows them, that have our tags, or that nobody understands."""
    assert file_scope_names(text, "C") is None


def test_a_joined_text_undoes_all_macros() -> None:
    """The second program meets none of the first one's."""
    member = Member(
        "#define N 3\n#ifndef B\n#define B 1\n#endif\nint f(void) { return N; }\n", (("B", "2"),), frozenset({"f"})
    )
    text = joined([member, member])
    assert text.count("#undef N\n") == text.count("#undef B\n") == text.count("#undef f\n") == 2
    assert "#define f f__wl01\n" in text


def test_names_that_say_how_long_they_are_are_put_right() -> None:
    """`_Z4kindv` is the name of `kind()`, whatever it was called in between."""
    ir = "define void @f__wl03() {\n  call void @_ZN12_GLOBAL__N_110kind__wl03Ev()\n  ret void\n}\n"
    ir += "define internal void @_ZN12_GLOBAL__N_110kind__wl03Ev() {\n  ret void\n}\ndefine void @g__wl04() {\n  ret void\n}\n"  # noqa: E501
    text = Module(ir).program("f", 3, {"f", "kind"})
    assert text is not None
    assert "@_ZN12_GLOBAL__N_14kindEv" in text
    assert "wl0" not in text
    assert "@g" not in text
    assert Module(ir).program("h", 3, {"h"}) is None


def test_shared_variables_become_slots() -> None:
    """Their bytes, their elements, and those that a launch sizes; structures as LLVM lays them out."""
    ir = (
        'target datalayout = "e-m:e-p:64:64-i64:64-f80:128-n8:16:32:64-S128"\n'
        "%struct.p = type { i8, double }\n"
        "@a = internal thread_local global [4 x [5 x float]] zeroinitializer, align 16\n"
        "@b = external thread_local global [0 x half], align 2\n"
        "@c = internal thread_local global [3 x %struct.p] zeroinitializer, align 8\n"
        "@llvm.compiler.used = appending global [1 x ptr] [ptr @a]\n"
        "  %1 = call align 16 ptr @llvm.threadlocal.address.p0(ptr align 16 @a)\n"
    )
    made = with_slots(ir)
    assert [(v.n_bytes, v.granule, v.alignment) for v in shared_variables(made)] == [(80, 4, 0), (0, 2, 0), (48, 1, 8)]
    assert '%1 = load ptr, ptr @"wl_shared.80.4.0.0", align 8' in made
    assert "llvm.compiler.used" not in made
    assert HEAD + LAUNCHER == with_slots(HEAD + LAUNCHER)


def test_a_frame_that_the_optimiser_removes_is_still_refused(front: FrontEnd) -> None:
    """Of two of its elements it leaves two variables; another compiler would leave the array. Not the generator's."""
    text = CPU.replace(
        "    range r", "    volatile char frame[1 << 30]; frame[0] = 1; frame[(1 << 30) - 1] = 1;\n    range r"
    )
    made = front.compile(
        [pair(cpu=text), pair(cpu=text.replace("1 << 30", "1 << 16")), pair(cpu=text, origin="generated")]
    )
    assert isinstance(made[0], Refused)
    assert "bytes of a function's stack, where at most 1,048,576" in made[0].error
    assert isinstance(made[1], Compiled)
    assert isinstance(made[2], Compiled)
