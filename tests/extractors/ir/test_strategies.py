"""By which steps a file is brought to compile, told by a compiler that tests script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.extractors.ir.compiling import error_at, request_for
from warploom.extractors.ir.attempts import Attempt, Variant
from warploom.extractors.ir.blamed_names import BlamedNames
from warploom.extractors.ir.closed_code import Closed, closed_code
from warploom.extractors.ir.compile_request import CompileRequest, Flags, Target
from warploom.extractors.ir.cutting import MAX_ROUNDS
from warploom.extractors.ir.diagnostics import Diagnostic, Place
from warploom.extractors.ir.include_closure import IncludeClosure
from warploom.extractors.ir.infer_flags import GUESSED, HowToCompile
from warploom.extractors.ir.missing_names import ConfigurationValues
from warploom.extractors.ir.name_meanings import DefinedNames
from warploom.extractors.ir.repository_files import RepositoryFiles
from warploom.extractors.ir.strategies import Sources, bring_to_compile
from warploom.extractors.syntax.file_syntax import read_syntax

Answer = Callable[[CompileRequest, Variant], Sequence[Diagnostic] | str]
"""Errors, of which none is success; or another outcome."""
FUNCTIONS = b"int one(void) { return 1; }\nint two(void) { return 2; }\nint three(void) { return 3; }\n"
KERNELS = b"""\
void host(float *x);
void launch(float *x) { host(x); }
template <typename T> __global__ void fill(T *x, T value) { x[0] = value; }
__global__ void plain(float *x) { x[0] = 1; }
"""
OLD_C = "call to undeclared library function 'f'; ISO C99 and later do not support implicit function declarations"
NEW_C = "use of undeclared identifier 'nullptr'"


class Session:
    """Attempts on one file of a repository, and what was asked of the compiler."""

    def __init__(self, answer: Answer, **texts: bytes) -> None:
        self.texts = {name.replace("_", "."): text for name, text in texts.items()} or {"a.c": FUNCTIONS}
        self._answer = answer
        self.asked: list[tuple[CompileRequest, Variant]] = []

    def run(self, request: CompileRequest, variant: Variant) -> Attempt:
        self.asked.append((request, variant))
        said = self._answer(request, variant)
        if isinstance(said, str):
            return Attempt(request, variant, said)
        return Attempt(request, variant, "failed" if said else "compiled", errors=said)

    def attempts(self, missing: Sequence[str] = (), *, cut_down: bool = True, **request: Any) -> list[Attempt]:
        path = next(iter(self.texts))
        given = {"flags": Flags(standard="gnu17"), **request}
        how = HowToCompile(
            given["flags"], IncludeClosure((), tuple(self.texts), (), ()), {"made.h": b"#define MADE\n"}, tuple(missing)
        )
        language = str(given.get("language", "C"))
        sources = Sources(
            self.texts.get,
            lambda _, text: read_syntax((language, text, False)),
            ConfigurationValues(RepositoryFiles(self.texts)),
            self._closed_code,
            self._blamed_names,
        )
        return bring_to_compile(self.run, request_for(path, **given), how, sources, cut_down=cut_down)

    def _closed_code(self, request: CompileRequest, files: Sequence[str]) -> Closed:
        return closed_code(
            self.texts[request.path],
            request.language,
            given=request.flags.defines,
            defined=lambda: DefinedNames(RepositoryFiles(self.texts)).of(files),
            for_kernels=request.language in ("CUDA", "HIP"),
        )

    def _blamed_names(self, attempt: Attempt, files: Sequence[str]) -> Sequence[str]:
        index = RepositoryFiles(self.texts)
        flags = attempt.request.flags
        return BlamedNames(index, DefinedNames(index)).of(
            attempt.errors, files, language=attempt.request.language, given=flags.defines
        )


def good(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
    return ()


def test_a_file_that_compiles_is_tried_once() -> None:
    """As it is, with the headers that a build would make."""
    session = Session(good)
    (attempt,) = session.attempts(["gone.h"])
    assert ("compiled", "whole", {"made.h": b"#define MADE\n"}) == (
        *(attempt.outcome, attempt.variant.coverage, attempt.variant.texts),
    )


@pytest.mark.parametrize("outcome", ["timed_out", "out_of_memory", "crashed", "not_run", "refused"])
def test_limits_end_the_matter(outcome: str) -> None:
    """What ran into one once is not tried in other ways."""
    session = Session(lambda *_: outcome)
    (attempt,) = session.attempts(["gone.h"])
    assert outcome == attempt.outcome


@pytest.mark.parametrize("outcome", ["timed_out", "crashed"])
def test_limits_end_the_matter_at_any_step(outcome: str) -> None:
    """Also of a file that is cut already."""
    said = iter([[error_at(1)], outcome, ()])
    assert ["failed", outcome] == [a.outcome for a in Session(lambda *_: next(said)).attempts()]


def test_another_standard_is_tried_where_errors_suggest_it() -> None:
    """At most three, each once; the one that compiles stays."""

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        return () if request.flags.standard == "gnu89" else [error_at(1, OLD_C)]

    attempts = Session(answer).attempts()
    assert [("gnu17", "failed"), ("gnu89", "compiled")] == [(a.request.flags.standard, a.outcome) for a in attempts]
    assert "restrict=__restrict" in attempts[-1].request.flags.defines
    endless = Session(lambda *_: [error_at(1, f"{OLD_C}; {NEW_C}")]).attempts(cut_down=False)
    standards = [a.request.flags.standard for a in endless]
    assert (3, 3) == (len(standards), len(set(standards)))


def test_constants_of_a_configuration_get_values_after_standards() -> None:
    """Those that errors miss and that the command line has not; what build files say of them comes first."""
    missed = [error_at(1, f"use of undeclared identifier '{name}'") for name in ("GRID_SIZE", "USE_IT", "GIVEN")]

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        return () if "USE_IT=0" in request.flags.defines else missed

    session = Session(answer, a_c=FUNCTIONS, CMakeLists_txt=b"set(GRID_SIZE 128)\n")
    attempts = session.attempts(flags=Flags(defines=("GIVEN=1",)))
    assert ["failed", "compiled"] == [a.outcome for a in attempts]
    assert ("GIVEN=1", "GRID_SIZE=128", "USE_IT=0") == attempts[-1].request.flags.defines
    assert "whole" == attempts[-1].variant.coverage


def test_without_cutting_down_nothing_is_left_out() -> None:
    """No empty headers, no missing functions."""
    attempts = Session(lambda *_: [error_at(1)]).attempts(["gone.h"], cut_down=False)
    assert ["whole"] == [a.variant.coverage for a in attempts]


def test_headers_that_are_nowhere_become_empty_files() -> None:
    """In a directory of their own, which is searched last; names that lead elsewhere do not."""

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        return () if f"{GUESSED}/lib/gone.h" in variant.texts else [error_at(1, "'lib/gone.h' file not found")]

    names = ["lib/gone.h", "../up.h", "/etc/passwd", "a//b.h", "x" * 300, "a\nb.h", "."]
    attempts = Session(answer).attempts(names, flags=Flags(include_directories=("include",)))
    assert ["failed", "compiled"] == [a.outcome for a in attempts]
    assert {"made.h", f"{GUESSED}/lib/gone.h"} == set(attempts[-1].variant.texts)
    assert ("include", GUESSED) == attempts[-1].request.flags.include_directories
    assert "whole" == attempts[-1].variant.coverage


def test_functions_that_hold_errors_are_cut_and_named() -> None:
    """Round by round, lines as they were; empty headers stay."""

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        text = variant.texts.get("a.c", FUNCTIONS)
        return [error_at(n) for n, word in ((1, b"one"), (3, b"three")) if word in text][:1]

    attempts = Session(answer).attempts(["gone.h"])
    assert [("whole", ()), ("whole", ()), ("part", ("one (function)",))] == [
        (a.variant.coverage, a.variant.omitted) for a in attempts[:3]
    ]
    last = attempts[-1]
    assert ("compiled", ("one (function)", "three (function)")) == (last.outcome, last.variant.omitted)
    assert b"\nint two(void) { return 2; }\n" in last.variant.texts["a.c"]
    assert FUNCTIONS.count(b"\n") == last.variant.texts["a.c"].count(b"\n")
    assert f"{GUESSED}/gone.h" in last.variant.texts


def test_cutting_ends() -> None:
    """After so many rounds; and at once where the errors lie in nothing that can be cut."""
    text = b"".join(b"int f%d(void) { return 0; }\n" % n for n in range(20))
    lines = iter(range(1, 100))
    attempts = Session(lambda *_: [error_at(next(lines))], a_c=text).attempts()
    assert 1 + MAX_ROUNDS == len(attempts)
    elsewhere = Session(lambda *_: [error_at(1, path="/headers/x.h")]).attempts()
    assert 1 == len(elsewhere)


CUDA = {"language": "CUDA", "target": Target.NVPTX, "arch": "sm_80"}


def test_for_a_device_functions_of_the_host_may_go() -> None:
    """Where what holds the errors is out already; kernels stay."""

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        text = variant.texts.get("a.cu", KERNELS)
        return [error_at(1, path="unknown.h")] if b"launch" in text else ()

    attempts = Session(answer, a_cu=KERNELS).attempts(**CUDA)
    whole, cut = attempts[0], attempts[1]
    assert ("failed", "whole") == (whole.outcome, whole.variant.coverage)
    assert ("launch (function)",) == cut.variant.omitted
    assert b"__global__ void plain" in cut.variant.texts["a.cu"]


def test_the_hosts_side_of_a_kernel_file_has_the_standard_that_it_asks_for() -> None:
    """A build that names an older one is no reason to lose it; the device's side is tried under others, too."""

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        old = "no template named 'optional' in namespace 'std'"
        return () if request.flags.standard == "gnu++17" else [error_at(1, old)]

    attempts = Session(answer, a_cu=KERNELS).attempts(language="CUDA", flags=Flags(standard="gnu++14"))
    assert [("failed", "gnu++14"), ("compiled", "gnu++17")] == [(a.outcome, a.request.flags.standard) for a in attempts]


def test_the_hosts_side_of_a_kernel_file_is_not_cut() -> None:
    """Its module is there for the launches; what remains without them is nobody's code."""
    attempts = Session(lambda *_: [error_at(2, path="a.cu")], a_cu=KERNELS).attempts(language="CUDA")
    assert ["whole"] == [a.variant.coverage for a in attempts]


def test_templates_of_kernels_get_instances_and_supersede() -> None:
    """What compiled without them is told, and becomes no module."""
    attempts = Session(good, a_cu=KERNELS).attempts(**CUDA)
    first, last = attempts
    assert (True, ()) == (first.is_superseded, first.variant.instantiations)
    assert (False, ("fill<float> (default)",)) == (last.is_superseded, last.variant.instantiations)
    assert last.variant.texts["a.cu"].startswith(KERNELS)


def test_instances_that_do_not_compile_are_given_other_arguments() -> None:
    """Up to three choices; if none compiles, what compiled without stands, and comes last."""
    last_line = KERNELS.count(b"\n") + 1

    def answer(accepted: str) -> Answer:
        def said(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
            made = variant.instantiations
            return () if not made or made[0].startswith(accepted) else [error_at(last_line, path="a.cu")]

        return said

    second = Session(answer("fill<double>"), a_cu=KERNELS).attempts(**CUDA)
    assert [("compiled", True), ("failed", False), ("compiled", False)] == [
        (a.outcome, a.is_superseded) for a in second
    ]
    never = Session(answer("never"), a_cu=KERNELS).attempts(**CUDA)
    assert [("failed", 1)] * 3 + [("compiled", 0)] == [(a.outcome, len(a.variant.instantiations)) for a in never]
    assert not never[-1].is_superseded


def test_kernels_that_no_instance_suits_are_left_out_for_the_others() -> None:
    """An error in a body has the instance beside it; kernels that compile keep their first arguments."""
    text = KERNELS + b"template <int N> __global__ void never(float *x) { static_assert(N > 999); }\n"
    n_lines = text.count(b"\n")

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        places = [n for n, name in enumerate(variant.instantiations, n_lines + 1) if name.startswith("never")]
        return [Diagnostic(Place("a.cu", 5), "error", "no", (Place("a.cu", n),)) for n in places]

    last = Session(answer, a_cu=text).attempts(**CUDA)[-1]
    assert (last.outcome, last.variant.instantiations) == ("compiled", ("fill<float> (default)",))


def test_no_instances_are_tried_where_an_error_lies_elsewhere() -> None:
    """Other arguments do not mend it."""

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        return [error_at(1, path="other.h")] if variant.instantiations else ()

    attempts = Session(answer, a_cu=KERNELS).attempts(**CUDA)
    assert ["failed", "compiled"] == [a.outcome for a in attempts]


@pytest.mark.parametrize(
    ("language", "target", "cut_down"),
    [("CUDA", Target.HOST, True), ("CUDA", Target.NVPTX, False), ("C++", Target.HOST, True)],
)
def test_instances_are_made_for_devices_alone(language: str, target: Target, cut_down: bool) -> None:
    """And where the recipe lets a file be changed."""
    (attempt,) = Session(good, a_cu=KERNELS).attempts(language=language, target=target, cut_down=cut_down)
    assert () == attempt.variant.instantiations


CLOSED = b"#ifdef USE_CUDA\n" + KERNELS + b"#endif\n"
ON_DEVICE = {"language": "CUDA", "target": Target.NVPTX, "arch": "sm_80"}


def test_a_file_that_nobody_opens_is_opened() -> None:
    """It compiles to nothing at first; what has kernels takes its place, and its flags say how."""
    session = Session(good, a_cu=CLOSED)
    attempts = session.attempts(**ON_DEVICE)
    assert [attempt.request.flags.defines for attempt in attempts] == [(), ("USE_CUDA=1",), ("USE_CUDA=1",)]
    assert [attempt.is_superseded for attempt in attempts] == [True, True, False]


def test_the_host_has_the_names_that_the_device_has() -> None:
    attempts = Session(good, a_cu=CLOSED).attempts(language="CUDA")
    assert [attempt.request.flags.defines for attempt in attempts] == [("USE_CUDA=1",)]


def test_what_is_opened_is_cut_down() -> None:
    """What it was without the names is no reason not to try."""

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        return [error_at(3, path="a.cu")] if request.flags.defines and not variant.omitted else ()

    attempts = Session(answer, a_cu=CLOSED).attempts(**ON_DEVICE)
    assert attempts[0].is_superseded
    assert attempts[-1].is_compiled
    assert attempts[-1].variant.omitted == ("launch (function)",)


@pytest.mark.parametrize("more", [b"", b"__global__ void another(float *x) { x[0] = 2; }\n"])
def test_what_compiles_closed_stays_where_the_opened_fails(more: bytes) -> None:
    """As the last word if there is anything in it."""

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        return [error_at(9_999, "gone", path="a.cu")] if request.flags.defines else ()

    attempts = Session(answer, a_cu=CLOSED + more).attempts(**ON_DEVICE)
    plain = next(attempt for attempt in attempts if attempt.is_compiled)
    last = attempts[-1]
    assert (plain.is_superseded, plain.request.flags.defines) == (bool(more), ())
    # with the flags that it compiled under come instances
    assert (last.is_compiled, last.request.flags.defines == ()) == (bool(more), bool(more))


@pytest.mark.parametrize("compiles", [True, False])
def test_the_rest_of_the_kernels_is_opened_if_it_compiles(compiles: bool) -> None:
    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        return [error_at(2, path="a.cu")] if request.flags.defines and not compiles else ()

    text = b"__global__ void one() {}\n#ifdef WITH_TWO\n__global__ void two() {}\n#endif\n"
    attempts = Session(answer, a_cu=text).attempts(**ON_DEVICE)
    assert [attempt.is_compiled for attempt in attempts] == ([True, True] if compiles else [False, True])
    assert attempts[-1].request.flags.defines == (("WITH_TWO=1",) if compiles else ())
    assert attempts[0].is_superseded is compiles


@pytest.mark.parametrize("n_after", [0, 1, 2])
def test_names_that_avoid_errors_are_kept_where_fewer_remain(n_after: int) -> None:
    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        if request.flags.defines:
            return [error_at(5)] * n_after
        return [error_at(2, "#error"), error_at(5)]

    text = b"#ifndef WITH_SOMETHING\n#error none\n#endif\nint one(void) { return 1; }\nint two(void) { return 2; }\n"
    attempts = Session(answer, a_c=text).attempts(cut_down=False)
    assert attempts[-1].request.flags.defines == (() if n_after == 2 else ("WITH_SOMETHING=1",))
    assert attempts[-1].is_compiled is (n_after == 0)


@pytest.mark.parametrize("is_enough", [True, False])
def test_headers_of_the_standard_library_are_included_for_a_file(is_enough: bool) -> None:
    """Also where a header that is missed hides that at first."""

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        if f"{GUESSED}/gone.h" not in variant.texts:
            return [error_at(1, "'gone.h' file not found")]
        done = is_enough and request.flags.forced_includes
        return () if done else [error_at(1, "no member named 'list' in namespace 'std'")]

    last = Session(answer, a_c=b"").attempts(["gone.h"], language="C++")[-1]
    assert last.is_compiled is is_enough
    path = f"{GUESSED}/standard_names.h"
    assert last.request.flags.forced_includes == ((path,) if is_enough else ())
    assert last.variant.texts.get(path) == (b"#include <list>\n" if is_enough else None)


def test_launches_are_spelled_for_clang() -> None:
    """Whole, and when something is cut out."""

    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic]:
        return () if variant.omitted else [error_at(2, path="a.cu")]

    text = b"__global__ void f() {}\nvoid g() { f << < 1, 2 >> >(); }\nvoid h() { f << < 1, 2 >> >(); }\n"
    first, last = Session(answer, a_cu=text).attempts(**ON_DEVICE)
    assert first.variant.texts["a.cu"] == text.replace(b"<< <", b"<<< ").replace(b">> >", b">>> ")
    assert last.variant.texts["a.cu"].endswith(b"void h() { f <<<  1, 2 >>> (); }\n")


def test_what_only_takes_too_long_with_more_in_it_is_gone_back_from() -> None:
    def answer(request: CompileRequest, variant: Variant) -> Sequence[Diagnostic] | str:
        if request.flags.defines:
            return "timed_out"
        return () if variant.omitted else [error_at(2, "#error"), error_at(5)]

    text = b"#ifndef WITH_SOMETHING\n#error none\n#endif\nint one(void) { return 1; }\nint two(void) { return 2; }\n"
    attempts = Session(answer, a_c=text).attempts()
    assert [attempt.outcome for attempt in attempts] == ["timed_out", "failed", "compiled"]
