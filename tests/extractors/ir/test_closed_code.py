"""Code that nobody's configuration opens, and the names that do."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.closed_code import Closed, closed_code
from warploom.extractors.ir.name_meanings import DefinedNames
from warploom.extractors.ir.repository_files import RepositoryFiles

KERNEL = "__global__ void f(float *x) { x[0] = 1; }\n"


def closed(text: str, *given: str, defined: frozenset[str] = frozenset(), language: str = "CUDA") -> Closed:
    return closed_code(
        text.encode(), language, given=given, defined=lambda: defined, for_kernels=language in ("CUDA", "HIP")
    )


@pytest.mark.parametrize(
    ("before", "names"),
    [
        ("#ifdef USE_CUDA", "USE_CUDA"),
        ("#if USE_CUDA", "USE_CUDA"),
        ("#  if defined( PADDLE_WITH_CUDA ) // of the build", "PADDLE_WITH_CUDA"),
        ("#if defined(WITH_GPU) && /* both */ defined(WITH_CUDA)", "WITH_CUDA WITH_GPU"),
        ("#if defined(WITH_HIP) || defined(WITH_CUDA)", "WITH_CUDA"),
        ("#if defined(USE_CUDA) && __CUDA_ARCH__ >= 700", "USE_CUDA"),
        ("#ifdef CPU_ONLY_X\n#elif defined(USE_CUDA) && !defined(USE_ROCM)", "USE_CUDA"),
        ("#ifndef WITH_GPU\nint none;\n#else", "WITH_GPU"),
        ("#ifdef __CUDACC__\n#ifdef OUTER\n#endif\n#if USE_CUDA == 1", "USE_CUDA"),
    ],
)
def test_names_that_open_a_file(before: str, names: str) -> None:
    n_open = before.count("\n#if") - before.count("\n#endif") + 1
    text = f"#include <a.h>\n{before}\n{KERNEL}{'#endif' + chr(10):s}" + "#endif\n" * (n_open - 1)
    assert closed(text) == Closed(tuple(names.split()), 0, 1)


@pytest.mark.parametrize(
    "before",
    [
        *("#ifdef _WIN32", "#ifdef __HIPCC__", "#ifdef USE_ROCM", "#if 0", "#ifdef __CUDACC__", "#ifdef __cplusplus"),
        *(
            "#ifndef A_KERNELS_H",
            "#ifdef A_KERNELS_CUH_",
            "#if CUDA_VERSION >= 12000",
            "#ifdef DEBUG",
            *("#ifdef NO_CUDA", "#ifdef NOTYET", "#ifdef USE_OLD_KERNEL"),
        ),
        *("#if __CUDA_ARCH__ >= 900", "#ifdef UNIT_TEST", "#ifdef HAVE_MSVC", "#if FLAG(USE_CUDA)", "#ifdef lower"),
        *("#ifdef NO_CUDA", "#ifdef NOTYET", "#ifdef USE_OLD_KERNEL"),
        *(
            "#ifndef USE_CUDA",
            "#if !USE_CUDA",
            "#if USE_CUDA >= 2",
            "#ifdef M_PI",
            *("#ifdef NO_CUDA", "#ifdef NOTYET", "#ifdef USE_OLD_KERNEL"),
            "#ifdef CUDART_INF_F",
        ),
    ],
)
def test_names_that_are_not_for_a_build_to_define(before: str) -> None:
    """Those of compilers, platforms, versions and guards; nor is anything to do for what is open as it is."""
    assert closed(f"{before}\n{KERNEL}#endif\n").names == ()


def test_what_is_defined_or_given_is_left_alone() -> None:
    text = f"#ifdef USE_CUDA\n{KERNEL}#endif\n"
    assert closed(text, "USE_CUDA").names == ()
    assert closed(text, "-USE_CUDA").names == ()
    assert closed(text, defined=frozenset(["USE_CUDA"])).names == ()
    assert closed(text, "OTHER=1").names == ("USE_CUDA",)


def test_nothing_is_opened_at_the_price_of_something_else() -> None:
    """Of two versions of a kernel one is enough; what opens more than it closes is taken."""
    assert closed(f"#ifdef NEW_WAY\n{KERNEL}#else\n{KERNEL}#endif\n").names == ()
    found = closed(f"#ifdef NEW_WAY\n{KERNEL * 2}#else\n{KERNEL}#endif\n")
    assert (found, found.is_mostly_closed) == (Closed(("NEW_WAY",), 1, 2), False)


def test_some_kernels_of_a_file() -> None:
    found = closed(f"{KERNEL * 2}#ifdef USE_FP8\n{KERNEL}#endif\n#ifdef _MSC_VER\n{KERNEL}#endif\n")
    assert (found, found.is_mostly_closed) == (Closed(("USE_FP8",), 2, 3), False)


def test_devices_are_those_of_the_language() -> None:
    text = f"#ifdef USE_HIP\n{KERNEL}#endif\n#ifdef USE_CUDA\n{KERNEL}#endif\n"
    assert closed(text).names == ("USE_CUDA",)
    assert closed(text, language="HIP").names == ("USE_HIP",)


def test_code_of_a_host() -> None:
    """Kernels are nothing special where a file has none; what is open counts by its bytes."""
    found = closed("int a;\n#ifdef WITH_SOLVER\nint solve() { return 1; }\n#endif\n", language="C++")
    assert found.names == ("WITH_SOLVER",)
    assert found.is_mostly_closed
    assert not closed("int solve() { return 1; }\n#ifdef WITH_IT\nint b;\n#endif\n", language="C++").is_mostly_closed


def test_comments_and_strings_hold_no_conditions() -> None:
    assert closed(f'/*\n#ifdef USE_CUDA\n*/\nconst char *a = "\\\n#if USE_CUDA\\\n";\n{KERNEL}').names == ()
    assert closed(f"#ifdef USE_CUDA\n// {KERNEL}#endif\n").names == ()


def test_names_defined_by_files() -> None:
    index = RepositoryFiles({"a.cu": b'#include "b.h"\n# define A 1\n', "b.h": b"#ifdef X\n#define B(x) x\n#endif\n"})
    assert DefinedNames(index).of(["a.cu", "b.h", "gone.h"]) == frozenset(["A", "B"])


@pytest.mark.parametrize(
    "text",
    [
        "#ifdef USE_CUDA\n" * 50_000 + KERNEL,
        "#if USE_A\n" + "".join(f"#elif USE_A{n} && !USE_B{n}\n{KERNEL}" for n in range(10_000)) + "#endif\n",
        "".join(f"#ifdef USE_A{n}\n{KERNEL}#endif\n" for n in range(10_000)),
        "#endif\n#else\n#elif X\n" * 10_000 + KERNEL,
        "#if " + "(" * 200_000 + f"\n{KERNEL}",
    ],
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    started = time.perf_counter()
    assert len(closed(text).names) <= 6
    assert time.perf_counter() - started < 20


@given(st.text(st.sampled_from("#ifdefnels USE_A\n(&|!)1__global__"), max_size=200))
def test_any_text_is_read(text: str) -> None:
    found = closed(text)
    assert found.n_open <= found.n_opened or not found.names
