"""Tokens of every lexer: what is one, what vanishes, what a normalised sequence keeps, and texts meant to harm."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.fingerprints.token_pieces import hash_of, hashes_of, tokens
from warploom.extractors.fingerprints.keywords import KEYWORDS, keyword_table
from warploom.extractors.fingerprints.lexers import Lexer, lexer_of
from warploom.extractors.fingerprints.lexing import NO_SPANS, lex
from warploom.extractors.fingerprints.native_bytes import CHARACTER, NAME, NUMBER, STRING, has_word
from warploom.schemas.columns import LANGUAGES
from warploom.schemas.errors import UsageError

CASES = [
    (Lexer.C, b"int f(int a){ return a+1.5e-3f; }", b"int f ( int a ) { return a + 1.5e-3f ; }"),
    (Lexer.C, b"a//b\\\n c\nd/*e*/f/**/g", b"a d f g"),
    (Lexer.C, b"a//b\\\r\n c\r\nd", b"a d"),
    (Lexer.C, b"#define X(a) \\\r\n  a##b\n", b"# define X ( a ) a # # b"),
    (Lexer.C, b'L\'x\' u8"y" U\'\\\'\' PRI"z" "a\\"b"', b'L\'x\' u8"y" U\'\\\'\' PRI "z" "a\\"b"'),
    (Lexer.C, b'R"(a"b)" u8R"--(c)-")--" LR"d(e', b'R"(a"b)" u8R"--(c)-")--" LR"d(e'),
    (Lexer.C, b"1'000 0x1.8p-3 .5 1e+5L 0b1'0 '1'", b"1'000 0x1.8p-3 .5 1e+5L 0b1'0 '1'"),
    (Lexer.C, b"k<<<g,b>>>(x->y);", b"k < < < g , b > > > ( x - > y ) ;"),
    (Lexer.C, b"don't\nx", b"don 't x"),
    (Lexer.C, b"\"open\nx 'open", b"\"open x 'open"),
    (Lexer.C, b"a /* open", b"a"),
    (Lexer.C, b"a / b \\ c /", b"a / b \\ c /"),
    (Lexer.C, "größe = π;".encode(), "größe = π ;".encode()),
    (Lexer.RUST, b"fn f<'a>(x: &'a str) {'x'; '\\''; b'c'}", b"fn f < 'a > ( x : & 'a str ) { 'x' ; '\\'' ; b'c' }"),
    (Lexer.RUST, b'r#"a"b"# br"c\\" r"d" r#type /* a /* b */ c */ e', b'r#"a"b"# br"c\\" r"d" r # type e'),
    (Lexer.RUST, b"0..9 1.5e3 1.max(2) 0xE+1", b"0 . . 9 1.5e3 1 . max ( 2 ) 0xE+1"),
    (Lexer.FORTRAN, b"CALL Foo(A, &\n  & b) ! c\n", b"call foo ( a , b )"),
    (Lexer.FORTRAN, b"if (a.EQ.1.or.b.ge.1.E-3) x=.5_dp", b"if ( a . eq . 1 . or . b . ge . 1.e-3 ) x = .5_dp"),
    (Lexer.FORTRAN, b"print *, 'it''s', \"&\"", b"print * , 'it''s' , \"&\""),
    (Lexer.FORTRAN, b"c = 1\nx = 'a&\n&b'\n", b"c = 1 x = 'a&\n&b'"),
    (Lexer.FORTRAN, b"C a comment\n      X = Y\n     &  + Z\n*another\nd     debug = 1\n", b"x = y + z"),
    (Lexer.FORTRAN, b"c\nc\n      X = Y\n     1  + Z\n\t1 + W\n   10 STOP\n", b"x = y + z + w 10 stop"),
    (Lexer.FORTRAN, b"!$Id: x$\n!dir$ y\n!comment\nx = 1 ! $omp\n", b"x = 1"),
    (
        Lexer.PYTHON,
        b"def f(x): # c\n  '''a\n b'''\n  return rb'\\'' + F\"x\"",
        b"def f ( x ) : '''a\n b''' return rb'\\'' + F\"x\"",
    ),
    (Lexer.PYTHON, b"1e-5 0xe-1 .5 1.j x[1:2].y 1_000", b"1e-5 0xe - 1 .5 1.j x [ 1 : 2 ] . y 1_000"),
    (Lexer.PYTHON, b"a = \\\n  'open\nb `c`", b"a = 'open b ` c `"),
    (Lexer.PYTHON, b'x = """open\n#y', b'x = """open\n#y'),
    (Lexer.JULIA, b"f(x) #= a #= b =# c =#\nx' * 'a' .* 1.+2 [1:n]'", b"f ( x ) x ' * 'a' . * 1 . + 2 [ 1 : n ] '"),
    (Lexer.JULIA, b'"a\nb" `c` 1.5e-3 # d', b'"a\nb" `c` 1.5e-3'),
]


def pieces(expected: bytes) -> list[bytes]:
    """Tokens are written with single blanks between; those that hold line ends hold blanks after them, too."""
    found: list[bytes] = []
    for piece in expected.split(b" "):
        if found and found[-1].endswith(b"\n"):
            found[-1] += b" " + piece
        else:
            found.append(piece)
    return found


@pytest.mark.parametrize(("lexer", "text", "expected"), CASES)
def test_tokens(lexer: Lexer, text: bytes, expected: bytes) -> None:
    assert hashes_of(pieces(expected), lexer) == tokens(text, lexer)


def test_a_raw_string_without_its_parenthesis_is_an_ordinary_one() -> None:
    assert hashes_of([b"R", b'"no parenthesis"', b"R", b"'c'"], Lexer.C) == tokens(b"R\"no parenthesis\" R'c'", Lexer.C)


def test_directives_of_fortran_are_tokens_in_both_forms() -> None:
    free = tokens(b"!$omp parallel do &\n!$omp private(i)\n!$ x = 1\nend do\n", Lexer.FORTRAN)
    fixed = tokens(b"c\nc$omp parallel do\nc$omp&private(i)\n!$    x = 1\n      end do\nC\n", Lexer.FORTRAN)
    assert free == fixed
    assert hashes_of([b"omp", b"parallel", b"do"], Lexer.FORTRAN) == free[1:4]
    sentinel = free[0]
    assert 3 == free.count(sentinel)


def test_forms_of_fortran_agree() -> None:
    fixed = b"C old\n      SUBROUTINE S(A,\n     $             B)\n      A = B\n      END\n"
    free = b"! new\nsubroutine s(a, &\n    b) ! c\n  a = b\nend\n"
    assert tokens(fixed, Lexer.FORTRAN) == tokens(free, Lexer.FORTRAN)


IR = b"""; made by hand
@.str.4 = private constant [3 x i8] c"ab\\00", align 1
define i32 @foo1(i32 %0, ptr %x12) #3 {
entry2:
  %add17 = add nsw i32 %0, -1, !dbg !12
  call void @llvm.memcpy.p0(ptr %"odd name")
7:
  #dbg_value(i32 %0)
  ret float 1.0e+00
}
!12 = !DILocation(line: 3, name: "f")
"""


def test_numbers_that_llvm_deals_out_do_not_count() -> None:
    shifted = IR
    for old, new in ((b"%0", b"%5"), (b"!12", b"!40"), (b"#3", b"#0"), (b"add17", b"add9"), (b"entry2", b"entry")):
        shifted = shifted.replace(old, new)
    shifted = shifted.replace(b"\n7:", b"\n8:").replace(b"str.4", b"str.11").replace(b"; made by hand", b"")
    assert tokens(IR, Lexer.LLVM) == tokens(shifted, Lexer.LLVM)
    for old, new in (
        (b"foo1", b"foo2"),
        (b"-1", b"-2"),
        (b"1.0e+00", b"2.0e+00"),
        (b'"f"', b'"g"'),
        (b"add ", b"x "),
    ):
        assert tokens(IR, Lexer.LLVM) != tokens(IR.replace(old, new), Lexer.LLVM)


def test_names_of_ir_are_normalised_but_for_intrinsics() -> None:
    renamed = IR
    for old, new in ((b"foo1", b"bar"), (b"%x12", b"%y"), (b"add17", b"z"), (b"entry2", b"start"), (b'"f"', b'"gg"')):
        renamed = renamed.replace(old, new)
    renamed = renamed.replace(b"-1", b"77").replace(b"1.0e+00", b"0x3FF").replace(b"line: 3", b"line: 9")
    assert tokens(IR, Lexer.LLVM, is_normalised=True) == tokens(renamed, Lexer.LLVM, is_normalised=True)
    for old, new in (
        (b"memcpy", b"memset"),
        (b"nsw", b"nuw"),
        (b"i8", b"i16"),
        (b"line:", b"col:"),
        (b"dbg_v", b"x"),
    ):
        changed = tokens(IR.replace(old, new), Lexer.LLVM, is_normalised=True)
        assert tokens(IR, Lexer.LLVM, is_normalised=True) != changed


@pytest.mark.parametrize(
    ("lexer", "text", "renamed"),
    [
        (Lexer.C, b"for (int i = 0; i < n; ++i) s += x[i] * 'a' + \"b\" + R\"(c)\";",
         b"for (int q=7;q<long_name;++q) t += y[q]*L'z' + u8\"\" + \"ddd\";"),
        (Lexer.C, b"__global__ void k(float4 *p) { p[threadIdx.x] = 1; __syncthreads(); }",
         b"__global__ void kernel2(float4 *_) { _[threadIdx.q] = 2.5f; __syncthreads(); }"),
        (Lexer.RUST, b"fn f<'a>(x: &'a i32) -> i32 { *x + 1 }", b"fn g<'b>(y: &'b i32) -> i32 { *y + 0x2 }"),
        (Lexer.FORTRAN, b"do i = 1, n; a(i) = 1.0d0 * b; end do; print *, 'x'",
         b"DO jj = 2, mm; zz(jj) = 3 * w; END DO; PRINT *, \"it\""),
        (Lexer.PYTHON, b"for i in range(n): x = f'{i}' + 1", b"for k in range(m): yy = \"\"\"\nz\"\"\" + 2.5"),
        (Lexer.JULIA, b"for i in 1:n x[i] = 'a' * \"b\" end", b"for j in 2:m y[j] = '\\n' * \"\"\"c\"\"\" end"),
    ],
)  # fmt: skip
def test_names_and_literals_are_normalised_and_keywords_are_not(lexer: Lexer, text: bytes, renamed: bytes) -> None:
    normalised = tokens(text, lexer, is_normalised=True)
    assert normalised == tokens(renamed, lexer, is_normalised=True)
    assert tokens(text, lexer) != tokens(renamed, lexer)
    assert len(normalised) == len(tokens(text, lexer))
    assert {int(NAME), int(NUMBER)} <= set(normalised)


def test_kinds_of_literals_differ() -> None:
    assert [int(k) for k in (NAME, NUMBER, STRING, CHARACTER)] == tokens(b"a 1 \"b\" 'c'", Lexer.C, is_normalised=True)


@pytest.mark.parametrize("lexer", Lexer)
def test_every_keyword_is_found_and_nothing_else(lexer: Lexer) -> None:
    fold = 0x2020202020202020 if lexer is Lexer.FORTRAN else 0
    for word in KEYWORDS[lexer]:
        assert has_word(keyword_table(), lexer, np.uint64(hash_of(word.encode(), fold)))
        assert not has_word(keyword_table(), lexer, np.uint64(hash_of(word.encode() + b"_q", fold)))


def test_every_language_has_a_lexer() -> None:
    assert {lexer_of(language) for language in (*LANGUAGES, "LLVM")} == set(Lexer)
    with pytest.raises(UsageError, match="no lexer reads 'COBOL'"):
        lexer_of("COBOL")


PIECES = {
    Lexer.C: [b"int", b"x1", b"_y", b"3.5f", b"'c'", b'"s\\"t"', b'R"(u)"', b"(", b"}", b"#", b"/", b"*", b"<", b"&"],
    Lexer.RUST: [b"fn", b"x", b"'a", b"3.5", b"b'c'", b'"s"', b'r#"u"#', b"(", b"}", b"#", b"/", b"*", b"&"],
    Lexer.FORTRAN: [b"do", b"x", b"1.5d0", b"'it''s'", b'"s"', b"(", b")", b"=", b"*", b"/", b"%"],
    Lexer.PYTHON: [b"def", b"x", b"3.5", b"'s'", b'rb"t"', b"(", b"]", b"*", b":", b"@"],
    Lexer.JULIA: [b"end", b"x", b"3.5", b'"s"', b"(", b"]", b"*", b":", b"@"],
    Lexer.LLVM: [b"define", b"i32", b"%x", b"@f", b"-1", b'"s"', b"!", b"(", b"]", b"*", b",", b"="],
}
BLANKS = {
    Lexer.C: [b" ", b"\t", b"\r\n", b" \\\n", b" /* x' \" */", b' // y "\n', b"\x00", b"\f"],
    Lexer.RUST: [b" ", b"\n", b" /* /* x */ */", b" // y \\\n"],
    Lexer.FORTRAN: [b" ", b"\n  ", b" &\n  ", b" ! x 'y\n  "],
    Lexer.PYTHON: [b" ", b"\n    ", b" \\\n", b" # x 'y\n"],
    Lexer.JULIA: [b" ", b"\n", b" #= x #= ' =# =# ", b" # x 'y\n"],
    Lexer.LLVM: [b" ", b"\n  ", b' ; x "y\n  '],
}


@given(st.data())
def test_layout_and_comments_vanish(data: st.DataObject) -> None:
    lexer = data.draw(st.sampled_from(Lexer))
    chosen = data.draw(st.lists(st.sampled_from(PIECES[lexer]), max_size=12))
    between = st.lists(st.sampled_from(BLANKS[lexer]), max_size=3)
    text = b"  " + b"".join(piece + b" " + b"".join(data.draw(between)) for piece in chosen)
    assert hashes_of(chosen, lexer) == tokens(text, lexer)


@given(st.sampled_from(Lexer), st.binary(max_size=200), st.booleans())
def test_any_bytes_have_tokens_within_the_text(lexer: Lexer, text: bytes, is_normalised: bool) -> None:
    found = tokens(text, lexer, is_normalised=is_normalised)
    assert len(found) <= len(text)
    assert found == tokens(text, lexer, is_normalised=is_normalised)
    # what lies behind a text in the same buffer does not count
    data = np.frombuffer(text + b'"xyz*/ 123', np.uint8)
    out = np.empty(len(data), np.uint64)
    n = lex(data, 0, len(text), np.uint8(lexer), is_normalised, keyword_table(), out, 0, NO_SPANS)
    assert found == out[:n].tolist()


LONG = 1_000_000
UNITS = [
    b"'", b'"', b"/*", b"*/", b"//", b'R"(', b'R"', b"r#", b"r#\"", b"\\", b"\\\n", b"'\\", b"\"\\\n", b"&",
    b"'&\n", b"#=", b"=#",
    b'"""', b"'''", b"\x00", b"\xff", b"1'", b"1.", b"..", b"1e+", b".e", b"!$", b"c\n", b"c$omp", b"      ", b"(",
    b"a", b"a ",
    b"%\"", b"!\"", b"@", b"!", b"%1", b")x\"", b"/", b"0", b"\n", b"\r", b"     &",
    b"u8R\"0123456789abcdef", b"'a", b"{x'",
]  # fmt: skip


@pytest.mark.parametrize("lexer", Lexer)
def test_texts_meant_to_harm_take_linear_time(lexer: Lexer) -> None:
    """Whatever is quadratic takes hours here."""
    out = np.empty(LONG, np.uint64)
    texts = [unit * (LONG // len(unit)) for unit in UNITS]
    for text in (*texts, random.Random(1).randbytes(LONG)):
        data = np.frombuffer(text, np.uint8)
        for is_normalised in (False, True):
            n = lex(data, 0, len(text), np.uint8(lexer), is_normalised, keyword_table(), out, 0, NO_SPANS)
            assert 0 <= n <= len(text)
