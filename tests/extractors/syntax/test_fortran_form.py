"""Fixed form, conditionals and macros become what the grammar can read, every byte at its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.syntax.fortran import cutter
from warploom.extractors.syntax.fortran_form import as_free_form, is_fixed_form, with_separate_numbers, with_whole_names
from warploom.extractors.syntax.fortran_preprocessing import with_known_types, without_conditionals

_FIXED = b"""\
C     Scales a vector.
      SUBROUTINE SCALE(N, A,
     $                 X)
      INTEGER N
      X = X + A
      END
"""
_PIECES = (
    b"\n", b"     1 + b", b"     & c", b"c note", b"* note", b"!$omp do", b"      do 10 i = 1, n", b"10    continue",
    b"#ifdef A", b"#else", b"#endif", b"  do i = 1, n", b"  end do", b"  call f(a, &", b"    & b)", b"x = 'it", b"''",
    b"subroutine s(a)", b"end subroutine", b"end", b"Vec x", b"real_t, intent(in) :: a", b"\t", b"\r\n", b" ! note",
    b"module m", b"contains", b"interface", b"x = 1.eq.2", b"name_&", b"&rest", b"\xff\x00", b"(", b")",
    b"      x = 1                                                             SEQ00010",
)  # fmt: skip
texts = st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(_PIECES), max_size=30).map(b"\n".join))


@pytest.mark.parametrize(
    ("is_fixed", "source"),
    [
        (True, _FIXED),
        (True, b"      call f(a,\n     1       b)\n"),
        (True, b"Cf2py intent(in) x\n      y = x\n"),
        (True, b"*\n      end\n"),
        (False, b"program p\n  c = 1\n  call f(a, &\n       b)\nend program\n"),
        (False, b"c = 1\nc(2) = 3\ncall f\ncontains\n"),
        (False, b"      call f(a,                                                       &\n     &       b)\n"),
        (False, b"     x = 1\n     y = 2\n"),
        (False, b""),
    ],
)
def test_the_form_is_told_by_the_content(is_fixed: bool, source: bytes) -> None:
    """Marks of columns 1 and 6 against words in the columns of labels and `&` at ends of lines."""
    assert is_fixed == is_fixed_form(source)


@pytest.mark.parametrize(
    ("source", "mark", "instead"),
    [
        (b"C  a\n      x = 1\n", b"C", b"!"),
        (b"c$omp do\n", b"c", b"!"),
        (b"      x = 1\n     $ + 2\n", b"\n     $", b"       "),
        (b"      x = 1\r\n     $ + 2\r\n", b"\r\n     $", b"        "),
        (b"      x = 1 ! a\n     $ + 2\n", b" ! a\n     $", b"&! a\n      "),
        (b"      x = 1!ab\n     $ + 2\n", b"!ab\n     $", b"&!b\n      "),
        (b"      x = 1\nC  a\n     $ + 2\n", b"\nC  a\n     $", b"&!  a\n      "),
        (b"      x = 1\n\n     $ + 2\n", b"\n\n     $", b"&\n      "),
        (b"\tx = 1\n\t1 + 2\n", b"\n\t1", b" \t "),
        (b"      s = 'a!\n     $ b'\n", b"\n     $", b"       "),
        (b"     0x = 1\n     1 + 2\n", b"0x = 1\n     1", b" x = 1       "),
        (b"C\n      x = . TRUE.\n", b"C\n      x = . TRUE.", b"!\n      x =  .TRUE."),
    ],
)
def test_statements_of_fixed_form_are_read_as_free_form(source: bytes, mark: bytes, instead: bytes) -> None:
    """Comments, continued lines with and without comments between, tabs, strings over lines."""
    assert source.replace(mark, instead) == as_free_form(source)


def test_what_stands_right_of_the_card_goes() -> None:
    """Sequence numbers become blanks; a comment that begins left of them stays."""
    line = b"      X = 1".ljust(72)
    assert line + b" " * 8 + b"\n" == as_free_form(line + b"SEQ00010" + b"\n")
    comment = b"      X = 1 ! ".ljust(72, b"a") + b"bcd\n"
    assert comment == as_free_form(comment)


def test_long_lines_of_code_stay() -> None:
    """A file with code right of column 72 was written for a compiler that reads it."""
    line = b"      x = a + ".ljust(71) + b"b + (c)\n"
    assert line == as_free_form(line)


@pytest.mark.parametrize(
    ("source", "gone"),
    [
        (b"#ifdef A\nx = 1\n#else\ny = 1\n#endif\n", (0, 2, 4)),
        (b"#ifdef A\ndo i = 1, n\n#else\ndo i = 1, m\n#endif\nend do\n", (0, 2, 3, 4)),
        (b"#ifdef A\ndo i = 1, n\n#endif\nx = 1\n#ifdef A\nend do\n#endif\n", (0, 2, 4, 6)),
        (b"call f(a, &\n#if A\nb, &\n#else\nc, &\n#endif\nd)\n", (1, 3, 4, 5)),
        (b"#if A\ncall f(a, &\n#else\ncall f(b, &\n#endif\nc)\n", (0, 2, 3, 4)),
        (b"if (a) then\n#if A\nelse\n#else\nelse if (b) then\n#endif\nend if\n", (1, 3, 4, 5)),
        (b"#if A\nsubroutine s(a)\n#else\nsubroutine s(b)\n#endif\nend\n", (0, 2, 3, 4)),
        (b"#if A\nreal function s(a)\n#else\npure function s(b)\n#endif\nend\n", (0, 2, 3, 4)),
        (b"#if A\nif (a .and. &\n b) then\n#else\nif (b) then\n#endif\nend if\n", (0, 3, 4, 5)),
        (b"#if A\nsubroutine s\nend subroutine\n#else\nsubroutine s\nend\n#endif\n", (0, 3, 6)),
        (b"#if A\n#if B\ndo\n#else\ndo i = 1, 2\n#endif\n#else\nwhere (a > 0)\n#endif\n", (0, 1, 3, 4, 5, 6, 7, 8)),
        (b"#if A\nx = 1\n#error it's wrong\n#endif\n", (0, 2, 3)),
        (b"#define A 1\n#if A\n#include <a.h>\n#endif\n", (1, 3)),
        (b"#else\nx = 1\n#endif\n#if A\n", (0, 2, 3)),
    ],
)
def test_branches_stay_as_far_as_they_fit_together(source: bytes, gone: tuple[int, ...]) -> None:
    """Whole statements of all branches stay; of parts of statements and blocks, those of the first."""
    lines = source.split(b"\n")
    for number in gone:
        lines[number] = b" " * len(lines[number])
    assert b"\n".join(lines) == without_conditionals(source, is_fixed=False)


def test_branches_inside_a_statement_of_fixed_form() -> None:
    """What follows the directive is the rest of a statement; its first branch stays."""
    source = b"      CALL F(A,\n#ifdef X\n     $  B,\n#else\n     $  C,\n#endif\n     $  D)\n"
    found = cutter("Fortran").for_grammar(source).replace(b"&", b"")
    assert [b"CALL", b"F(A,", b"B,", b"D)"] == found.split()


@pytest.mark.parametrize(
    ("expected", "source"),
    [
        (b"  real     i, j\n", b"  PetscInt i, j\n"),
        (b"  real  , intent(in) :: x\n", b"  real_t, intent(in) :: x\n"),
        (b"  real     , dimension(:) :: x\n", b"  HYPRE_Int, dimension(:) :: x\n"),
        (b" real x\n", b"  Vec x\n"),
        (b"     \n", b"Vec x\n"),
        (b"  real   function f(x)\n", b"  real_t function f(x)\n"),
        (b"  call f(a, &\n    b, c)\n", b"  call f(a, &\n    b, c)\n"),
        (b"  call f(a, & ! a\n  ! note\n    b, c)\n", b"  call f(a, & ! a\n  ! note\n    b, c)\n"),
        (b"  double precision x\n  go to 10\n  end do\n", b"  double precision x\n  go to 10\n  end do\n"),
        (b"  assert(x)\n  x = y\n", b"  assert(x)\n  x = y\n"),
    ],
)
def test_types_that_are_macros_are_shown_as_real(expected: bytes, source: bytes) -> None:
    """In declarations alone; where there is no room for `real`, the line goes."""
    assert expected == with_known_types(source)


def test_numbers_do_not_swallow_relations() -> None:
    """`1.EQ.` is a number and a relation; names that end in digits are left alone."""
    assert b"a1.eq.1 ==  b" == with_separate_numbers(b"a1.eq.1.eq. b")


def test_names_over_two_lines_are_cut() -> None:
    """The grammar knows no name that goes on in the next line."""
    assert b"call sum_             (x)" == with_whole_names(b"call sum_&\n  &double&\n(x)").replace(b"&\n", b"  ")


@given(texts)
def test_every_byte_keeps_its_place(source: bytes) -> None:
    """Of any text at all, the length stays."""
    assert len(source) == len(cutter("Fortran").for_grammar(source))


@given(texts)
def test_what_was_rewritten_is_in_free_form(source: bytes) -> None:
    """A file in fixed form is none any more."""
    if is_fixed_form(source):
        assert not is_fixed_form(as_free_form(source))


@given(texts)
def test_conditionals_are_gone_at_once(source: bytes) -> None:
    """A second pass finds nothing."""
    for is_fixed in (False, True):
        once = without_conditionals(source, is_fixed=is_fixed)
        assert once == without_conditionals(once, is_fixed=is_fixed)
