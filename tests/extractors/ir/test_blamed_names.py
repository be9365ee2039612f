"""Names that avoid errors: of code that refuses to compile, and of what is declared behind a condition."""

from __future__ import annotations

import time

import pytest

from tests.extractors.ir.compiling import error_at
from warploom.extractors.ir.blamed_names import BlamedNames
from warploom.extractors.ir.diagnostics import Diagnostic
from warploom.extractors.ir.name_meanings import DefinedNames
from warploom.extractors.ir.repository_files import RepositoryFiles

CHAIN = b"#if WITH_CUDA\n#include <a.h>\n#elif WITH_ROCM\n#include <b.h>\n#else\n#error none\n#endif\n"


def blamed(errors: list[Diagnostic], *given: str, **texts: bytes) -> tuple[str, ...]:
    files = {name.replace("_", "."): text for name, text in texts.items()}
    index = RepositoryFiles(files)
    return BlamedNames(index, DefinedNames(index)).of(errors, list(files), language="CUDA", given=given)


def missed(name: str) -> Diagnostic:
    return error_at(1, f"use of undeclared identifier '{name}'", "a.cu")


@pytest.mark.parametrize(
    ("text", "line", "names"),
    [
        (CHAIN, 6, ("WITH_CUDA",)),
        (b"#ifndef PRECISION_SET\n#error set it\n#endif\n", 2, ("PRECISION_SET",)),
        (b"#if !defined(HAS_A) && !defined(HAS_B)\n\n#error one of both\n#endif\n", 3, ("HAS_A",)),
        (b"#ifdef WITH_ROCM\n#else\n#error only there\n#endif\n", 3, ()),
        (b"#ifndef SOMETHING\n#if 1\n#error inner\n#endif\n#endif\n", 3, ("SOMETHING",)),
        (b"#error always\n", 1, ()),
        (b"#define WITH_CUDA 0\n" + CHAIN, 7, ()),
    ],
)
def test_another_branch_than_that_of_an_error(text: bytes, line: int, names: tuple[str, ...]) -> None:
    assert blamed([error_at(line, "#error", "a.h")], a_cu=b'#include "a.h"\n', a_h=text) == names


def test_what_declares_a_missed_name_is_opened() -> None:
    """In a header, or in one that is included behind the condition, directly or not."""
    header = b"#if USE_GPU_PATH\n#define gpuCheck(x) x\n#endif\nint other;\n"
    assert blamed([missed("gpuCheck")], a_cu=b'#include "a.h"\n', a_h=header) == ("USE_GPU_PATH",)
    around = b'#ifdef USE_GPU_PATH\n#include "b.h"\n#endif\n'
    texts = {"a_cu": b'#include "a.h"\n', "a_h": around, "b_h": b'#include "c.h"\n', "c_h": b"void gpuCheck(int);\n"}
    assert blamed([missed("gpuCheck")], **texts) == ("USE_GPU_PATH",)
    assert blamed([missed("gpuCheck")], "USE_GPU_PATH=1", **texts) == ()
    assert blamed([missed("unheard_of")], **texts) == ()


def test_a_source_that_uses_what_it_misses_declares_nothing() -> None:
    text = b"#ifdef WITH_MORE\nvoid more() { gpuCheck(1); }\n#endif\nvoid f() { gpuCheck(2); }\n"
    assert blamed([missed("gpuCheck")], a_cu=text) == ()
    assert blamed([missed("gpuCheck")], a_cu=b"#ifdef WITH_MORE\n#define gpuCheck(x) x\n#endif\n" + text) == (
        "WITH_MORE",
    )


def test_other_errors_blame_nobody() -> None:
    assert blamed([error_at(1, "expected expression", "a.cu")], a_cu=b"#ifdef WITH_MORE\nint a;\n#endif\n") == ()
    assert blamed([error_at(9, "#error", "a.cu"), error_at(1, "#error", "gone.h")], a_cu=CHAIN[:20]) == ()


def test_many_files_and_words_take_little_time() -> None:
    texts = {f"h{n}_h": b"#ifdef WITH_X\nint word1;\n#endif\n#include <h1.h>\n" * 50 for n in range(400)}
    started = time.perf_counter()
    errors = [missed(f"word{n}") for n in range(500)]
    assert blamed(errors, a_cu=b"", **texts) == ("WITH_X",)
    assert time.perf_counter() - started < 20
