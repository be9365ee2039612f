"""Laws of masking: lines stay, nothing but the found changes, and masking twice is masking once."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.extractors.redaction.planted import planted, planted_in_context, planted_key
from warploom.extractors.redaction import credentials, emails, ip_addresses, masking, persons, private_keys, tokens
from warploom.extractors.redaction.masking import redact
from warploom.extractors.redaction.signs import SIGNS, signs
from warploom.extractors.redaction.spans import PLACEHOLDER, Span, disjoint, placeholder

_PIECES = st.sampled_from(
    [
        *(value for values in planted().values() for value in values),
        *(line for lines in planted_in_context().values() for line, _ in lines),
        *("\n".join(planted_key()), *planted_key()),
        *(
            "jane@example.org",
            "jane at example dot org",
            "<jane AT example.org>",
            "93.184.215.14",
            "8.8.8.8",
            "2606:2800:220:1::1",
        ),
        *(
            "Author:",
            "# Authors:",
            "@author ",
            "\\author{",
            "Written by ",
            "by ",
            "TODO(",
            "$Id: a 1999/01/02 03:04:05 ",
        ),
        *("Jane Doe", "John Roe", "DOE, J. A.", "jane", "A.", "van", "NVIDIA", "University", "and", "Jan 2001", "1999"),
        *(
            "password = ",
            "token: ",
            "aws key ",
            "://",
            "user:",
            "@",
            "host",
            "server ",
            "version ",
            "Copyright ",
            "(c) ",
        ),
        *(
            "-----BEGIN ",
            "PRIVATE KEY-----",
            "Private-Lines: 3\n",
            "<EMAIL>",
            "<PERSON>",
            "<IP_ADDRESS>",
            "<SECRET_JWT>",
        ),
        *(
            "\n",
            "\r\n",
            "\r",
            "\\n",
            " ",
            "  ",
            "\t",
            ",",
            ", ",
            ";",
            ".",
            ":",
            "=",
            '"',
            "'",
            "`",
            "(",
            ")",
            "<",
            ">",
            "{",
            "}",
        ),
        *(
            "#",
            "# ",
            "// ",
            "/*",
            "*/",
            " * ",
            "! ",
            "c ",
            '"""',
            "-",
            "--",
            "_",
            "/",
            "\\",
            "$",
            "%s",
            "İ",
            "ß",
            "漢",
            "🙂",
            "\x00",
        ),
    ]
)
TEXTS = st.one_of(st.lists(_PIECES, max_size=25).map("".join), st.text(max_size=60), st.text("ab@.:1\n ", max_size=60))


def _ends(text: str) -> list[str]:
    return re.findall(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text)


@given(TEXTS)
def test_lines_are_kept(text: str) -> None:
    """As many as before, each with its end."""
    assert _ends(text) == _ends(redact(text).text)


@given(TEXTS)
@example("27.5.2.4 and 93.184.215.14")
@example("# Author: Jane Doe (written by John Roe),\n#   Ann Poe")
@example("https://a:b1@c2@example.org jane@a.org@b.org")
def test_masking_twice_is_masking_once(text: str) -> None:
    """Nothing is found in what was masked."""
    once = redact(text)
    twice = redact(once.text)
    assert ({}, once.text) == (twice.counts, twice.text)


@given(TEXTS)
def test_counts_are_those_of_the_placeholders(text: str) -> None:
    """Kinds in order; those that the text itself holds are not counted, unless a secret is masked around them."""
    plain = PLACEHOLDER.sub("", text)
    redacted = redact(plain)
    own = Counter(PLACEHOLDER.findall(plain))
    assert sorted(redacted.counts) == list(redacted.counts)
    set_here = Counter({placeholder(kind): n for kind, n in redacted.counts.items()})
    found = Counter(PLACEHOLDER.findall(redacted.text))
    if not own:
        assert found == set_here


@given(TEXTS)
def test_only_what_was_found_changes(text: str) -> None:
    """The pieces between the placeholders stand in the text in that order, the first and the last at its ends."""
    redacted = redact(PLACEHOLDER.sub("", text))
    source = PLACEHOLDER.sub("", text)
    pieces = PLACEHOLDER.split(redacted.text)
    if redacted.counts and not PLACEHOLDER.search(source):
        assert source.startswith(pieces[0])
        assert source.endswith(pieces[-1])
        position = 0
        for piece in pieces:
            position = source.index(piece, position) + len(piece)
    elif not redacted.counts:
        assert source is redacted.text or source == redacted.text


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_has_an_answer(text: str) -> None:
    """Whatever the characters; without anything found it is the text itself."""
    redacted = redact(text)
    assert redacted.counts or redacted.text is text


@pytest.mark.parametrize(
    "text", ["", "\n", "\ud800 lone surrogates \udfff", "\x00" * 100, "İ" * 50 + " jane@example.org"]
)
def test_odd_texts_have_an_answer(text: str) -> None:
    """Empty, broken and binary ones; what changes its length in lower case moves nothing."""
    assert text.replace("jane@example.org", "<EMAIL>") == redact(text).text


@given(TEXTS)
def test_signs_stand_before_everything_that_is_found(text: str) -> None:
    """The prefilter loses nothing: with all signs taken for present, the finders find the same."""
    every = frozenset(SIGNS)
    for finder in (
        private_keys.private_keys,
        tokens.tokens,
        credentials.credentials,
        emails.emails,
        ip_addresses.ip_addresses,
    ):
        assert sorted(finder(text, every)) == sorted(finder(text, signs(text)))
    assert sorted(persons.persons(text, every)) == sorted(persons.persons(text, signs(text)))
    assert disjoint(masking._found(text, every)) == disjoint(masking._found(text, signs(text)))


def test_rounds_are_few() -> None:
    """All families on one line come out in the first round; the bound is for hostile texts."""
    values = [value for values in planted().values() for value in values]
    text = "\n".join(values)
    found = disjoint(masking._found(text, signs(text)))
    masked = masking._masked(text, found)
    assert len(values) == len(found)
    assert [] == disjoint(masking._found(masked, signs(masked)))


def test_a_secret_outranks_what_it_overlaps() -> None:
    """And equals become one."""
    secret, mail, name = Span(0, 5, "jwt"), Span(4, 9, "email"), Span(8, 12, "person")
    assert [secret, name] == disjoint([name, mail, secret])
    assert [Span(4, 9, "email")] == disjoint([name, mail])
    assert [Span(0, 9, "jwt")] == disjoint([secret, Span(3, 9, "npm_token")])


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "@",
            "a@",
            "a@b.",
            "://",
            "://a:b",
            "eyJ",
            "=eyJ",
            "eyJaaaaaaaa.",
            "author ",
            "# Author: Jane Doe,\n",
            " by ",
            "written by ",
        ),
        *(
            "#",
            "# author",
            "written ",
            "1.2.3.4 ",
            "2001:",
            " dot ",
            "a dot a at ",
            " at ",
            'pwd="',
            "token ",
            "sk-",
            "xoxb-",
            "AC0",
        ),
        *(
            "-----BEGIN PRIVATE" + " KEY-----\n",
            "Private-Lines: 999\n",
            "# Authors:\n# Jane Doe (by A B),\n",
            "TODO(",
            "-us1",
            "(",
        ),
        *(
            "\\n",
            "MODIFIED BY J. DOE ",
            "$Id: ",
            "Bearer a",
            "aws key ",
            "Jane Doe ",
            "<",
            "`",
            "Author: ((((((((",
            "\n",
        ),
    ],
)
def test_hostile_texts_take_time_in_proportion(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the text looks at no more than about twice the lines and windows, however many signs there are."""
    looked_at = 0
    line = persons._in_line

    def counted(text: str, first: int, last: int) -> object:
        nonlocal looked_at
        looked_at += last - first
        return line(text, first, last)

    monkeypatch.setattr(persons, "_in_line", counted)
    work = []
    for n_chars in (20_000, 40_000):
        looked_at = 0
        redact(piece * (n_chars // len(piece)))
        work.append(looked_at)
    assert work[1] <= 2.2 * work[0] + 2_000
    assert work[1] <= masking._MAX_ROUNDS * 2 * 40_000
