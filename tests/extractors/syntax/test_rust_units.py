"""Units of Rust: functions with their attributes, names by module, type and trait, loops, and how names are used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.syntax.cutting import called, cut, defined, extents, kinds, seconds, take_apart, the_unit, uses
from warploom.extractors.syntax.rust_units import cutter

RUST = cutter("Rust")

PIECES = st.sampled_from(
    [
        "fn f<'a, T: A>(mut x: &'a T, (b, c): (i32, i32)) -> R where T: B ", 'pub async unsafe extern "C" fn g() ',
        "{", "impl<T> A<T> for &b::C<T> ", "trait D: E ", "mod m ", "fn h(&self);", "#[inline]", "#![allow(x)]",
        "/// doc\n", "}", "//! inner\n", "/** block */", "// plain\n", "for (i, j) in x.iter() ", "'a: loop ",
        "while let Some(x) = y ", "(", ")", "let S { a, b: c, .. } = d;", "match x { A::B | C(d) if e => f, _ => g }",
        "|x: i32| x", "m!(x, [y])", "x.y[i] += 1;", "macro_rules! n { ($x:expr) => { fn q() {} } }",
        "struct F<T>(T);", "const K: usize = 1;", "use a::{b, c as d, e::*};", "*x = &mut y?;", 'r#"x"#', "'c'", "'",
        '"', "<", ">", "::", ";", ",", "\n", " ", "r#fn", "é",
    ]
)  # fmt: skip


def test_every_function_with_a_body_is_one() -> None:
    """At any depth; closures, declarations and what macros define are none."""
    text = (
        "fn f() { fn inner() {} let c = |x| x; }\nimpl T { fn m(&self) {} }\ntrait D { fn a(); fn b() {} }\n"
        'mod x { mod y { fn q() {} } }\nextern "C" { fn ext(); }\nmacro_rules! m { () => { fn no() {} } }\n'
    )
    expected = ["f", "f::inner", "T::m", "D::b", "x::y::q"]
    assert expected == [name for _, name in kinds(RUST, text)]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("impl A", "A::f"),
        ("impl<T: B> A<T>", "A::f"),
        ("impl<'a, T> B<T> for A<'a, T> where T: C", "A::f"),
        ("unsafe impl b::B for c::d::A<T>", "A::f"),
        ("impl B for &mut A<T>", "A::f"),
        ("impl B for *const A", "A::f"),
        ("impl dyn B", "B::f"),
        ("impl B for [A]", "[A]::f"),
        ("impl B for (A, C)", "(A, C)::f"),
        ("impl B for u8", "u8::f"),
        ("trait A<T>: B", "A::f"),
        ("pub mod A", "A::f"),
    ],
)
def test_names_are_qualified_by_what_is_implemented(head: str, name: str) -> None:
    """By the type itself, without its path, reference and generics."""
    assert [("function", name)] == kinds(RUST, head + " { fn f() {} }")


@pytest.mark.parametrize(
    "head",
    [
        "fn f()", "pub fn f()", "pub(crate) async fn f()", "const unsafe fn f()", 'unsafe extern "C" fn f()',
        "#[inline]\nfn f()", "#[a(b = 1)]\n#[c]\npub fn f()", "#[a] // why\n/* and */ #[b]\nfn f()",
    ],
)  # fmt: skip
def test_a_function_begins_with_its_attributes(head: str) -> None:
    """And with its visibility; those of others and of the file are not its own."""
    text = f"#![crate_attribute]\n#[other]\nstruct S;\n{head} {{\n}} // after\n"
    assert [f"{head} {{\n}}"] == extents(RUST, text)


def test_the_header_ends_before_the_body() -> None:
    """After the where clause."""
    text = "pub fn f<const N: usize>(x: [u8; N]) -> R where R: B { x }"
    assert "pub fn f<const N: usize>(x: [u8; N]) -> R where R: B " == text[: the_unit(RUST, text).header_end]


def test_parameters_are_those_of_the_signature() -> None:
    """What a reference or pointer leads to can be seen outside, and changed unless it is shared."""
    text = "fn f(mut a: T, b: &'a mut [T], c: &T, (d, e): (i32, i32), p: *const f64, q: *mut f64, _: Box<T>) {}"
    expected = [
        ("a", "T", False, False), ("b", "&'a mut [T]", True, False), ("c", "&T", True, True),
        (None, "(i32, i32)", False, False), ("p", "*const f64", True, True), ("q", "*mut f64", True, False),
        ("_", "Box<T>", False, False),
    ]  # fmt: skip
    assert expected == [(p.name, p.type, p.is_indirect, p.is_const) for p in the_unit(RUST, text).params]


@pytest.mark.parametrize(
    ("receiver", "expected"),
    [
        ("self", ("", False, False)),
        ("mut self", ("", False, False)),
        ("&self", ("&Self", True, True)),
        ("&mut self", ("&mut Self", True, False)),
        ("&'a self", ("&'a Self", True, True)),
        ("self: Rc<Self>", ("Rc<Self>", False, False)),
        ("self: &mut Self", ("&mut Self", True, False)),
    ],
)
def test_the_receiver_is_a_parameter(receiver: str, expected: tuple[str, bool, bool]) -> None:
    """Of the type that the short form stands for."""
    (param,) = the_unit(RUST, f"impl A {{ fn f({receiver}) {{}} }}").params
    assert ("self", *expected) == (param.name, param.type, param.is_indirect, param.is_const)


def test_generics_are_template_parameters() -> None:
    """Lifetimes, bounded types and constants, as written."""
    unit = the_unit(RUST, "fn f<'a, T: Clone + 'a, const N: usize>() {}")
    assert ["'a", "T: Clone + 'a", "const N: usize"] == unit.template_parameters


@pytest.mark.parametrize(
    ("text", "doc"),
    [
        ("/// One.\n/// Two.\nfn f() {}", "One.\nTwo."),
        ("/** One.\n * Two.\n */\n#[inline]\nfn f() {}", "One.\nTwo."),
        ("#[inline]\n/// Between.\nfn f() {}", "Between."),
        ("fn f() {\n    //! Inside.\n    //! More.\n    // not this\n}", "Inside.\nMore."),
        ("// Plain.\nfn f() {}", "Plain."),
        ("// Plain.\n/// Doc.\nfn f() {}", "Doc."),
        ("//! Of the file.\nfn f() {}", None),
        ("// Far.\n\nfn f() {}", None),
        ("struct S; // Of S.\nfn f() {}", None),
        ("fn f() { // inside\n}", None),
    ],
)
def test_documentation_comes_before_plain_comments(text: str, doc: str | None) -> None:
    """What documents the file or ends a line of code documents no function."""
    assert doc == the_unit(RUST, text).doc


def test_outermost_loops_are_nests() -> None:
    """With their labels; what lies between loops does not part them, and iterators are none."""
    text = (
        "fn f() {\n'a: for (i, j) in x {\n if let Some(y) = z { loop { let c = || while w {}; } }\n}\n"
        "while let Some(q) = r {}\nx.iter().for_each(|y| g(y));\n}\n"
    )
    nests = [unit for unit in cut(RUST, text) if unit.kind.value == "loop_nest"]
    assert [(text.index("'a: for"), 3), (text.index("while let"), 1)] == [(n.start, n.loop_depth) for n in nests]


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        ("x = y;", "x", ["write"]),
        ("x += y;", "x", ["read write"]),
        ("x.a[i] = 1;", "x", ["write"]),
        ("x.a[i] = 1;", "a", ["member"]),
        ("x.a[i] = 1;", "i", ["read"]),
        ("*x = 1;", "x", ["write"]),
        ("(x, y) = z;", "x", ["write"]),
        ("x.f(y)?;", "x", ["read argument"]),
        ("x.f(y)?;", "f", ["call member"]),
        ("x.f(y)?;", "y", ["read argument"]),
        ("f::<T>(&mut x, x as U);", "x", ["read argument", "read argument"]),
        ("f::<T>(&mut x, x as U);", "f", ["read call"]),
        ("f::<T>(&mut x, x as U);", "T", ["type"]),
        ("a::b::f(x);", "a::b::f", ["read call"]),
        ("a::b::f(x);", "a::b", []),
        ("a::b::f(x);", "a", ["scope"]),
        ("a::b::f(x);", "b", ["scope"]),
        ("let x: a::b::T = y;", "a::b::T", ["type"]),
        ("a::b::f(x);", "f", []),
        ("m!(x, y.z);", "m", ["read call"]),
        ("m!(x, y.z);", "x", ["read argument"]),
        ("let mut x: T = y;", "x", ["declare"]),
        ("let S { x, a: y, .. } = z;", "x", ["declare"]),
        ("let S { x, a: y, .. } = z;", "y", ["declare"]),
        ("let S { x, a: y, .. } = z;", "a", ["member"]),
        ("let S { x, a: y, .. } = z;", "S", ["type"]),
        ("if let Some(x) = y {}", "x", ["declare"]),
        ("if let Some(x) = y {}", "Some", ["read"]),
        ("match y { B(ref x) | C(x) if x => x }", "x", ["declare", "declare", "read", "read"]),
        ("match y { x @ 1..=K => x }", "x", ["declare", "read"]),
        ("match y { x @ 1..=K => x }", "K", ["read"]),
        ("for (x, _) in y {}", "x", ["declare"]),
        ("|x, &y: &T| x;", "x", ["declare", "read"]),
        ("S { x, a: y, ..z };", "x", ["read"]),
        ("S { x, a: y, ..z };", "a", ["member"]),
        ("use a::x;", "x", ["declare"]),
        ("use a::{b as x, c};", "x", ["declare"]),
        ("use a::{b as x, c};", "c", ["declare"]),
        ("use a::{b as x, c};", "a", ["scope"]),
        ("'x: loop { break 'x; }", "x", []),
        ("#[x] fn g() {}", "x", []),
        ("self.x = 1;", "self", ["write"]),
    ],
)
def test_names_are_used_as_their_place_says(body: str, name: str, expected: list[str]) -> None:
    """Targets are written, patterns declare, paths are one name with a scope."""
    assert expected == uses(RUST, "fn main() { " + body + " }", name)


def test_items_and_parameters_declare() -> None:
    """Types and members keep their nature."""
    text = "fn f<T>(x: U) {}\nstruct S { a: i32 }\nenum E { V }\nconst K: u8 = 1;\ntrait D { type A; }\n"
    expected = {
        "f": ["declare"], "T": ["declare type"], "x": ["declare"], "U": ["type"], "S": ["declare type"],
        "a": ["declare member"], "V": ["declare"], "K": ["declare"], "A": ["declare type"],
    }  # fmt: skip
    assert expected == {name: uses(RUST, text, name) for name in expected}


def test_calls_are_found_by_their_callee() -> None:
    """Functions by path, methods, and macros with what their commas part."""
    text = "fn main() { f(x, &mut y); a::g::<T>(z); p.h(q)?; (k)(1); m!(a, b[c, d]; e); n![]; r(s).t; }"
    expected = [
        ("f", ["x", "&mut y"]), ("a::g", ["z"]), ("h", ["q"]), ("k", ["1"]), ("m", ["a", "b[c, d]; e"]), ("n", []),
        ("r", ["s"]),
    ]  # fmt: skip
    assert expected == called(RUST, text)


def test_definitions_are_items_of_modules() -> None:
    """With their attributes; nothing of functions, implementations and foreign modules."""
    text = (
        "/// doc\n#[derive(A)]\npub struct S<T> { a: T }\nenum E { V }\nunion U { a: u8 }\ntype L<T> = Vec<T>;\n"
        "trait D { const A: u8; fn f() { const B: u8 = 1; } }\npub const K: u8 = 1;\nstatic mut G: u8 = 2;\n"
        "const _: () = ();\nmacro_rules! m { () => {} }\nmod x { struct I; }\nimpl S { const C: u8 = 1; }\n"
        'fn f() { struct J; }\nextern "C" { static Q: u8; }\n'
    )
    expected = [
        ("type", "S"), ("type", "E"), ("type", "U"), ("type", "L"), ("type", "D"), ("global", "K"), ("global", "G"),
        ("macro", "m"), ("type", "I"),
    ]  # fmt: skip
    found = defined(RUST, text)
    assert expected == [(kind, name) for kind, name, _ in found]
    assert "#[derive(A)]\npub struct S<T> { a: T }" == found[0][2]


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_taken_apart(text: str) -> None:
    """Whatever is written, units lie within it and in order, or it is refused."""
    take_apart(RUST, text.encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_apart(source: bytes) -> None:
    """No byte is too strange."""
    take_apart(RUST, source)


@pytest.mark.parametrize(
    "text",
    [
        "fn f() " + "{" * 20_000,
        "#[a]\n" * 20_000 + "fn f() {}",
        "#[a] // c\n" * 10_000 + "fn f() {}",
        "// c\n" * 20_000 + "fn f() {}\n" * 1_000,
        "fn f() { " + "m!(" * 5_000 + ")" * 5_000 + " }",
        "fn f() { x" + "(y)" * 20_000 + "; }",
        "fn f() { " + "(" * 10_000 + "f" + ")" * 10_000 + "(x); }",
        "impl " + "&" * 20_000 + "A { fn f() {} }",
        "mod m" + "x" * 100_000 + " { " + "fn f() {} " * 5_000 + "}",
        "mod m { " * 5_000,
        "fn f(x: " + "A<" * 10_000 + ">" * 10_000 + ") {}",
        "a" + "::b" * 20_000 + "!()",
    ],
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    """Deep nesting, long chains and long names cost no more than their length."""
    assert seconds(RUST, text) < 2
