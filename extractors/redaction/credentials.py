"""Find secrets that only their place tells: passwords in URLs, headers, and literals given to telling names."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from detect_secrets.filters.heuristic import (
    is_not_alphanumeric_string,
    is_potential_uuid,
    is_prefixed_with_dollar_sign,
    is_sequential_string,
    is_templated_secret,
)
from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString

from warploom.extractors.redaction.spans import Span

_URL = re.compile(
    r"://(?P<user>[^\s/:@\"'`<>\\?#]{0,100}):(?P<secret>[^\s/@\"'`<>\\]{1,200})@(?=[\w-]{1,63}\.[\w-]|localhost|\[|[\w-]{1,63}:\d)"
)
_URL_SIGN = "://"
_HEADERS = (
    ("Bearer ", re.compile(r"Bearer (?P<secret>[A-Za-z0-9_~+/.-]{20,4096}={0,2})")),
    ("Authorization", re.compile(r"Authorization\W{1,6}Basic (?P<secret>[A-Za-z0-9+/]{12,1024}={0,2})")),
)

# Beginnings are cut off, so that each stem starts with a literal in either case: a scan for it takes no time.
_PASSWORD_STEMS = ("assw", "ASSW", "pwd", "PWD", "assphrase", "ASSPHRASE", "assPhrase")
_SECRET_STEMS: tuple[str, ...] = (
    "ecret",
    "ECRET",
    "oken",
    "OKEN",
    "pi_key",
    "pikey",
    "piKey",
    "PI_KEY",
    "pi-key",
    "PIKEY",
)
_SECRET_STEMS += ("ccess_key", "ccessKey", "CCESS_KEY", "uth_key", "uthKey", "UTH_KEY", "redential", "REDENTIAL")
_SECRET_STEMS += ("rivate_key", "rivateKey", "RIVATE_KEY", "ccount_key", "ccountKey", "CCOUNT_KEY")
_SECRET_STEMS += ("cloudant", "CLOUDANT", "softlayer", "SOFTLAYER", "ibm_", "IBM_")
_ASSIGNED = (
    r"(?P<suffix>\w{0,40})[\"'\]]{0,3}(?:\[\w{0,20}\])?[ \t]{0,20}(?::[ \t]{0,4}[\w.:&*]{1,30}[ \t]{0,20})?"
    r"(?P<operator>=>|:=|={1,3}|!=|:|[({]|)[ \t]{0,20}@?(?:[A-Za-z]\w?)?(?P<quote>[\"'`])"
    r"(?P<secret>[^\s\"'`\\]{6,200})(?P=quote)"
)
_PASSWORDS, _SECRETS = (
    {stem: re.compile(re.escape(stem) + _ASSIGNED) for stem in stems} for stems in (_PASSWORD_STEMS, _SECRET_STEMS)
)
SIGNS = (_URL_SIGN, *(sign for sign, _ in _HEADERS), *_PASSWORD_STEMS, *_SECRET_STEMS)
_MIN_SECRET = 16
_MIN_ENTROPY = 3.0
_ENTROPY = Base64HighEntropyString()

# The name of a field, a file or a kind of secret is none.
_NAMES_SOMETHING = re.compile(
    r"(?i)(?:name|id|ids|type|kind|field|file|path|dir|url|uri|env|var|header|prefix|suffix|length|len|size|format|regex|pattern"
    r"|label|prompt|hint|message|msg|error|class|column|option|flag|arg|param|parameter|key_name|scheme|method|hash|policy"
    r"|callback|func|provider|backend|endpoint|help|doc|text|title|s)$"
)
_MACRO = re.compile(r"#[ \t]*define[ \t]+\w*\Z")
_PUBLIC = re.compile(r"(?i)public\w{0,20}\Z")
_FILLED_IN_LATER = re.compile(
    r"(?i)change.?me|example|place.?holder|dummy|fake|sample|your|insert|replace|todo|redacted|hidden|removed|undefined|default|unknown"
    r"|pass(?:w(?:or)?d|phrase)?\b|^passw|secret|token|credential|^pwd|api_?key|access_?key|^null|^none|^true|^false|^string|^required|^optional"
    r"|xxx|\*\*\*|\.\.\.|___|---|[<>{}]|\$[({A-Z_]|%[(sdv]|^[/.~-]|^\w+://|^[%#&@]|^(?:test|foo|bar|user|admin|hello)\w{0,4}$|\(|\)|;"
)


def credentials(text: str, signs: AbstractSet[str]) -> Iterator[Span]:
    """Literals that are used as secrets; not names of secrets, templates, forms to fill in, or lookups."""
    if _URL_SIGN in signs:
        for found in _URL.finditer(text):
            secret = found["secret"]
            if secret != found["user"] and not secret.isdigit() and not _is_filled_in_later(secret):
                yield Span(*found.span("secret"), "basic_auth")
    for sign, pattern in _HEADERS:
        for found in pattern.finditer(text) if sign in signs else ():
            if _is_random(found["secret"]):
                yield Span(*found.span("secret"), "authorization_header")
    for stem in signs & _PASSWORDS.keys():
        for found in _PASSWORDS[stem].finditer(text):
            if (
                not _is_word(found["secret"])
                and _is_name_of_value(text, found)
                and not _is_filled_in_later(found["secret"])
            ):
                yield Span(*found.span("secret"), "password_assignment")
    for stem in signs & _SECRETS.keys():
        for found in _SECRETS[stem].finditer(text):
            if (
                _is_random(found["secret"])
                and _is_name_of_value(text, found)
                and not _is_filled_in_later(found["secret"])
            ):
                yield Span(*found.span("secret"), "secret_assignment")


def _is_name_of_value(text: str, found: re.Match[str]) -> bool:
    """The name says that the value is secret; without an operator it is a macro's."""
    if found["suffix"] and _NAMES_SOMETHING.search(found["suffix"]):
        return False
    before = text[max(0, found.start() - 40) : found.start() + 1]
    return not _PUBLIC.search(before) and (found["operator"] != "" or _MACRO.search(before) is not None)


def _is_word(secret: str) -> bool:
    """Letters of one case: the password of a test, a type, a word of a grammar."""
    return secret.isascii() and secret.isalpha() and (secret[1:].islower() or secret.isupper())


def _is_random(secret: str) -> bool:
    """Long, of letters and digits, with no order in them; the entropy is bits a character."""
    return (
        len(secret) >= _MIN_SECRET
        and any(c in string.digits for c in secret)
        and any(c in string.ascii_letters for c in secret)
        and _ENTROPY.calculate_shannon_entropy(secret) >= _MIN_ENTROPY
        and not is_potential_uuid(secret)
    )


def _is_filled_in_later(secret: str) -> bool:
    return (
        len(set(secret)) < 3
        or is_templated_secret(secret)
        or is_prefixed_with_dollar_sign(secret)
        or is_sequential_string(secret)
        or is_not_alphanumeric_string(secret)
        or _FILLED_IN_LATER.search(secret) is not None
    )
