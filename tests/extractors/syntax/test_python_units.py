"""Units of Python: where functions begin and end, what makes a kernel, what is a launch, how names are used."""

from __future__ import annotations

import ast
import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.syntax.cutting import called, cut, defined, extents, kinds, seconds, take_apart, the_unit, uses
from warploom.extractors.syntax.python_units import cutter

PYTHON = cutter("Python")

PIECES = st.sampled_from(
    [
        "def f(a, *b, c: int = 1, **d) -> T:\n", "class C[T](B):\n", "async def g():\n", "    ", "\n", "  return x\n",
        "for i in range(n):\n", "while (y := f()):\n", "else:\n", "@cuda.jit", "@triton.jit(", "\n    pass\n",
        "k[g, b]", "(x, y=1)", "lambda q=(1): q", "match p:\n", "case C(x=0) | {'a': b, **r}:\n", '"""doc"""\n', "'",
        "f'{x!r:>{w}}'", "k = cp.RawKernel(s, 'n')\n", "import numba.cuda as c\n", "from . import *\n",
        "from triton import jit\n", "(", ")", "[", "]", ":", "# c\n", "x = y = 1\n", "x: int\n", "type A[T] = T\n",
        "global x\n", "del x[0]\n", "é", "\\\n", "\t",
    ]
)  # fmt: skip


def test_every_definition_with_a_body_is_a_function() -> None:
    """At any depth, plain or asynchronous, and named by what is around it; a lambda is none."""
    text = (
        "class A:\n    def m(self):\n        def inner(): pass\n    class B:\n        async def n(self): pass\n"
        "f = lambda x: x\nif f:\n    def g(): pass\n"
    )
    expected = ["A.m", "A.m.inner", "A.B.n", "g"]
    assert expected == [name for _, name in kinds(PYTHON, text)]


def test_a_function_reaches_from_its_decorators_to_its_last_token() -> None:
    """Comments that the parser counts to the block are left out."""
    text = "x = 1\n# above\n@a.b(1)\n@c\ndef f(x):\n    return x  # why\n    # after\n\n# far\ny = 2\n"
    assert ["@a.b(1)\n@c\ndef f(x):\n    return x"] == extents(PYTHON, text)


def test_the_header_ends_after_its_colon() -> None:
    """Colons of annotations, slices and lambdas do not end it."""
    text = "def f(a: int = x[1:2], b=lambda: 0) -> dict[str, int]: return a\n"
    unit = the_unit(PYTHON, text)
    assert "def f(a: int = x[1:2], b=lambda: 0) -> dict[str, int]:" == text[: unit.header_end]


def test_parameters_are_those_of_the_signature() -> None:
    """Stars and defaults are no part of names and types, separators are no parameters."""
    unit = the_unit(
        PYTHON, "def f(self, a, /, b: int = 2, *args: str, c=lambda x, y: 3, d: 'list[T]' = [], **kw): pass"
    )
    expected = [
        ("self", "", True), ("a", "", True), ("b", "int", False), ("args", "str", False), ("c", "", True),
        ("d", "'list[T]'", True), ("kw", "", True),
    ]  # fmt: skip
    assert expected == [(p.name, p.type, p.is_indirect) for p in unit.params]


def test_a_bare_star_is_no_parameter() -> None:
    """What follows it is."""
    assert ["a"] == [p.name for p in the_unit(PYTHON, "def f(*, a): pass").params]


def test_scalars_of_numpy_and_compile_time_constants_are_direct() -> None:
    """A callee cannot change them."""
    unit = the_unit(PYTHON, "def f(a: np.float32, b: tl.constexpr, c: np.ndarray): pass")
    assert [False, False, True] == [p.is_indirect for p in unit.params]


def test_type_parameters_are_template_parameters() -> None:
    """With their bounds, as written."""
    unit = the_unit(PYTHON, "def f[T: (int, float), *Ts, **P](x: T) -> T: return x")
    assert ["T: (int, float)", "*Ts", "**P"] == unit.template_parameters


@pytest.mark.parametrize(
    ("body", "doc"),
    [
        ('"""One\n\n    two\n      three\n    """\n    pass', "One\n\ntwo\n  three"),
        ("r'raw \\d'", "raw \\d"),
        ("'a ' 'b'", "a b"),
        ('# first\n    """After a comment."""', "After a comment."),
        ("f'{x}'", None),
        ("b'bytes'", None),
        ("x = 'not first'", None),
        ("''", None),
    ],
)
def test_the_docstring_is_the_first_statement(body: str, doc: str | None) -> None:
    """Indentation goes as `inspect.cleandoc` says; formatted strings and bytes are none."""
    assert doc == the_unit(PYTHON, f"def f():\n    {body}\n").doc


@pytest.mark.parametrize(
    ("head", "decorator", "tags"),
    [
        ("from numba import cuda\n", "cuda.jit", {"numba", "numba_cuda"}),
        ("import numba.cuda\n", "numba.cuda.jit('void(f4[:])')", {"numba", "numba_cuda"}),
        ("import numba as n\n", "n.cuda.jit(fastmath=True)", {"numba", "numba_cuda"}),
        ("from numba.cuda import jit as j\n", "j", {"numba", "numba_cuda"}),
        ("import triton\n", "triton.jit", {"triton"}),
        ("from triton import jit\n", "jit(debug=True)", {"triton"}),
        ("from cupyx import jit\n", "jit.rawkernel()", {"cupy"}),
        ("import cupyx\n", "cupyx.jit.rawkernel(device=False)", {"cupy"}),
        ("", "cuda.jit", {"numba", "numba_cuda"}),
        ("", "jit.rawkernel()", {"cupy"}),
    ],
)
def test_kernels_are_told_by_their_decorators(head: str, decorator: str, tags: set[str]) -> None:
    """By where the decorator's name comes from, under whatever name it was imported."""
    unit = the_unit(PYTHON, f"{head}@{decorator}\ndef f(x): pass\n")
    assert ("kernel", tags) == (unit.kind.value, unit.tags)


@pytest.mark.parametrize(
    ("head", "decorator", "tags"),
    [
        ("from numba import cuda\n", "cuda.jit(device=True)", {"numba", "numba_cuda"}),
        ("from numba import njit\n", "njit(parallel=True)", {"numba", "numba_parallel"}),
        ("from numba import jit\n", "jit(parallel=False)", {"numba"}),
        ("import numba as nb\n", "nb.guvectorize(['void(f8[:])'], '(n)')", {"numba"}),
        ("import cupy as cp\n", "cp.fuse()", {"cupy"}),
        ("from jax import jit\n", "jit", set()),
        ("import jax\n", "jax.jit", set()),
        ("import pycuda.driver as cuda\n", "cuda.jit", set()),
        ("def vectorize(f): return f\n", "vectorize", set()),
        ("", "functools.lru_cache(maxsize=None)", set()),
        ("", "a[0].jit", set()),
    ],
)
def test_other_decorators_make_no_kernel(head: str, decorator: str, tags: set[str]) -> None:
    """Device functions and compiled host functions stay functions; `jit` of another library says nothing."""
    unit = cut(PYTHON, f"{head}@{decorator}\ndef f(x): pass\n")[-1]
    assert ("function", tags) == (unit.kind.value, unit.tags)


def test_stacked_decorators_add_up() -> None:
    """A kernel is one whichever of its decorators says so."""
    unit = the_unit(PYTHON, "import triton\n@triton.autotune(configs=[], key=[])\n@triton.jit\ndef f(x): pass\n")
    assert ("kernel", {"triton"}) == (unit.kind.value, unit.tags)


def test_tags_are_on_all_that_holds_the_place() -> None:
    """A function that defines a kernel, and the loop around it, show its model; a sibling does not."""
    text = (
        "from numba import cuda\ndef make():\n    for t in ts:\n        @cuda.jit\n"
        "        def k(x): pass\ndef other(): pass\n"
    )
    expected = [("make", True), (None, True), ("k", True), ("other", False)]
    assert expected == [(unit.name, "numba_cuda" in unit.tags) for unit in cut(PYTHON, text)]


def test_outermost_loops_are_nests() -> None:
    """Inner ones count to the depth, whatever lies between; comprehensions do not."""
    text = (
        "for i in a:\n    if i:\n        def f():\n            while x:\n                for j in b: pass\n"
        "    else: pass\n"
        "x = [i for i in a for j in b]\nclass C:\n    while y: pass\n    for z in x: pass\n"
    )
    nests = [unit for unit in cut(PYTHON, text) if unit.kind.value == "loop_nest"]
    assert [3, 1, 1] == [nest.loop_depth for nest in nests]


def test_a_loop_keeps_its_else() -> None:
    """And the asynchronous one its `async`."""
    text = "async def f():\n    async for i in a:\n        pass\n    else:\n        done()\n    x = 1\n"
    assert "async for i in a:\n        pass\n    else:\n        done()" == extents(PYTHON, text)[1]


def test_a_launch_has_grid_block_stream_and_shared_bytes() -> None:
    """In the order of Numba's brackets."""
    text = "from numba import cuda\n@cuda.jit\ndef k(a): pass\nk[(g, 1), b, s, 4 * n](x,\n    y[0])\n"
    launch = cut(PYTHON, text)[1]
    assert launch.launch is not None
    expected = ("k", "(g, 1)", "b", "s", "4 * n", ["x", "y[0]"])
    found = launch.launch
    assert expected == (launch.name, found.grid, found.block, found.stream, found.shared_bytes, found.arguments)
    assert {"numba", "numba_cuda"} == launch.tags


def test_a_launch_of_triton_has_a_grid() -> None:
    """Keywords stay arguments; the grid may be a function."""
    text = "import triton\n@triton.jit\ndef k(a): pass\ndef run():\n    k[lambda m: (1,)](x, BLOCK=8)\n"
    launch = cut(PYTHON, text)[-1]
    assert launch.launch is not None
    assert ("lambda m: (1,)", None, ["x", "BLOCK=8"]) == (
        launch.launch.grid, launch.launch.block, launch.launch.arguments,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "from numba import cuda\nfrom m import k\nk[g](x)\n",
        "from numba import cuda\nimport m\nm.k[g](x)\n",
        "from numba import cuda\ndef run(k):\n    k[g](x)\n",
        "from numba import cuda\nself.k[g, b](x)\n",
        "import triton\nk = triton.jit(f)\nk[(n,)](x)\n",
        "from cupyx import jit\ndef run(k):\n    k[g, b](x)\n",
    ],
)
def test_what_may_be_a_kernel_is_launched(text: str) -> None:
    """Where the file imports a library that launches and nothing says that it is a container."""
    assert "launch" in [kind for kind, _ in kinds(PYTHON, text)]


@pytest.mark.parametrize(
    "text",
    [
        "handlers[i](x)\n",
        "table[i, j](x)\n",
        "from numba import cuda\nhandlers = [f, g]\nhandlers[i](x)\n",
        "from numba import cuda\nhandlers = {f: g for f in h}\nhandlers[i](x)\n",
        "from numba import cuda\nhandlers = dict(a=f)\nhandlers[i](x)\n",
        "from numba import cuda\nself.handlers[i](x)\n",
        "from numba import cuda\nhandlers['f'](x)\n",
        "from numba import cuda\nhandlers[0](x)\n",
        "from numba import cuda\nhandlers[-1](x)\n",
        "from numba import cuda\nf(x)[i, j](x)\n",
        "from numba import cuda\nk[i]\n",
        "import numba\nhandlers[i](x)\n",
    ],
)
def test_a_called_item_is_no_launch(text: str) -> None:
    """Of a list, a dictionary or anything in a file without kernels."""
    assert [] == kinds(PYTHON, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import cupy as cp\nk = cp.RawKernel(code, 'add')\nk((g,), (b,), (x, n), shared_mem=4)\n", "add"),
        ("import cupy as cp\nk = cp.RawKernel(code, name)\nk((g,), (b,), (x, n), shared_mem=4)\n", "k"),
        ("import cupy\nself.k = m.get_function('add')\nself.k((g,), (b,), (x, n), shared_mem=4)\n", "add"),
        ("import cupy\ncupy.RawKernel(code, 'add')((g,), (b,), (x, n), shared_mem=4)\n", "add"),
    ],
)
def test_raw_kernels_are_launched_by_tuples(text: str, name: str) -> None:
    """The third is the arguments; the name is the device's where it is written."""
    launch = the_unit(PYTHON, text)
    assert launch.launch is not None
    assert (name, {"cupy"}) == (launch.name, launch.tags)
    assert ("(g,)", "(b,)", "4", ["x", "n"]) == (
        launch.launch.grid, launch.launch.block, launch.launch.shared_bytes, launch.launch.arguments,
    )  # fmt: skip


def test_keywords_launch_in_pycuda() -> None:
    """Grid and block are named there."""
    text = "import pycuda.driver as d\nf = m.get_function('add')\nf(x, n, block=(8, 1, 1), grid=(2, 1), stream=s)\n"
    launch = the_unit(PYTHON, text)
    assert launch.launch is not None
    found = launch.launch
    assert ("(2, 1)", "(8, 1, 1)", "s", ["x", "n"]) == (found.grid, found.block, found.stream, found.arguments)


def test_functions_of_other_libraries_are_not_raw_kernels() -> None:
    """`get_function` is a common name."""
    assert [] == kinds(PYTHON, "f = context.get_function('add')\nf(builder, args)\n")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("x = y", "x", ["write"]),
        ("x = y", "y", ["read"]),
        ("x += 1", "x", ["read write"]),
        ("x.a[i] = 1", "x", ["write"]),
        ("x.a[i] = 1", "a", ["member"]),
        ("x.a[i] = 1", "i", ["read"]),
        ("a, (x, *b) = t", "x", ["write"]),
        ("x: T = 1", "x", ["write"]),
        ("x: T = 1", "T", ["type"]),
        ("(x := 1)", "x", ["write"]),
        ("del x[0]", "x", ["write"]),
        ("x.f(1)", "x", ["read argument"]),
        ("x.f(1)", "f", ["call member"]),
        ("f(x, k=x)", "x", ["read argument", "read argument"]),
        ("f(k=x)", "k", []),
        ("f(*x, **x)", "x", ["read argument", "read argument"]),
        ("k[x](1)", "k", ["read call"]),
        ("def f(x, y=x): pass", "x", ["declare", "read"]),
        ("def f(x: T) -> T: pass", "T", ["type", "type"]),
        ("lambda x: x", "x", ["declare", "read"]),
        ("[x for x in y]", "x", ["read", "declare"]),
        ("for x, y in z: pass", "x", ["declare"]),
        ("with f() as (x, y): pass", "x", ["declare"]),
        ("try: pass\nexcept E as x: pass", "x", ["declare"]),
        ("import x.y", "x", ["declare"]),
        ("import a.b as x", "x", ["declare"]),
        ("from m import n as x", "x", ["declare"]),
        ("from x import n", "x", ["scope"]),
        ("def f():\n  global x\n  x = 1", "x", ["write"]),
        ("match p:\n  case C(k=x): pass", "x", ["declare"]),
        ("match p:\n  case C(k=x): pass", "C", ["read"]),
        ("match p:\n  case [x, *y] if x: pass", "x", ["declare", "read"]),
        ("class x(B): pass", "x", ["declare"]),
        ("type x[T] = list[T]", "T", ["declare", "type"]),
        ("f'{x}'", "x", ["read"]),
    ],
)
def test_names_are_used_as_their_place_says(text: str, name: str, expected: list[str]) -> None:
    """Targets are written, what binds declares, callees are called, arguments are marked."""
    assert expected == uses(PYTHON, text, name)


def test_calls_are_found_by_their_callee() -> None:
    """Through members and launches; an argument, a subscript or an object is no callee."""
    text = "a.f(x)\nk[g](y, z=1)\n(h)(*w)\ns(i for i in x)\nx[j].q\n"
    expected = [("f", ["x"]), ("k", ["y", "z=1"]), ("h", ["*w"]), ("s", ["(i for i in x)"])]
    assert expected == called(PYTHON, text)


def test_definitions_are_the_modules_own() -> None:
    """Classes, aliases and values, conditional ones too; none of functions, classes or loops."""
    text = (
        "N = 4\n@dataclass\nclass C:\n    x = 1\n    def f(self): y = 2\n"
        "type V[T] = list[T]\na, (b, *c) = t\nd = e = 0\n"
        "f: int = 1\ng: int\nx.y = 1\nx[0] = 1\nif N:\n    M = 1\nfor i in x: z = i\ndef h(): w = 1\nN += 1\n"
    )
    expected = [
        ("global", "N"), ("type", "C"), ("type", "V"), ("global", "a"), ("global", "b"), ("global", "c"),
        ("global", "d"), ("global", "e"), ("global", "f"), ("global", "M"),
    ]  # fmt: skip
    found = defined(PYTHON, text)
    assert expected == [(kind, name) for kind, name, _ in found]
    assert found[1][2].startswith("@dataclass\nclass C:")


def test_functions_are_those_of_the_interpreter() -> None:
    """Names, lines, parameters and docstrings of this library's own modules are what `ast` says."""
    for module in (ast, inspect):
        text = inspect.getsource(module)
        expected = sorted(
            (n.name, min([n.lineno, *(d.lineno for d in n.decorator_list)]), n.end_lineno, ast.get_docstring(n) or None)
            for n in ast.walk(ast.parse(text))
            if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        source = text.encode()
        found = sorted(
            (u.name, source.count(b"\n", 0, u.start) + 1, source.count(b"\n", 0, u.end) + 1, u.doc)
            for u in cut(PYTHON, text)
            if u.kind.value == "function"
        )
        assert [row[:3] for row in expected] == [row[:3] for row in found]
        plain = [(mine[3], theirs[3]) for mine, theirs in zip(found, expected, strict=True) if "\\" not in str(mine[3])]
        assert [theirs and theirs.strip() for _, theirs in plain] == [mine for mine, _ in plain]


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_taken_apart(text: str) -> None:
    """Whatever is written, units lie within it and in order, or it is refused."""
    take_apart(PYTHON, text.encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_apart(source: bytes) -> None:
    """No byte is too strange."""
    take_apart(PYTHON, source)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000,
        "k[" * 20_000 + "](x)" * 20_000,
        "k" + "[g](x)" * 20_000,
        "from numba import cuda\n" + "k[1, 2](" * 5_000 + ")" * 5_000,
        "a" + ".b" * 30_000 + "[g, b](x)",
        "x = " * 20_000 + "1",
        "@d\n" * 20_000 + "def f(): pass\n",
        "def f(" + "a=lambda: " * 10_000 + "1): pass\n",
        "class C" + "x" * 200_000 + ":\n" + " def f(): pass\n" * 5_000,
        "def f():\n pass\n" + " # c\n" * 3_000,
        "import " + ", ".join(f"m{i}" for i in range(20_000)) + "\n@x\ndef f(): pass\n" * 100,
        "if x:\n" + "elif x:\n for i in y: pass\n" * 10_000,
    ],
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    """Deep nesting, long chains and long names cost no more than their length."""
    cut_of_nothing = seconds(PYTHON, "x")
    assert seconds(PYTHON, text) - cut_of_nothing < 2


def test_deep_definitions_are_refused_or_cut() -> None:
    """Functions in functions without end are data, not a defect."""
    take_apart(PYTHON, "".join(" " * i + f"def f{i}():\n" for i in range(400)).encode() + b" " * 400 + b"pass\n")
