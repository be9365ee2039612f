"""Directives are read as the standards write them, and nothing of a broken one is lost."""

import pytest

from warploom.extractors.syntax.directives import Clause, Directive, parse_directive


def _c(body: str, standard: str = "openmp") -> Directive:
    return parse_directive(standard, body, fortran=False)


def _fortran(body: str, standard: str = "openmp") -> Directive:
    return parse_directive(standard, body, fortran=True)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("parallel", "parallel"),
        ("parallel for simd", "parallel for simd"),
        ("target  teams\tdistribute parallel for simd", "target teams distribute parallel for simd"),
        ("parallel single", "parallel single"),
        ("declare_target", "declare target"),
        ("declare target", "declare target"),
        ("begin declare_variant", "begin declare variant"),
        ("end declare_target", "end declare target"),
        ("target_enter_data", "target enter data"),
        ("cancellation_point", "cancellation point"),
        ("task_iteration", "task_iteration"),
    ],
)
def test_names_in_c(body: str, name: str) -> None:
    """The longest known name, as versions before 6.0 spell it where they have it."""
    assert Directive(name, (), (), is_known=True) == _c(body)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("PARALLEL DO", "parallel do"),
        ("ParallelDo", "parallel do"),
        ("endparalleldo", "end parallel do"),
        ("END PARALLEL  DO SIMD", "end parallel do simd"),
        ("enddo simd", "end do simd"),
        ("target enterdata", "target enter data"),
        ("Declare_Target", "declare target"),
        ("target+teams+distribute", "target teams distribute"),
        ("END WORKSHARE", "end workshare"),
    ],
)
def test_names_in_fortran(body: str, name: str) -> None:
    """Any case, and words may run together or be joined by plus signs."""
    assert Directive(name, (), (), is_known=True) == _fortran(body)


@pytest.mark.parametrize(
    ("body", "name", "clauses"),
    [
        ("paralel for private(x)", "paralel for", ("private",)),
        ("taskq", "taskq", ()),
        ("Parallel", "Parallel", ()),
        ("private(x)", "", ("private",)),
        ("", "", ()),
    ],
)
def test_unknown_names_are_kept(body: str, name: str, clauses: tuple[str, ...]) -> None:
    """All words up to a known clause, as written."""
    found = _c(body)
    assert (name, clauses, False) == (found.name, tuple(clause.name for clause in found.clauses), found.is_known)


@pytest.mark.parametrize(
    ("standard", "body", "name", "arguments"),
    [
        ("openmp", "critical(name) hint(0)", "critical", ("name",)),
        ("openmp", "flush (a, b)", "flush", ("a", "b")),
        ("openmp", "threadprivate(/blk/, x)", "threadprivate", ("/blk/", "x")),
        ("openmp", "depobj(o) depend(in: x)", "depobj", ("o",)),
        ("openmp", "declare variant(f) match(construct={simd})", "declare variant", ("f",)),
        ("openmp", "declare target(x)", "declare target", ("x",)),
        ("openmp", "declare mapper(m: struct s v) map(v.a)", "declare mapper", ("m: struct s v",)),
        (
            "openmp",
            "declare reduction(f: int, long: omp_out += omp_in)",
            "declare reduction",
            ("f: int, long: omp_out += omp_in",),
        ),
        ("openmp", "strange(a, b) nowait", "strange", ("a", "b")),
        ("openacc", "wait(1, 2) async", "wait", ("1", "2")),
        ("openacc", "routine(f) seq", "routine", ("f",)),
        ("openacc", "cache(readonly: a[0:n])", "cache", ("readonly: a[0:n]",)),
    ],
)
def test_arguments_of_the_directive(standard: str, body: str, name: str, arguments: tuple[str, ...]) -> None:
    """What stands in parentheses behind the name, a list unless the directive takes one specification."""
    found = _c(body, standard)
    assert (name, arguments) == (found.name, found.arguments)


def test_an_end_directive_has_arguments_and_clauses() -> None:
    """`end critical` repeats the name; `end single` has the clauses that C has at the beginning."""
    assert Directive("end critical", ("name",), (), is_known=True) == _fortran("End Critical (name)")
    copied = Clause("copyprivate", None, ("x",), is_known=True)
    assert Directive("end single", (), (copied,), is_known=True) == _fortran("end single CopyPrivate(x)")


@pytest.mark.parametrize(
    ("clause", "modifiers", "arguments"),
    [
        ("private(a, b)", None, ("a", "b")),
        ("nowait", None, ()),
        ("private()", None, ()),
        ("private(a,,b)", None, ("a", "", "b")),
        ("map(to: a[0:n], b)", "to", ("a[0:n]", "b")),
        ("map(a[0:n], s.b[:2])", None, ("a[0:n]", "s.b[:2]")),
        ("map(iterator(int i=0:n, j=0:m), always, to: p[i])", "iterator(int i=0:n, j=0:m), always, to", ("p[i]",)),
        ("map(ns::a, ::b)", None, ("ns::a", "::b")),
        ("reduction(+: x)", "+", ("x",)),
        ("reduction(task, ns::f: x, y)", "task, ns::f", ("x", "y")),
        ("reduction(+:::x)", "+", ("::x",)),
        ("if(parallel: n > 10)", "parallel", ("n > 10",)),
        ("if(target data: x ? a : b)", "target data", ("x ? a : b",)),
        ("if(x ? a : b)", None, ("x ? a : b",)),
        ("if(x ?: b)", None, ("x ?: b",)),
        ("if(a)", None, ("a",)),
        ("if(f(a, b))", None, ("f(a, b)",)),
        ("shared(parallel: x)", "parallel", ("x",)),
        ("schedule(monotonic, simd: static, 4)", "monotonic, simd", ("static", "4")),
        ("schedule(static, 1'000)", None, ("static", "1'000")),
        ("depend(iterator(i=0:n), in: a[i], b)", "iterator(i=0:n), in", ("a[i]", "b")),
        ("depend(source)", None, ("source",)),
        ("doacross(source:)", "source", ()),
        ("doacross(sink: i - 1, j)", "sink", ("i - 1", "j")),
        ("linear(x, y: 2)", "2", ("x", "y")),
        ("linear(x: val, step(2))", "val, step(2)", ("x",)),
        ("linear(val(x): 2)", "2", ("val(x)",)),
        ("aligned(p: 64)", "64", ("p",)),
        ("defaultmap(tofrom: scalar)", "scalar", ("tofrom",)),
        ("default(none)", None, ("none",)),
        ("default(firstprivate: aggregate)", "aggregate", ("firstprivate",)),
        ("num_teams(1:4)", "1", ("4",)),
        ("num_teams(a ? b : c)", None, ("a ? b : c",)),
        ("grainsize(strict: 4)", "strict", ("4",)),
        ("order(reproducible: concurrent)", "reproducible", ("concurrent",)),
        ("device(ancestor: 1)", "ancestor", ("1",)),
        ("lastprivate(conditional: x)", "conditional", ("x",)),
        ("allocate(allocator(a), align(64): x)", "allocator(a), align(64)", ("x",)),
        ("to(present, mapper(m): x)", "present, mapper(m)", ("x",)),
        ("uses_allocators(a(t), b)", None, ("a(t)", "b")),
        ("uses_allocators(traits(t): a)", "traits(t)", ("a",)),
        ("uses_allocators(traits(t): a; memspace(m): b)", None, ("traits(t): a", "memspace(m): b")),
        ('init(prefer_type("cuda"), targetsync: o)', 'prefer_type("cuda"), targetsync', ("o",)),
        ("adjust_args(need_device_ptr: a, b)", "need_device_ptr", ("a", "b")),
        ('match(device={arch("a,b:")}, user={condition(x)})', None, ('device={arch("a,b:")}', "user={condition(x)}")),
        ('message("a) , (b:  c\\"")', None, ('"a) , (b:  c\\""',)),
        ("collapse( 2 )", None, ("2",)),
        ("firstprivate(a < b, c > (d))", None, ("a < b", "c > (d)")),
    ],
)
def test_clauses_of_openmp(clause: str, modifiers: str | None, arguments: tuple[str, ...]) -> None:
    """Modifiers stand where the specification puts them, and no other colon parts anything."""
    name = clause.partition("(")[0]
    assert (Clause(name, modifiers, arguments, is_known=True),) == _c(f"target {clause}").clauses


@pytest.mark.parametrize(
    ("clause", "modifiers", "arguments"),
    [
        ("copyin(readonly: a[0:n], b)", "readonly", ("a[0:n]", "b")),
        ("reduction(max: x)", "max", ("x",)),
        ("gang", None, ()),
        ("gang(4)", None, ("4",)),
        ("gang(num: 4)", "num", ("4",)),
        ("gang(num: 4, static: *)", "num, static", ("4", "*")),
        ("gang(4, static: *)", None, ("4", "static: *")),
        ("worker(num: 2)", "num", ("2",)),
        ("vector(length: 128)", "length", ("128",)),
        ("wait(1, 2)", None, ("1", "2")),
        ("wait(queues: 1, 2)", "queues", ("1", "2")),
        ("wait(devnum: d: queues: 1, 2)", "devnum: d: queues", ("1", "2")),
        ("collapse(force: 2)", "force", ("2",)),
        ("tile(4, *)", None, ("4", "*")),
        ("default(present)", None, ("present",)),
        ("pcopy(a)", None, ("a",)),
        ("dtype(nvidia)", None, ("nvidia",)),
    ],
)
def test_clauses_of_openacc(clause: str, modifiers: str | None, arguments: tuple[str, ...]) -> None:
    """The same with OpenACC's modifiers; `gang` has one for each argument."""
    name = clause.partition("(")[0]
    assert (Clause(name, modifiers, arguments, is_known=True),) == _c(f"parallel loop {clause}", "openacc").clauses


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("MAP(TO: A(1:N), B(:,2))", Clause("map", "TO", ("A(1:N)", "B(:,2)"), is_known=True)),
        ("Reduction(.and.: x)", Clause("reduction", ".and.", ("x",), is_known=True)),
        ("reduction(*:x)", Clause("reduction", "*", ("x",), is_known=True)),
        ("if(ParallelDo: .true.)", Clause("if", "ParallelDo", (".true.",), is_known=True)),
        ("private(t%a, (/ 1, 2 /))", Clause("private", None, ("t%a", "(/ 1, 2 /)"), is_known=True)),
        ("message('it''s (  ok')", Clause("message", None, ("'it''s (  ok'",), is_known=True)),
    ],
)
def test_clauses_in_fortran(clause: str, expected: Clause) -> None:
    """Names in any case, arguments as written; a quote is doubled in literals, and a backslash means nothing."""
    assert (expected,) == _fortran(f"target {clause}").clauses


def test_a_metadirective_holds_directives() -> None:
    """The selector is the modifier, the directive one argument, whatever commas it has."""
    body = "metadirective when(device={kind(gpu)}: target teams private(a), map(to: b)) default(parallel for)"
    assert (
        Clause("when", "device={kind(gpu)}", ("target teams private(a), map(to: b)",), is_known=True),
        Clause("default", None, ("parallel for",), is_known=True),
    ) == _c(body).clauses


def test_cancel_names_a_construct() -> None:
    """`for` and its like are clauses there, and nowhere else."""
    assert [("for", True), ("if", True)] == [(c.name, c.is_known) for c in _c("cancel for if(x)").clauses]
    assert [("do", False)] == [(c.name, c.is_known) for c in _fortran("barrier do").clauses]


@pytest.mark.parametrize("separator", [" ", ",", " , ", ""])
def test_clauses_are_parted_by_blanks_or_commas(separator: str) -> None:
    """Or by nothing, where a parenthesis ends one."""
    found = _c(f"parallel private(a){separator}shared(b)")
    assert [("private", ("a",)), ("shared", ("b",))] == [(c.name, c.arguments) for c in found.clauses]


@pytest.mark.parametrize(
    ("body", "clauses"),
    [
        ("parallel vendor(a: b, c)", (Clause("vendor", None, ("a: b", "c"), is_known=False),)),
        ("parallel PRIVATE(a)", (Clause("PRIVATE", None, ("a",), is_known=False),)),
        ("parallel private(a shared(b)", (Clause("private", None, ("a shared(b)",), is_known=False),)),
        ("parallel private(", (Clause("private", None, (), is_known=False),)),
        (
            "parallel private(a[0) shared(b)",
            (Clause("private", None, ("a[0",), is_known=False), Clause("shared", None, ("b",), is_known=True)),
        ),
        (
            "parallel ) = 3, nowait",
            (Clause(") = 3", None, (), is_known=False), Clause("nowait", None, (), is_known=True)),
        ),
        ('parallel private("a) shared(b)', (Clause("private", None, ('"a) shared(b)',), is_known=False),)),
    ],
)
def test_what_is_not_understood_is_kept(body: str, clauses: tuple[Clause, ...]) -> None:
    """Clauses of no version and broken ones are there, and not known."""
    assert Directive("parallel", (), clauses, is_known=True) == _c(body)


def test_a_directive_may_be_broken() -> None:
    """Its own parenthesis is never closed."""
    assert Directive("critical", ("name hint(0)",), (), is_known=False) == _c("critical(name hint(0)")
