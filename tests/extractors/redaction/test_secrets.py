"""Secrets of every family are masked, and what only looks like one stays."""

from __future__ import annotations

import pytest

from tests.extractors.redaction.planted import planted, planted_in_context, planted_key
from warploom.extractors.redaction.masking import redact
from warploom.extractors.redaction.spans import placeholder

_FORMS = [(kind, value) for seed in (0, 1) for kind, values in planted(seed).items() for value in values]
_IN_CONTEXT = [(kind, *case) for kind, cases in planted_in_context().items() for case in cases]


@pytest.mark.parametrize("line", ["{}", 'key = "{}"', "  curl -H {} \\", "f('a\\n{}\\n')", "token={}&x=1"])
@pytest.mark.parametrize(("kind", "value"), _FORMS, ids=[kind for kind, _ in _FORMS])
def test_tokens_are_masked_wherever_they_stand(kind: str, value: str, line: str) -> None:
    """By their form alone; nothing of the value is left, and nothing else is gone."""
    redacted = redact(line.format(value))
    assert ({kind: 1}, line.format(placeholder(kind))) == (redacted.counts, redacted.text)


@pytest.mark.parametrize(("kind", "line", "value"), _IN_CONTEXT, ids=[kind for kind, *_ in _IN_CONTEXT])
def test_secrets_are_masked_where_their_place_tells(kind: str, line: str, value: str) -> None:
    """The name, the header or the URL stays readable around the placeholder."""
    redacted = redact(line)
    assert {kind: 1} == redacted.counts
    assert value not in redacted.text
    head, _, tail = redacted.text.partition(placeholder(kind))
    assert line.startswith(head)
    assert line.endswith(tail)


def test_there_are_more_than_forty_families() -> None:
    """Each with a kind of its own."""
    assert len({kind for kind, _ in _FORMS} | {kind for kind, *_ in _IN_CONTEXT} | {"private_key"}) > 40


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("label", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
def test_a_private_key_keeps_its_lines(label: str, line_end: str) -> None:
    """The marks stay, each line between them becomes a placeholder."""
    lines = planted_key(label)
    redacted = redact(line_end.join(lines))
    expected = [lines[0], *["<SECRET_PRIVATE_KEY>"] * (len(lines) - 2), lines[-1]]
    assert expected == redacted.text.split(line_end)
    assert {"private_key": len(lines) - 2} == redacted.counts


@pytest.mark.parametrize(
    ("before", "between", "after"),
    [
        ('static const char key[] =\n    "', '\\n"\n    "', '\\n";\n'),
        ('key = """', "\n", '"""\n'),
        ('        "', '\\n" +\n        "', '";'),
        ("# ", "\n# ", "\n"),
        (" * ", "\n * ", "\n"),
        ("KEY='", "\\n", "'"),
    ],
)
def test_a_private_key_is_found_in_code(before: str, between: str, after: str) -> None:
    """Quotes, comment leaders, escapes and operators around its lines stay."""
    lines = planted_key()
    masked = [lines[0], *["<SECRET_PRIVATE_KEY>"] * (len(lines) - 2), lines[-1]]
    assert before + between.join(masked) + after == redact(before + between.join(lines) + after).text


def test_headers_inside_a_private_key_are_masked_too() -> None:
    """Those of encrypted PEM, PGP and PuTTY; a key that was cut off is no less secret."""
    first, *body, last = planted_key()
    pem = [first, "Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0123", "", *body, last]
    assert ["<SECRET_PRIVATE_KEY>"] * 2 + [""] + ["<SECRET_PRIVATE_KEY>"] * 5 == redact("\n".join(pem)).text.split(
        "\n"
    )[1:-1]
    assert [first, *["<SECRET_PRIVATE_KEY>"] * 5, "int x;"] == redact("\n".join([first, *body, "int x;"])).text.split(
        "\n"
    )
    putty = ["PuTTY-User-Key-File-2: ssh-rsa", "Private-Lines: 2", *body[:2], "Private-MAC: 00ff"]
    masked = [*putty[:2], *["<SECRET_PRIVATE_KEY>"] * 2, putty[-1]]
    assert masked == redact("\n".join(putty)).text.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        '#define BEGIN "-----BEGIN ' + 'PRIVATE KEY-----"\n#define END "-----END ' + 'PRIVATE KEY-----"\nint n = 1;\n',
        "-----BEGIN " + "PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ\n-----END " + "PUBLIC KEY-----\n",
        'if line.startswith("-----BEGIN RSA ' + 'PRIVATE KEY-----"):\n    return parse(line, begin, end, password)\n',
        "-----BEGIN " + "PRIVATE KEY-----\n...\n-----END " + "PRIVATE KEY-----",
        "gh" + "p_" + "x" * 36,
        "AK" + "IA" + "X" * 16,
        "hf_" + "a" * 34,
        "hf_hub_download_with_retries_and_backoff",
        "lowercase_gh" + "p_in_the_middle",
        'password = "changeme"',
        'password = "${DB_PASSWORD}"',
        'password = "<your password>"',
        'password = "xxxxxxxx"',
        'password = "********"',
        'password = "{password}"',
        'password = "%(password)s"',
        'password = os.environ["DB_PASSWORD"]',
        'password = getenv("DB_PASSWORD");',
        'password = "secret"',
        'password_field = "field_2_x9"',
        '{"password": "unreserved", "token": "operator+="}',
        'if (token == "float4x4_t") next_token("endif#1");',
        'std::string token("abcdefgh");',
        'secret_name = "projects/p/secrets/s/versions/1"',
        'publicKeyToken="1fc8b3b9a1e18e3b"',
        'api_key = "123e4567-e89b-12d3-a456-426614174000"',
        'token = "aaaaaaaaaaaaaaaaaaaa"',
        'cache_key = "a81bc81b-dead-4e5d-abff-90865d1e13b1"',
        "https://user:password@example.org",
        "postgres://postgres:postgres@localhost",
        "http://%s:%s@host.example.org",
        "https://${USER}:${TOKEN}@host.example.org",
        "github://org:repo@branch/path",
        "double key[4] = {0.8414709848078965, 0x9e3779b97f4a7c15, 6364136223846793005ULL};",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "static const uint8_t sbox[] = {0x63,0x7c,0x77,0x7b,0xf2,0x6b,0x6f,0xc5,0x30,0x01,0x67,0x2b};",
        'char *s = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk";',
        "__global__ void sk_reduce(float *x); SG.launch(a, b); AC = AB + BC; SKIP(x)",
        "eyJhbGciOi.notajson.either",
        "The password is case sensitive. Authorization: see the manual.",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    """Templates, names of secrets, lookups, words, hashes, tables and code that handles keys."""
    redacted = redact(text)
    assert ({}, text) == (redacted.counts, redacted.text)
