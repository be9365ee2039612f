"""Units, parameters, names, definitions, calls and loops of Fortran."""

import functools
import operator
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.syntax.test_fortran_form import texts
from warploom.extractors.syntax.fortran import FortranCutter, cutter
from warploom.extractors.syntax.names import ARGUMENT, CALL, DECLARE, MEMBER, READ, SCOPE, TYPE, WRITE, find_names
from warploom.extractors.syntax.units import Construct, Definition, Loop, Nodes, Param, Unit, UnitKind
from warploom.schemas.stage import Reject


class _File:
    """One source, taken apart."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.cutter: FortranCutter = cutter("Fortran")
        self.tree = self.cutter.grammar.parse(self.cutter.for_grammar(source))
        self.names = find_names(self.tree, self.cutter.uses)
        self.nodes = Nodes(self.tree)
        self.units: list[Unit] = self.cutter.cut(self.tree, self.names, source)

    def line(self, byte: int) -> int:
        return self.source.count(b"\n", 0, byte) + 1

    def rows(self) -> list[tuple[str, str | None, int, int]]:
        return [(u.kind.value, u.qualified_name, self.line(u.start), self.line(u.end - 1)) for u in self.units]

    def use(self, name: str) -> int:
        found = zip(self.names.name.tolist(), self.names.use.tolist(), strict=True)
        uses = [use for number, use in found if self.names.texts[number] == name]
        return functools.reduce(operator.or_, uses, 0)

    def arguments(self, name: str) -> list[str]:
        for node, number in zip(self.names.node.tolist(), self.names.name.tolist(), strict=True):
            if self.names.texts[number] == name and (call := self.cutter.call_of(self.nodes, node)) >= 0:
                return self.cutter.arguments(self.nodes, call)
        raise AssertionError(name)

    def definitions(self) -> list[Definition]:
        return self.cutter.define(self.tree)

    def after(self, mark: bytes) -> Construct | None:
        at = self.source.index(mark)
        end = self.source.find(b"\n", at)
        return self.cutter.construct_after(self.nodes, len(self.source) if end < 0 else end)


def _units(source: bytes) -> list[tuple[str, str | None, int, int]]:
    return _File(source).rows()


def _first(source: bytes) -> Unit:
    return _File(source).units[0]


def _params(source: bytes) -> list[Param]:
    return _first(source).params


def test_procedures_are_functions_wherever_they_stand() -> None:
    """Of files, modules, hosts, submodules; with prefixes, with bare ends, of one `module procedure`."""
    source = b"""\
pure recursive subroutine outer(a)
end subroutine outer
module m
contains
  integer function f(x)
  contains
    subroutine in
    end subroutine
  end function f
end module m
submodule (m) s
contains
  module procedure p
    x = 1
  end procedure p
end submodule s
SUBROUTINE LAST
END
"""
    expected = [
        ("function", "outer", 1, 2),
        ("function", "m::f", 5, 9),
        ("function", "m::f::in", 7, 8),
        ("function", "s::p", 13, 15),
        ("function", "LAST", 17, 18),
    ]
    assert expected == _units(source)


def test_interface_bodies_are_no_units() -> None:
    """They declare; so do `module procedure` statements of generic interfaces, and statement functions."""
    source = b"""\
module m
  interface
    subroutine ext(a)
      real :: a
    end subroutine
  end interface
  interface g
    module procedure f
  end interface
contains
  subroutine f
    sq(x) = x * x
    y = sq(2.0)
  end subroutine
end module
"""
    assert [("function", "m::f", 11, 14)] == _units(source)


def test_a_main_program_is_a_program() -> None:
    """With what it contains, and hosts what it contains; one without a first statement has no name."""
    named = b"program run\n  call go\ncontains\n  subroutine go\n  end subroutine\nend program run\n"
    assert [("program", "run", 1, 6), ("function", "run::go", 4, 5)] == _units(named)
    assert [("program", None, 1, 2)] == _units(b"x = 1\nend\n")


def test_a_piece_to_be_included_is_no_unit() -> None:
    """Declarations without an end define globals."""
    file = _File(b"integer, parameter :: n = 3\nreal :: a(n)\n")
    assert [] == file.rows()
    assert ["n", "a"] == [d.name for d in file.definitions()]


def test_loop_nests_are_outermost_loops() -> None:
    """Named, labelled, sharing a label, `while`, endless, concurrent, `forall` with a block; not of one line."""
    source = b"""\
subroutine s
  outer: do i = 1, n
    do j = 1, n
      do while (x > 0)
      end do
    end do
    do
      exit
    end do
  end do outer
  do 10 i = 1, n
  do 10 j = 1, n
    a(i, j) = 0
10 continue
  do concurrent (i = 1:n)
    forall (j = 1:n)
      a(i, j) = 1
    end forall
  end do
  forall (i = 1:n) a(i, 1) = 2
  block
    associate (y => x)
      do i = 1, n
      end do
    end associate
  end block
  print *, (a(i, 1), i = 1, n)
end subroutine
"""
    file = _File(source)
    loops = [u for u in file.units if u.kind is UnitKind.LOOP_NEST]
    expected = [(2, 10, 3), (11, 14, 2), (15, 19, 2), (23, 24, 1)]
    assert expected == [(file.line(u.start), file.line(u.end - 1), u.loop_depth) for u in loops]
    assert [set(), set(), {"do_concurrent"}, set()] == [u.tags for u in loops]


def test_kernels_and_launches_of_cuda_fortran() -> None:
    """`attributes(global)` makes a kernel, `attributes(device)` a function; a launch has what stands in chevrons."""
    source = b"""\
attributes(global) subroutine axpy(n, x)
  integer, value :: n
  real :: x(n)
end subroutine
attributes(device) real function sq(x)
  sq = x * x
end function
subroutine host
  if (go) call axpy<<<grid, dim3(16, 16, 1), 0, stream>>>(n, x(1))
end subroutine
"""
    file = _File(source)
    assert [
        ("kernel", "axpy", 1, 4),
        ("function", "sq", 5, 7),
        ("function", "host", 8, 10),
        ("launch", None, 9, 9),
    ] == file.rows()
    launch = file.units[3]
    assert launch.launch is not None
    assert ("axpy", "grid", "dim3(16, 16, 1)", "0", "stream", ["n", "x(1)"]) == (
        launch.name,
        launch.launch.grid,
        launch.launch.block,
        launch.launch.shared_bytes,
        launch.launch.stream,
        launch.launch.arguments,
    )
    assert [{"cuda"}] * 4 == [u.tags for u in file.units]
    assert [None, "global"] == [p.address_space for p in file.units[0].params]


@pytest.mark.parametrize(
    "statement", [b"real :: c[*]", b"integer, codimension[*] :: c", b"sync all", b"c[2] = 1", b"critical\nend critical"]
)
def test_coarrays_are_tagged(statement: bytes) -> None:
    """Declarations, references to images, and control of images."""
    assert {"coarrays"} == _first(b"subroutine s\n" + statement + b"\nend subroutine\n").tags


def test_parameters_have_their_declarations() -> None:
    """Before and after `::`, in statements of attributes, in any order and case, of kinds and of none."""
    source = b"""\
subroutine s(a, B, c, v, i, f, k, w)
  use m
  implicit none
  real(8), dimension(:,:), intent(inout) :: a
  double precision x, b(n, &
     & *)
  character(len=*), intent(in) :: C
  integer, VALUE :: v
  external f
  dimension i(3)
  intent(out) i
  integer :: k = 1
  real, intent( IN OUT ) :: w(0:, :)
  x = 1
end subroutine
"""
    expected = [
        ("a", "real(8), dimension(:,:), intent(inout)", "inout", True),
        ("B", "double precision (n, *)", None, True),
        ("c", "character(len=*), intent(in)", "in", True),
        ("v", "integer, VALUE", None, False),
        ("i", "implicit, dimension(3), intent(out)", "out", True),
        ("f", "implicit, external", None, True),
        ("k", "integer", None, True),
        ("w", "real, intent( IN OUT ) (0:, :)", "inout", True),
    ]
    assert expected == [(p.name, p.type, p.intent, p.is_indirect) for p in _params(source)]


def test_a_label_among_the_parameters_is_none() -> None:
    """`*` stands for a place to return to."""
    assert ["a", "b"] == [p.name for p in _params(b"subroutine s(a, *, b)\nreal a\nend subroutine\n")]


def test_types_that_are_macros_are_told_as_written() -> None:
    """The grammar is shown another type."""
    source = b"subroutine s(a, x, n)\n  real_t, intent(in) :: a\n  Vec x\n  INT_T(8) :: n(2)\nend subroutine\n"
    expected = ["real_t, intent(in)", "Vec", "INT_T(8) (2)"]
    assert expected == [p.type for p in _params(source)]


def test_fixed_form_is_taken_apart_like_free_form() -> None:
    """Lines are those of the file although statements were joined."""
    source = b"""\
C     Adds.
      SUBROUTINE ADD(N, A,
     $               B)
*     in place
      REAL A(N),
     $     B(N)
      DO 20 I = 1, N
        CALL PUT(A(I),
C       between
     $           B(I), KEY=3)
   20 CONTINUE
      END
      FUNCTION F(X)
      END FUNCTION
"""
    file = _File(source)
    assert [("function", "ADD", 2, 12), ("loop_nest", None, 7, 11), ("function", "F", 13, 14)] == file.rows()
    assert ["A(I)", "B(I)", "KEY=3"] == file.arguments("PUT")
    assert ["implicit", "REAL (N)", "REAL (N)"] == [p.type for p in file.units[0].params]
    assert "Adds." == file.units[0].doc


def test_the_signature_ends_with_the_first_statement() -> None:
    """Before a comment on its line, after the last line of it."""
    source = b"function f(a, &\n    b) result(r) ! text\n  r = a\nend function\n"
    unit = _first(source)
    assert b"function f(a, &\n    b) result(r)" == source[unit.start : unit.header_end]


@pytest.mark.parametrize(
    ("expected", "source"),
    [
        ("Above.\nTwo.", b"!> Above.\n!! Two.\nsubroutine s\n! below\nend subroutine\n"),
        ("Below.\nTwo.", b"subroutine s(a) ! tail\n  !> Below.\n  !! Two.\n\n  ! more\nend subroutine\n"),
        (None, b"! far\n\nsubroutine s\n\n! far\nend subroutine\n"),
        (None, b"subroutine s\n!$omp declare simd\nend subroutine\n"),
        ("Both.", b"! Both.\n#ifdef A\nsubroutine s(a)\n#else\nsubroutine s(b)\n#endif\nend subroutine\n"),
    ],
)
def test_comments_above_or_else_below_document(expected: str | None, source: bytes) -> None:
    """Right above the procedure, or on the lines right below its first statement; directives are no documentation."""
    assert expected == _first(source).doc


def test_a_head_in_several_versions_is_one_unit() -> None:
    """It begins with the first; branches with whole definitions are several."""
    source = b"""\
#ifdef A
subroutine s(a)
#else
subroutine s(a, b)
#endif
  x = 1
end subroutine
#ifdef A
subroutine t
end subroutine
#else
subroutine t
end subroutine
#endif
"""
    assert [("function", "s", 2, 7), ("function", "t", 9, 10), ("function", "t", 12, 13)] == _units(source)


_USES = b"""\
subroutine s(arg)
  use mod, only: imported
  type(kind_of) :: declared
  data datum /1/
  target_(i) = source_(j) + fun(passed)
  obj%part(k)%leaf = other%member
  call act(given, key=keyed)
  call thing%method(x)
  pointer_ => aimed
  do count = low, high
  end do
  do concurrent (index = 1:top)
  end do
  read(unit, *) got(i), iostat
  write(unit, *) shown
  allocate(fresh(extent), stat=status)
  associate (alias => named)
  end associate
  co[image] = 1
end subroutine s
"""


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        (DECLARE, "arg"),
        (DECLARE, "s"),
        (SCOPE, "mod"),
        (0, "imported"),
        (TYPE, "kind_of"),
        (DECLARE, "declared"),
        (WRITE, "target_"),
        (READ | CALL, "source_"),
        (READ | CALL, "fun"),
        (READ | ARGUMENT, "passed"),
        (WRITE, "obj"),
        (MEMBER, "part"),
        (READ, "other"),
        (READ | CALL, "act"),
        (READ | ARGUMENT, "given"),
        (0, "key"),
        (READ | ARGUMENT, "keyed"),
        (READ | ARGUMENT, "thing"),
        (MEMBER | CALL, "method"),
        (READ | WRITE, "pointer_"),
        (READ, "aimed"),
        (READ | WRITE, "count"),
        (READ, "high"),
        (READ | WRITE, "index"),
        (WRITE, "got"),
        (READ, "shown"),
        (WRITE, "fresh"),
        (READ, "extent"),
        (READ | ARGUMENT, "status"),
        (DECLARE, "alias"),
        (READ | ARGUMENT, "named"),
        (WRITE, "datum"),
        (WRITE, "co"),
        (READ, "image"),
    ],
)
def test_uses_of_names(expected: int, name: str) -> None:
    """What each place says of the name in it."""
    assert expected == _File(_USES).use(name)


def test_arrays_are_told_from_functions_by_declarations() -> None:
    """With a shape, with `dimension`, allocated, assigned to by element; not lengths of text."""
    source = b"""\
subroutine s
  real :: a(3), b, name*8
  integer, dimension(:), allocatable :: C
  dimension d(4)
  allocate(e(5))
  f(1) = b
  x = g(1) + name
end subroutine
"""
    file = _File(source)
    unit = file.units[0]
    assert {"a", "c", "d", "e", "f"} == file.cutter.arrays(file.nodes, unit.first, unit.last)


def test_definitions_of_modules() -> None:
    """Types, variables, constants, enumerators and macros; nothing of procedures and interfaces."""
    source = b"""\
#define WIDTH 4
#define SQ(x) ((x)*(x))
module m
  integer, parameter :: n = 3, k(2) = [1, 2]
  real, allocatable :: a(:)
  parameter (pi = 3.14)
  type, extends(base) :: point
    real :: x
  end type point
  enum, bind(c)
    enumerator :: red = 1, blue
  end enum
  interface
    subroutine e(q)
      real :: q
    end subroutine
  end interface
contains
  subroutine s
    real :: local
  end subroutine
end module
"""
    found = [(d.kind.value, d.name) for d in _File(source).definitions()]
    expected = [
        ("macro", "WIDTH"),
        ("macro", "SQ"),
        ("global", "n"),
        ("global", "k"),
        ("global", "a"),
        ("global", "pi"),
    ]
    assert [*expected, ("type", "point"), ("global", "red"), ("global", "blue")] == found


def test_arguments_are_on_one_line() -> None:
    """Continued with and without leading marks, with comments between, by keyword; none without a list."""
    source = b"""\
subroutine s
  call MPI_Send(buf, n * &
     & 2, MPI_REAL, & ! type
     ! between
     tag = f(1,  2), ierror=ierr)
  call MPI_Barrier
  t = MPI_Wtime()
end subroutine
"""
    file = _File(source)
    assert ["buf", "n * 2", "MPI_REAL", "tag = f(1, 2)", "ierror=ierr"] == file.arguments("MPI_Send")
    assert [] == file.arguments("MPI_Barrier") == file.arguments("MPI_Wtime")
    assert ["1", "2"] == file.arguments("f")


def test_what_is_no_callee_has_no_call() -> None:
    """Arguments and objects are not called; a method is, through its object."""
    file = _File(b"subroutine s\ncall a%b%m(x)\ny = c%f(z)\nend subroutine\n")
    calls = {
        file.names.texts[number]: file.cutter.call_of(file.nodes, node) >= 0
        for node, number in zip(file.names.node.tolist(), file.names.name.tolist(), strict=True)
    }
    expected = {"a": False, "b": False, "m": True, "x": False, "y": False, "c": False, "f": True, "z": False}
    assert expected == {name: called for name, called in calls.items() if name != "s"}


def test_loops_after_a_directive() -> None:
    """From the outside in while the body has one loop; subscripts with their variables, functions looked into."""
    source = b"""\
subroutine s
  real :: scalar_fun
  !$omp parallel do collapse(2)
  ! a comment
  do i = 1, n
    do j = lo(i), hi, -2
      a(i, j) = b(I + 1, j) + sqrt(c(j)) + s%d(i) + scalar_fun(e(j)) + f(k)
      a(i, j) = a(i, j) * 2
    end do
  end do
end subroutine
"""
    construct = _File(source).after(b"!$omp")
    assert construct is not None
    assert [Loop("i", "1", "n", None), Loop("j", "lo(i)", "hi", "-2")] == construct.loops
    assert ["a(i, j)", "b(I + 1, j)", "c(j)", "s%d(i)", "e(j)"] == construct.subscripts


def test_a_loop_with_two_loops_in_it_ends_the_nest() -> None:
    """Only a loop that is alone belongs to it."""
    source = b"!$omp do\ndo i = 1, n\ndo j = 1, n\nend do\ndo k = 1, n\nend do\nend do\nend\n"
    construct = _File(source).after(b"!$omp")
    assert construct is not None
    assert ["i"] == [loop.variable for loop in construct.loops]


@pytest.mark.parametrize(
    ("expected", "loop"),
    [
        ([Loop(None, None, "(x < 3)", None)], b"do while (x < 3)\nend do"),
        ([Loop(None, None, None, None)], b"do\nexit\nend do"),
        ([Loop("i", "1", "n", None), Loop("j", "1", "m", "2")], b"do concurrent (i=1:n, j=1:m:2)\nend do"),
        ([Loop("i", "1", "n", None)], b"do 10 i = 1, n\n10 continue"),
        ([Loop("i", "1", "n", None)], b"20 do i = 1, n\nend do"),
        ([Loop("i", "1", "n", "2")], b"forall (i=1:n:2)\na(i) = 1\nend forall"),
    ],
)
def test_loops_say_what_they_run_over(expected: list[Loop], loop: bytes) -> None:
    """Every way to write one; a condition has its parentheses."""
    construct = _File(b"!$acc loop\n" + loop + b"\nend\n").after(b"!$acc")
    assert construct is not None
    assert expected == construct.loops


def test_a_block_begins_with_its_first_statement() -> None:
    """Where the block ends, the directive's `end` says."""
    file = _File(b"subroutine s\n!$omp single\nx = 1\ny = 2\n!$omp end single\nend subroutine\n")
    construct = file.after(b"!$omp single")
    assert construct is not None
    assert (b"x = 1", []) == (file.source[construct.start : construct.end], construct.loops)
    assert file.after(b"!$omp end") is None


def test_deep_nests_are_refused() -> None:
    """Nobody writes them, and each loop may have a directive."""
    with pytest.raises(Reject):
        _units(b"do i = 1, n\n" * 101 + b"end do\n" * 101 + b"end\n")


def test_many_directives_before_one_loop_are_cheap() -> None:
    """Each has the same construct; it is made once."""
    file = _File(b"!$omp x\n" * 20_000 + b"do i = 1, n\n" + b"a(i) = b(i)\n" * 10_000 + b"end do\nend\n")
    begin = time.perf_counter()
    constructs = [file.cutter.construct_after(file.nodes, 8 * k) for k in range(1, 20_001)]
    assert time.perf_counter() - begin < 5
    assert all(constructs[0] is construct for construct in constructs)


@given(texts)
def test_any_text_is_taken_apart_or_refused(source: bytes) -> None:
    """Nothing but `Reject` comes out of it, and every unit lies in the text."""
    try:
        file = _File(source)
    except Reject:
        return
    assert all(0 <= u.start <= u.end <= len(source) and u.first < u.last for u in file.units)
    assert all(u.start <= (u.header_end or u.end) <= u.end for u in file.units)
    file.definitions()
    file.cutter.construct_after(file.nodes, 0)
    for node in file.names.node.tolist():
        if (call := file.cutter.call_of(file.nodes, node)) >= 0:
            file.cutter.arguments(file.nodes, call)


@pytest.mark.parametrize(
    "piece",
    [
        b"& ", b"!&\n", b"&\n", b"\n#if\n", b"#if A\n", b"(", b"word (", b"a ", b"     $", b"c\n", b"'", b"do\n",
        b"if (a) then\n", b"subroutine s\n", b"f(", b"x&\n&", b"real x\n", b"integer function ", b"! c\n#\n", b". ",
    ],
)  # fmt: skip
def test_time_is_linear(piece: bytes) -> None:
    """Twice the text takes no more than a few times as long, whatever is repeated."""

    def seconds(n: int) -> float:
        source = b"c\n" * 3 + piece * n
        begin = time.perf_counter()
        cutter("Fortran").for_grammar(source)
        return time.perf_counter() - begin

    seconds(10)
    assert seconds(16_000) < 40 * max(seconds(2_000), 0.002)


@given(st.binary(max_size=60))
def test_forms_of_any_text(source: bytes) -> None:
    """A comment mark of column 1 and one more line do not change how long a text is."""
    assert len(source) + 2 == len(cutter("Fortran").for_grammar(b"*\n" + source))
