"""Text whose meaning compilers choose is told with its line, and plain text is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.pairs.reference.reference import reference_pairs
from warploom.validators.proof.text_rules import chosen_by_compilers

HEAD = """\
struct Pair { int of[2]; int turn; };
static int next(struct Pair *p) { return p->of[p->turn++ % 2]; }
static int kept(void) { static int n; return n++; }
static int square(int x) { return x * x; }
static int first(const int *x) { return x[0]; }
void use(int, int);
"""
CHOSEN = {
    "#if __GNUC__ >= 5\n#endif\n": "line 7: a condition on __GNUC__",
    "#ifdef __clang__\n#endif\n": "line 7: a condition on __clang__",
    "#if defined(A) && A > 3\n#endif\n": "line 7: a condition on A",
    "#define GLUED(a, b) a##b\n": "line 7: names that are pasted",
    "#define V __VERSION__\n": "line 7: __VERSION__",
    "int line = __LINE__;\n": "line 7: __LINE__",
    "int known(int n) { return __builtin_constant_p(n); }\n": "line 7: __builtin_constant_p",
    "void f(int **p) { cudaMallocManaged(p, 4); }\n": "line 7: cudaMallocManaged, memory",
    "int known(void) { return sizeof(cudaDeviceProp) > 900; }\n": "line 7: the size or layout of cudaDeviceProp",
    "int f(void) { cudaDeviceProp p; return sizeof p; }\n": "line 7: the size or layout of p",
    "void f(struct Pair *p) {\n  use(next(p), next(p));\n}\n": "line 8: two operands with effects",
    "int f(struct Pair *p) { return next(p) - next(p); }\n": "line 7: two operands with effects",
    "int f(void) { return kept() * 2 + kept(); }\n": "line 7: two operands with effects",
    "void f(int i) { use(i++, i--); }\n": "line 7: two operands with effects",
    "void f(int i, int *a) { i = 0; use(i++, a[i]); }\n": "line 7: i is changed and read",
    "int f(int i, int *a) { int s; s = a[i] + i++; return s; }\n": "line 7: i is changed and read",
}
PLAIN = (
    "void f(cudaStream_t *s, int n) { s = (cudaStream_t *)malloc(n * sizeof(cudaStream_t)); cudaFree(s); }\n",
    "#define N 4\n#if N > 3 && defined(_OPENMP)\n#endif\n#ifndef M\n#define M 1\n#endif\n",
    "int f(struct Pair *p) { int a = next(p); return a - next(p); }\n",
    "int f(int *a, int n) { int s = 0; for (int i = 0, j = n; i < j; i++, j--) s += a[i] * a[j]; return s; }\n",
    "int f(const int *a, int x) { int s; s = square(x++) + first(a); return s; }\n",
    "int f(struct Pair *p) { return next(p) && next(p); }\n",
    '/* __GNUC__ */ const char *s = "__LINE__";\n',
    "__global__ void k(float *__restrict__ y) { y[0] = 1; }\n",
)


@pytest.mark.parametrize("text", CHOSEN)
def test_what_compilers_choose_is_told_with_its_line(text: str) -> None:
    told = chosen_by_compilers(HEAD + text, "C++")
    assert told is not None
    assert told.startswith(CHOSEN[text])


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_has_one_meaning(text: str) -> None:
    assert chosen_by_compilers(HEAD + text, "CUDA") is None


def test_the_reference_set_leaves_compilers_no_choice() -> None:
    for pair in reference_pairs():
        for side in (pair.cpu, pair.gpu):
            assert chosen_by_compilers(side.text, side.language) is None, side.entry


@given(st.text(alphabet="ab_#(){};+-=,*&\"'/\\\n ", max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    told = chosen_by_compilers(text, "C++")
    assert told is None or told.startswith("line ")
