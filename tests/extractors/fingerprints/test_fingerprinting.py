"""Fingerprints: laws of shingles and batches, texts meant to harm, and values that must never change."""

from __future__ import annotations

import hashlib
import random
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.fingerprints.token_pieces import batch, tokens
from warploom.extractors.fingerprints import shingling
from warploom.extractors.fingerprints.digests import token_digest
from warploom.extractors.fingerprints.fingerprinting import Fingerprints, fingerprint
from warploom.extractors.fingerprints.lexers import Lexer
from warploom.extractors.fingerprints.minhash import EMPTY
from warploom.extractors.fingerprints.scheme import NORMALISED, TOKENS, Scheme, SchemeError

TEXTS = st.lists(
    st.lists(st.sampled_from([b"a", b"b ", b"1", b"(", b";\n", b" int "]), max_size=40).map(b"".join), max_size=8
)


def sets_of(made: Fingerprints) -> list[list[int]]:
    return [made.shingles[start:end].tolist() for start, end in pairwise(made.shingle_offsets)]


def of(texts: list[bytes], scheme: Scheme = TOKENS, lexer: Lexer = Lexer.C) -> Fingerprints:
    return fingerprint(*batch(texts, lexer), scheme)


@given(TEXTS, st.sampled_from([TOKENS, NORMALISED, Scheme(1), Scheme(2)]))
def test_shingles_are_the_distinct_runs_of_tokens_by_first_occurrence(texts: list[bytes], scheme: Scheme) -> None:
    made = of(texts, scheme)
    hash_of_run: dict[tuple[int, ...], int] = {}
    for text, shingles in zip(texts, sets_of(made), strict=True):
        sequence = tokens(text, Lexer.C, is_normalised=scheme.is_normalised)
        length = min(scheme.shingle_length, len(sequence))
        runs = [tuple(sequence[k : k + length]) for k in range(len(sequence) - length + 1)] if length else []
        distinct = list(dict.fromkeys(runs))
        assert len(distinct) == len(shingles)
        for run, shingle in zip(distinct, shingles, strict=True):
            assert shingle == hash_of_run.setdefault(run, shingle)
    assert len(set(hash_of_run.values())) == len(hash_of_run)
    assert [len(tokens(text, Lexer.C)) for text in texts] == made.n_tokens.tolist()
    assert 0 not in made.shingles


@given(TEXTS, st.data())
def test_any_split_of_a_batch_gives_the_same_bits(texts: list[bytes], data: st.DataObject) -> None:
    whole = of(texts)
    cut = data.draw(st.integers(0, len(texts)))
    parts = [of(texts[:cut]), of(texts[cut:])]
    assert np.array_equal(whole.signatures, np.concatenate([part.signatures for part in parts]))
    assert sets_of(whole) == [one for part in parts for one in sets_of(part)]
    order = data.draw(st.permutations(range(len(texts))))
    assert np.array_equal(whole.signatures[order], of([texts[i] for i in order]).signatures)


@given(TEXTS)
def test_digests_are_equal_for_equal_sequences_only(texts: list[bytes]) -> None:
    made = token_digest(*batch(texts, Lexer.C))
    for is_normalised, digests in ((False, made.exact), (True, made.normalised)):
        sequences = [tuple(tokens(text, Lexer.C, is_normalised=is_normalised)) for text in texts]
        of_sequence = dict(zip(sequences, map(tuple, digests.tolist()), strict=True))
        assert len(set(of_sequence.values())) == len(of_sequence)
        assert [of_sequence[s] for s in sequences] == [tuple(d) for d in digests.tolist()]
    assert [len(tokens(text, Lexer.C)) for text in texts] == made.n_tokens.tolist()


def test_texts_of_an_arrow_buffer_are_read_where_they_lie() -> None:
    texts = ["int main() { return 0; }", "", "grüße = 1;"]
    column = pa.array(texts, pa.large_string())
    offsets = np.frombuffer(column.buffers()[1], np.int64)[: len(texts) + 1]
    data = np.frombuffer(column.buffers()[2], np.uint8)
    lexers = np.full(len(texts), Lexer.C, np.uint8)
    made = fingerprint(data, offsets, lexers, TOKENS)
    assert sets_of(made) == sets_of(of([text.encode() for text in texts]))
    later = fingerprint(data, offsets[1:], lexers[1:], TOKENS)
    assert sets_of(later) == sets_of(made)[1:]


def test_nothing_and_little() -> None:
    made = of([b"", b" \n// c\n", b"x", b"x y z", b"; ; ; ; ; ; ; ;"])
    assert [0, 0, 1, 1, 1] == np.diff(made.shingle_offsets).tolist()
    assert [0, 0, 1, 3, 8] == made.n_tokens.tolist()
    assert [True, True, False, False, False] == (made.signatures == EMPTY).all(axis=1).tolist()
    nothing = of([])
    assert ((0, 256), [0], 0) == (nothing.signatures.shape, nothing.shingle_offsets.tolist(), len(nothing.shingles))


def test_large_texts_and_small_ones_together() -> None:
    """Tables and buffers grow in the midst of a batch."""
    draw = random.Random(3)
    sizes = (3, 2_000, 10, 200_000, 0, 70_000, 400_000, 5)
    texts = [b" ".join(b"v%d" % draw.randrange(10**6) for _ in range(n)) for n in sizes]
    made = of(texts)
    assert all(sets_of(made)[i] == sets_of(of([text]))[0] for i, text in enumerate(texts))
    assert all(len(one) == len(set(one)) for one in sets_of(made))


def test_a_text_of_20_mb_on_one_line() -> None:
    made = of([b"x[0]+=1;" * 2_500_000])
    assert [8] == np.diff(made.shingle_offsets).tolist()
    assert [20_000_000] == made.n_tokens.tolist()


def test_hashes_that_collide_in_the_table_are_sorted_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    colliding = np.arange(1, 100_001, dtype=np.uint64)
    assert -1 == shingling._keep_distinct(colliding, 0, len(colliding), np.empty(1 << 18, np.uint64), 32)
    texts = [b"a b c d e f g h " * 3, b" ".join(b"v%d" % (n % 4_000) for n in range(9_000)), b"x"]
    expected = sets_of(of(texts))
    monkeypatch.setattr(shingling, "_PROBES", 0)
    calls = []
    sorted_distinct = shingling._sorted_distinct
    monkeypatch.setattr(shingling, "_sorted_distinct", lambda *a: calls.append(a) or sorted_distinct(*a))
    assert expected == sets_of(of(texts))
    assert calls


def test_what_describes_no_texts_is_refused() -> None:
    data, offsets, lexers = batch([b"abc", b"de"], Lexer.C)
    for wrong in (
        (data.astype(np.int8), offsets, lexers),
        (data[::2], offsets, lexers),
        (data, offsets.astype(np.int32), lexers),
        (data, offsets[:-1], lexers),
        (data, offsets + 1, lexers),
        (data, offsets - 1, lexers),
        (data, offsets[::-1].copy(), lexers),
        (data, offsets, lexers + len(Lexer)),
        (data, offsets, lexers.astype(np.int64)),
    ):
        with pytest.raises(ValueError):
            fingerprint(*wrong, TOKENS)
    with pytest.raises(SchemeError):
        fingerprint(data, offsets, lexers, Scheme(version=9))


SAMPLES = {
    Lexer.C: b"template <class T> __global__ void axpy(T a, const T *x, T *y, int n) {\n"
    b'    int i = blockIdx.x * blockDim.x + threadIdx.x; // "one each"\n    if (i < n) y[i] += a * x[i]; // R"(\n}\n',
    Lexer.RUST: b"fn sum<'a>(x: &'a [f32]) -> f32 { let mut s = 0.0; for v in x.iter() { s += v; } s } // it's\n",
    Lexer.FORTRAN: b"      SUBROUTINE SUM(X, N, S)\nC     ADDS\n      REAL X(N), S\n      S = 0.0E0\n"
    b"C$OMP PARALLEL DO\n      DO 10 I = 1, N\n   10 S = S +\n     1    X(I)\n      END\n",
    Lexer.PYTHON: b'def total(x):\n    """Adds."""\n    s = 0.0  # it\'s\n'
    b'    for v in x:\n        s += v\n    return f"{s:.1e}"\n',
    Lexer.JULIA: b"function total(x)\n    s = 0.0 #= it's =#\n"
    b'    for v in x\'\n        s += v\n    end\n    "$s"\nend\n',
    Lexer.LLVM: b"define float @axpy(float %a, ptr %x) #0 {\nentry:\n  %0 = load float, ptr %x, align 4, !tbaa !7"
    b" ; it's\n  %mul3 = fmul contract float %a, %0\n  ret float %mul3\n}\n",
}
GOLDEN: dict[tuple[Lexer, bool], tuple[int, int, str]] = {
    (Lexer.C, False): (60, 5551883262028460929, "b42e7b28779e60d9"),
    (Lexer.C, True): (60, 14815991987655204964, "02f7156169f0df9b"),
    (Lexer.RUST, False): (41, 12550295965157960688, "98c712fde9757794"),
    (Lexer.RUST, True): (41, 9443084905643643105, "f317fa551ae5121d"),
    (Lexer.FORTRAN, False): (40, 16225232790542516603, "f92700d7dc2e8ec1"),
    (Lexer.FORTRAN, True): (40, 12607325534533097155, "06d4e0e39b9e9d70"),
    (Lexer.PYTHON, False): (21, 15941456348175078379, "b3e4e0f9d5987657"),
    (Lexer.PYTHON, True): (21, 11150258678416462957, "bbcfbdc4bf9edfb4"),
    (Lexer.JULIA, False): (20, 5686715054537153983, "59b693c6dcd94821"),
    (Lexer.JULIA, True): (20, 18416034187590557937, "7885322f546f778d"),
    (Lexer.LLVM, False): (39, 670006850534649852, "2781e90e433b302b"),
    (Lexer.LLVM, True): (39, 7298769330106656169, "8f04af21eecb91e1"),
}


@pytest.mark.parametrize(("lexer", "is_normalised"), GOLDEN)
def test_values_never_change_without_a_new_version(lexer: Lexer, is_normalised: bool) -> None:
    """Tokens, the first shingle, and a digest of all shingles and of the signature."""
    made = of([SAMPLES[lexer]], NORMALISED if is_normalised else TOKENS, lexer)
    digest = hashlib.sha256(made.shingles.astype("<u8").tobytes() + made.signatures.astype("<u4").tobytes())
    assert GOLDEN[lexer, is_normalised] == (int(made.n_tokens[0]), int(made.shingles[0]), digest.hexdigest()[:16])


def test_every_lexer_has_its_values() -> None:
    assert {(lexer, flag) for lexer in Lexer for flag in (False, True)} == set(GOLDEN)


@settings(max_examples=30)
@given(st.sampled_from(Lexer), st.lists(st.binary(max_size=60), max_size=5), st.booleans())
def test_any_bytes_have_fingerprints(lexer: Lexer, texts: list[bytes], is_normalised: bool) -> None:
    made = of(texts, NORMALISED if is_normalised else TOKENS, lexer)
    counts = np.diff(made.shingle_offsets)
    assert ((counts > 0) == (made.n_tokens > 0)).all()
    assert (counts <= np.maximum(made.n_tokens, 0)).all()
