"""Confirming by the fingerprints' own lexers counts what the fingerprints count, and sees made collisions."""

from __future__ import annotations

import numpy as np
import pytest

from warploom.extractors.fingerprints.fingerprinting import fingerprint
from warploom.extractors.fingerprints.lexers import Lexer
from warploom.extractors.fingerprints.scheme import Scheme
from warploom.extractors.near_duplicates.confirm import Confirmed, Tokens, confirm
from warploom.extractors.near_duplicates.lexed import tokens_of

TEXTS = {
    Lexer.C: (
        'for (int i = 0; i < n; ++i) { y[i] += a * x[i]; } // sum\nputs("done"); char c = \'x\'; u8"s"; 1.5e-3f;\n',
        'for (int k = 0; k < n; ++k) { y[k] += a * x[k]; } /* sum */ puts("done"); char c = \'y\'; u8"t"; 1.5e-3f;\n',
    ),
    Lexer.RUST: (
        "fn f<'a>(x: &'a [f64]) -> f64 { x.iter().sum::<f64>() + r#\"q\"#.len() as f64 }\n",
        "fn g<'b>(x: &'b [f64]) -> f64 { x.iter().sum::<f64>() + r#\"z\"#.len() as f64 }\n",
    ),
    Lexer.FORTRAN: (
        "subroutine axpy(n, a, x, y)\n!$omp simd\n do i = 1, n\n  y(i) = y(i) + a*x(i)\n end do\n print *, 'A'\n",
        "SUBROUTINE AXPY(N, A, X, Y)\n!$OMP SIMD\n DO J = 1, N\n  Y(J) = Y(J) + 2.0*X(J)\n ENDDO\n print *, 'a'\n",
    ),
    Lexer.PYTHON: (
        'def f(x):\n    return x @ x.T + 1.0  # product\nprint(f\'{x}\', """long\n""")\n',
        'def g(x):\n    return x @ x.T + 2.0\nprint(f\'{x}\', """long\n""")\n',
    ),
    Lexer.JULIA: ('f(x) = x\' * x + 1.0 # p\nprintln("s")\n', 'g(x) = x\' * x + 2.0\nprintln("s")\n'),
    Lexer.LLVM: (
        'define i32 @f(i32 %0) {\nentry17:\n  %add3 = add i32 %0, 1, !dbg !7\n  ret i32 %add3\n}\n!7 = !{!"x"}\n',
        'define i32 @g(i32 %5) {\nentry18:\n  %add9 = add i32 %5, 2, !dbg !9\n  ret i32 %add9\n}\n!9 = !{!"x"}\n',
    ),
}


@pytest.mark.parametrize("is_normalised", [False, True])
@pytest.mark.parametrize("lexer", list(Lexer))
def test_counts_are_those_of_the_fingerprints(lexer, is_normalised):
    scheme = Scheme(shingle_length=3, is_normalised=is_normalised)
    texts = [text.encode() for text in TEXTS[lexer]]
    made = fingerprint(
        np.frombuffer(b"".join(texts), np.uint8),
        np.cumsum([0, *map(len, texts)]),
        np.full(2, lexer, np.uint8),
        scheme,
    )
    first, second = (set(made.shingles[made.shingle_offsets[k] : made.shingle_offsets[k + 1]].tolist()) for k in (0, 1))
    assert 0 < len(first & second) < max(len(first), len(second)) or is_normalised
    found = confirm(tokens_of(texts[0], lexer, scheme), tokens_of(texts[1], lexer, scheme), 3)
    assert found == Confirmed(len(first & second), len(first), len(second))


@pytest.mark.parametrize("lexer", list(Lexer))
def test_tokens_of_equal_hashes_but_other_bytes_are_not_equal(lexer):
    tokens = tokens_of(TEXTS[lexer][0].encode(), lexer, Scheme())
    n = len(tokens.hashes)
    assert n > 5
    other = tokens.text.copy()
    named = np.flatnonzero(tokens.ends - tokens.starts >= 2)
    other[tokens.starts[named]] ^= 1
    forged = Tokens(other, tokens.starts, tokens.ends, tokens.hashes, tokens.folds_case)
    assert confirm(tokens, tokens, 1).n_common == len(set(tokens.hashes.tolist()))
    assert confirm(tokens, forged, n) == Confirmed(0, 1, 1)
    assert confirm(tokens, forged, 1).n_common < confirm(tokens, tokens, 1).n_common
