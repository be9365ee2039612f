"""Machine-readable copyright files: which stanza holds for a path, and what its license is in SPDX terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.licenses import dep5
from warploom.extractors.licenses.dep5 import Dep5, expression_of, parse_copyright

HEADER = "Format: https://example.invalid/copyright-format/1.0/\n"
COPYRIGHT = (
    HEADER
    + """\
Upstream-Name: weave

Files: *
Copyright: 2020 A
  2021 B
License: Expat

Files: src/*.cu
 lib/?.c
Copyright: 2022 C
License: BSD-3-clause or woven
 Both texts here.
 .
 Second paragraph.

License: woven
 You may weave.
"""
)


def _file(*patterns: str) -> Dep5:
    stanzas = (f"\nFiles: {p}\nCopyright: x\nLicense: L{i}\n" for i, p in enumerate(patterns))
    parsed = parse_copyright(HEADER + "".join(stanzas))
    assert parsed is not None
    return parsed


def _license(path: str, *patterns: str) -> str | None:
    stanza = _file(*patterns).license_of(path)
    return None if stanza is None else stanza.license


def test_a_copyright_file() -> None:
    """Patterns, copyright lines, license and texts of its stanzas."""
    parsed = parse_copyright(COPYRIGHT)
    assert parsed is not None
    first, second = parsed.stanzas
    assert (("*",), "Expat", ("2020 A", "2021 B")) == (first.patterns, first.license, first.copyright)
    assert (("src/*.cu", "lib/?.c"), "BSD-3-clause or woven") == (second.patterns, second.license)
    texts = {"bsd-3-clause or woven": "Both texts here.\n\nSecond paragraph.", "woven": "You may weave."}
    assert texts == {name: text.strip() for name, text in parsed.texts.items()}
    assert {"bsd-3-clause or woven", "woven"} == set(parsed.unnamed())


def test_all_texts_of_a_name_hold() -> None:
    """In their order, each once."""
    stanza = "\nFiles: {0}\nCopyright: x\nLicense: other\n {1}\n"
    parsed = parse_copyright(
        HEADER + "".join(stanza.format(*s) for s in (("a", "Take."), ("b", "Ask."), ("c", "Take.")))
    )
    assert parsed is not None
    assert {"other": "Take.\n\nAsk."} == parsed.unnamed()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "This package was put together by hand.\n",
        "Files: *\nLicense: MIT\n",
        HEADER + "\nFiles: *\nno field\n",
        HEADER + "\nFiles: a\\b\n",
        HEADER + "\nFiles: a\\\n",
        HEADER + "\nFiles: " + "a" * (dep5.MAX_PATTERN_CHARS + 1),
    ],
)
def test_other_files_say_nothing(text: str) -> None:
    """Free text, no format, broken stanzas, escapes of nothing, patterns beyond the bound."""
    assert parse_copyright(text) is None


def test_the_number_of_patterns_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those with wildcards, which cost time for every path, and of all."""
    monkeypatch.setattr(dep5, "MAX_GLOBS", 2)
    monkeypatch.setattr(dep5, "MAX_PATTERNS", 4)
    assert parse_copyright(HEADER + "\nFiles: a* b* c d\n") is not None
    assert parse_copyright(HEADER + "\nFiles: a* b* c*\n") is None
    assert parse_copyright(HEADER + "\nFiles: a b c d e\n") is None


@pytest.mark.parametrize(("bound", "char"), [("MAX_STARS", "*"), ("MAX_QUESTION_MARKS", "?")])
def test_the_number_of_wildcards_is_bounded(monkeypatch: pytest.MonkeyPatch, bound: str, char: str) -> None:
    """Of all patterns together; those that are escaped count for nothing."""
    monkeypatch.setattr(dep5, bound, 3)
    patterns = f"a{char}b{char} \\{char}{char}"
    assert parse_copyright(f"{HEADER}\nFiles: {patterns}\n") is not None
    assert parse_copyright(f"{HEADER}\nFiles: {patterns} {char}\n") is None


@pytest.mark.parametrize(
    ("path", "patterns", "expected"),
    [
        ("a/b.c", ("*", "a/*"), "L1"),
        ("a/b.c", ("a/*", "*"), "L1"),
        ("a/b.c", ("a/b.c", "*.h"), "L0"),
        ("a/b.c", ("*", "a/b.c", "a/?.c"), "L2"),
        ("a/b/c.h", ("*.h",), "L0"),
        ("a/b", ("a?b",), "L0"),
        ("a/b", ("a",), None),
        ("a/b", ("a/",), None),
        ("x/a", ("a",), None),
        ("a", ("./a",), "L0"),
        ("a*b", (r"a\*b",), "L0"),
        ("axb", (r"a\*b",), None),
        ("a?", (r"a\?",), "L0"),
        ("a\\b", (r"a\\b",), "L0"),
        ("ab", ("a", "b a?"), "L1"),
    ],
)
def test_the_last_stanza_that_matches_holds(path: str, patterns: tuple[str, ...], expected: str | None) -> None:
    """Wildcards match slashes too, patterns match whole paths, a backslash takes a wildcard's meaning."""
    assert expected == _license(path, *patterns)


def _naive(pattern: str, path: str) -> bool:
    if not pattern:
        return not path
    if pattern[0] == "*":
        return any(_naive(pattern[1:], path[i:]) for i in range(len(path) + 1))
    if pattern[0] == "\\":
        return path[:1] == pattern[1] and _naive(pattern[2:], path[1:])
    return bool(path) and pattern[0] in ("?", path[0]) and _naive(pattern[1:], path[1:])


_PATTERNS = st.lists(st.sampled_from(["*", "?", "a", "b", "/", r"\*", r"\?", r"\\"]), min_size=1, max_size=8).map(
    "".join
)
_PATHS = st.text("ab/*?\\", min_size=1, max_size=9)


@given(st.lists(_PATTERNS, min_size=1, max_size=4), _PATHS)
def test_matching_equals_its_definition(patterns: list[str], path: str) -> None:
    """The stanza found is the last one whose pattern matches by the letter of the specification."""
    matching = [f"L{i}" for i, pattern in enumerate(patterns) if _naive(pattern, path)]
    assert (matching[-1] if matching else None) == _license(path, *patterns)


def test_hostile_patterns_take_no_time() -> None:
    """Many stars against a path that nearly matches."""
    assert _license("a" * 4_000, "*a" * 400 + "*b", "*?a" * 150 + "b", "*" + "a" * 500 + "?b*") is None


@given(st.text("FilesLcn: *?\\\n.#,()\0+-ora", max_size=200))
def test_any_text_is_read_or_none(text: str) -> None:
    """No text makes the parser raise, and what it read answers for any path."""
    parsed = parse_copyright(HEADER + "\n" + text)
    if parsed is not None:
        for stanza in (parsed.license_of("a"), parsed.license_of("a/b.c")):
            assert stanza is None or expression_of(stanza.license, {}) != ""
        assert set(parsed.unnamed()) <= set(parsed.texts)


@pytest.mark.parametrize(
    ("license_", "expected"),
    [
        ("Expat", "MIT"),
        ("BSD-3-clause", "BSD-3-Clause"),
        ("BSD3", "BSD-3-Clause"),
        ("Apache-2", "Apache-2.0"),
        ("GPL-2", "GPL-2.0-only"),
        ("GPL-2+", "GPL-2.0-or-later"),
        ("gpl-3.0+", "GPL-3.0-or-later"),
        ("GPL", "GPL-1.0-or-later"),
        ("LGPL-2.1+", "LGPL-2.1-or-later"),
        ("LGPL-2.1", "LGPL-2.1-only"),
        ("AGPL-3", "AGPL-3.0-only"),
        ("GFDL-NIV-1.3+", "GFDL-1.3-no-invariants-or-later"),
        ("public-domain", "LicenseRef-scancode-public-domain"),
        ("Perl", "Artistic-1.0-Perl OR GPL-1.0-or-later"),
        ("GPL-1+ or Artistic", "Artistic-1.0 OR GPL-1.0-or-later"),
        ("Apache-2.0-OR-MIT", "Apache-2.0 OR MIT"),
        ("GPL-2+ or Expat and Zlib", "GPL-2.0-or-later OR (MIT AND Zlib)"),
        ("GPL-2+ or Expat, and Zlib", "Zlib AND (GPL-2.0-or-later OR MIT)"),
        ("Expat, Zlib", "MIT AND Zlib"),
        ("GPL-2+ with Autoconf exception", "GPL-2.0-or-later WITH Autoconf-exception-2.0"),
        ("GPL-3+ with Bison exception or Expat", "GPL-3.0-or-later WITH Bison-exception-2.2 OR MIT"),
        ("GPL-3+-autoconf-exception", "GPL-3.0-or-later WITH Autoconf-exception-3.0"),
        ("Apache-2.0 with LLVM exception", "Apache-2.0 WITH LLVM-exception"),
        ("GPL-2+ with Weavers exception", "GPL-2.0-or-later"),
        ("GPL-2 with further restrictions", None),
        ("(Expat or Zlib)", None),
        ("(MIT or Zlib) and ISC", "ISC AND (MIT OR Zlib)"),
        ("BSD", None),
        ("Expat or woven", None),
        ("Expat and", None),
        (", ,", None),
        ("x-or-y", None),
        ("", None),
        ("Expat or " * 100 + "Zlib", None),
    ],
)
def test_short_names(license_: str, expected: str | None) -> None:
    """Debian's names and expressions in SPDX terms; null where any part is not understood."""
    assert expected == expression_of(license_, {})


def test_texts_stand_in_for_names_that_say_nothing() -> None:
    """But never for one that does."""
    recognised = {"woven": "ISC", "expat": "GPL-2.0-only", "both or neither": "0BSD", "lost": None}
    found = [expression_of(s, recognised) for s in ("Woven", "Expat and woven", "both or neither", "lost or Expat")]
    assert ["ISC", "ISC AND MIT", "0BSD", None] == found
