"""Fortran sides run as those in C do: what they compute, what they may not, and what traps."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from tests.validators.simulate.samples import pair
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind, Scalar, Values
from warploom.extractors.pairs.pair import Pair
from warploom.extractors.pairs.reference.reference import reference_pairs
from warploom.validators.proof.judging import Proof
from warploom.validators.proof.prove import ProofOptions, prove
from warploom.validators.proof.verdict import Check, Outcome
from warploom.validators.simulate import front_end
from warploom.validators.simulate.execution import How, Run
from warploom.validators.simulate.execution import Side as SimulatedSide
from warploom.validators.simulate.externals import ForbiddenError
from warploom.validators.simulate.fortran_traps import with_traps
from warploom.validators.simulate.front_end import Compiled, FrontEnd, Refused
from warploom.validators.simulate.loader import Program

N = 20
SPEC = InputSpec(
    (
        Scalar("n", "int32", "n"),
        Scalar("k", "int32", Values(Kind.INTEGER)),
        Scalar("v", "float64", Values(Kind.REAL)),
        Array("i", "int32", "n", Direction.INOUT),
        Array("x", "float64", "n", Direction.INOUT),
    ),
    ("n",),
    ({"n": N},),
)
PROGRAM = """subroutine work(n, k, v, i, x) bind(c)
  use, intrinsic :: iso_c_binding
  implicit none
  integer(c_int), value :: n, k
  real(c_double), value :: v
  integer(c_int), intent(inout) :: i(n)
  real(c_double), intent(inout) :: x(n)
  {declared}
  {body}
end subroutine work
"""
COMPUTED: dict[str, tuple[str, str, float]] = {
    "sums": (
        "x(1) = sum(x) + dot_product(x, x) + maxval(x) - minval(x) + norm", "real(c_double) :: norm = 1",
        190 + 2470 + 19 + 1,
    ),
    "an array of its own": ("own = x(n:1:-1)\n x = own", "real(c_double) :: own(n)", 19),
    "reallocation": (
        "own = x(2:5)\n own = x(1:16:2)\n x(1) = sum(own) + 100 * size(own)\n own = 7\n x(1) = x(1) + own(8)",
        "real(c_double), allocatable :: own(:)", 56 + 800 + 7,
    ),
    "an allocatable": ("allocate(own(n))\n own = 2 * x\n x(1) = own(n)", "real(c_double), allocatable :: own(:)", 38),
    "matrices": (
        "a = reshape(x(1:16), [4, 4])\n b = matmul(a, transpose(a))\n x(1) = b(2, 3)",
        "real(c_double) :: a(4, 4), b(4, 4)", 1 * 2 + 5 * 6 + 9 * 10 + 13 * 14,
    ),
    "modulo of reals": (
        "x(1) = modulo(-v, 4.0_c_double) + 10 * modulo(v, -4.0_c_double) + 100 * modulo(v, 4.0_c_double)", "",
        1.5 - 15 + 250,
    ),
    "modulo near the largest": ("x(1) = modulo(2147483646 - k * 0, 2147483647)", "", 2147483646),
    "powers": ("x(1) = v**k + 2.0_c_double**(-k) + 10 * real(v, c_float)**k", "", 11 * 2.5**3 + 0.125),
    "complex": (
        "z = cmplx(v, 1, c_double) / cmplx(0, 1, c_double)\n x(1) = real(z) + aimag(z) + abs(cmplx(3, 4, c_double))",
        "complex(c_double) :: z", 1 - 2.5 + 5,
    ),
    "rounding": ("x(1) = nint(v) + 10 * int(-v) + 100 * floor(-v)", "", 3 - 20 - 300),
    "the largest integers": (
        "x(1) = int(2147483647.0_c_double + 0 * v) + nint(-2147483648.0_c_double + 0 * v)", "", -1,
    ),
}  # fmt: skip
TRAPS = {
    "a sum": "i(1) = i(1) + huge(k)",
    "a difference": "i(1) = -i(2) - huge(k)",
    "a product": "i(1) = i(2) * (huge(k) / 2 + 1)",
    "a long sum": "x(1) = real(int(i(2), c_int64_t) + huge(1_c_int64_t))",
    "a sum of an array": "i = i + huge(k)\n x(1) = sum(i)",
    "a quotient": "i(1) = i(2) / (k - 3)",
    "a remainder": "i(1) = mod(i(2), k - 3)",
    "the quotient of the least": "i(1) = (-huge(k) - 1 + 0 * i(1)) / (k - 4)",
    "a real that is no integer": "i(1) = int(v * 1e10_c_double)",
    "a real that is nearly one": "i(1) = int(2147483648.0_c_double + 0 * v)",
    "a rounded real": "i(1) = nint(2147483647.5_c_double + 0 * v)",
    "a number that is none": "i(1) = int(sqrt(-v))",
}
FORBIDDEN = {
    "printing": ("print *, n", "_FortranAio"),
    "a file": ("open(7, file='a')", "_FortranAio"),
    "a command": ("call execute_command_line('true')", "_FortranAExecuteCommandLine"),
    "a choice of elements": ("x(1:2) = pack(x, x > v)", "_FortranA"),
    "chance": ("call random_number(x)", "_FortranARandomNumber"),
}


@pytest.fixture(autouse=True)
def _flang(front: FrontEnd) -> None:
    if front_end.flang() is None:
        pytest.skip("Fortran is compiled by flang: apt install flang-22")


def _pair(body: str, declared: str = "") -> Pair:
    text = PROGRAM.format(body=body, declared=declared)
    made = pair(cpu=text, language="Fortran")
    return dataclasses.replace(made, inputs=SPEC)


def _run(front: FrontEnd, body: str, declared: str = "", *, is_trapping: bool = False) -> Run:
    (compiled,) = front.compile([_pair(body, declared)])
    assert isinstance(compiled, Compiled), compiled
    program = Program(compiled.cpu_trap_ir if is_trapping else compiled.cpu_ir, ("work",))
    side = SimulatedSide(program, SPEC, is_device=False)
    given: dict[str, Any] = {
        "n": np.int32(N), "k": np.int32(3), "v": np.float64(2.5),
        "i": np.arange(1, N + 1, dtype=np.int32), "x": np.arange(N, dtype=np.float64),
    }  # fmt: skip
    return side.run("work", given, How())


@pytest.mark.parametrize("is_trapping", [False, True], ids=["plain", "trapping"])
@pytest.mark.parametrize("name", COMPUTED)
def test_arrays_and_arithmetic_need_no_library(front: FrontEnd, name: str, is_trapping: bool) -> None:
    body, declared, expected = COMPUTED[name]
    ran = _run(front, body, declared, is_trapping=is_trapping)
    assert ran.outcome == "ok", ran.detail
    assert ran.outputs["x"][0] == expected


@pytest.mark.parametrize("name", TRAPS)
def test_what_has_no_representation_traps(front: FrontEnd, name: str) -> None:
    assert _run(front, TRAPS[name], is_trapping=True).outcome == "undefined_behaviour"


def test_an_access_beyond_an_array_is_found(front: FrontEnd) -> None:
    """Of an argument and of an array of the program's own, whose length is an argument."""
    own = "real(c_double) :: own(n)"
    for body in ("x(n + k - 2) = v", "own = x\n x(1) = own(n + k - 2) + sum(own)"):
        ran = _run(front, body, own, is_trapping=True)
        assert ran.outcome in {"out_of_bounds", "wild_pointer"}, body


def test_a_program_that_stops_itself_is_told(front: FrontEnd) -> None:
    assert _run(front, "if (k == 3) error stop 'no'").outcome == "aborted"
    assert _run(front, "if (k == 3) stop 1").outcome == "aborted"


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_library_of_the_language_is_out_of_reach(front: FrontEnd, name: str) -> None:
    body, told = FORBIDDEN[name]
    with pytest.raises(ForbiddenError, match=told):
        _run(front, body)


def test_the_first_error_is_told_with_its_line(front: FrontEnd) -> None:
    (answer,) = front.compile([_pair("x = y")])
    assert answer == Refused("cpu", "line 9: No explicit type declared for 'y'")
    (answer,) = front.compile([dataclasses.replace(_pair(""), cpu=dataclasses.replace(_pair("").cpu, entry="other"))])
    assert answer == Refused("cpu", "it defines no function other with C linkage")
    (answer,) = front.compile([_pair("include '/etc/hostname'")])
    assert isinstance(answer, Refused)


def test_a_program_is_the_same_whoever_compiles_it(front: FrontEnd) -> None:
    with front_end.front_end() as other:
        assert front.compile([_pair("x = 2 * x"), _pair("x = x + 1")])[1:] == other.compile([_pair("x = x + 1")])


def test_without_flang_the_reason_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_end, "flang", lambda: None)
    proof = _proof(_pair("x = 2 * x"))
    assert (proof.reason, proof.level) == ("unsupported", "proposed")
    assert "apt install flang-22" in proof.verdicts[0].detail


def test_hygiene_says_what_looked_at_fortran() -> None:
    """No UndefinedBehaviorSanitizer where nothing but our own checks ran."""
    (axpy,) = (one for one in reference_pairs() if (one.cpu.entry, one.cpu.language) == ("axpy", "Fortran"))
    (hygiene,) = (one for one in _proof(axpy).verdicts if one.check is Check.HYGIENE)
    assert hygiene.outcome is Outcome.PASSED
    assert hygiene.tools == {"asan": "not_run", "ubsan": "not_run"}
    assert "checks of ours alone" in hygiene.detail


def _proof(given: Pair) -> Proof:
    (proof,) = prove([given], ProofOptions(n_mutants=4, is_device_compiled=False, sanitized_origins=()))
    return proof


def test_text_without_arithmetic_stays_as_it_is() -> None:
    text = "define void @f(ptr %0) {\n  store i32 1, ptr %0, align 4\n  ret void\n}\n"
    assert with_traps(text) == text
