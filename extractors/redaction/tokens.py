"""Find secrets that tell their issuer by their form: cloud keys, access tokens, signed tokens.

The forms are those of detect-secrets' detectors, where it has one; the others follow the issuers' documents. Each is
sought only where its literal beginning stands, by a pattern that begins with it, since a scan for a literal runs at
GB/s and the detectors at 1 MB/s. Left out of detect-secrets: the entropy detectors, for a table of
coefficients, a hash or a base64 blob is as random as a key; the public IP detector, for it takes section numbers; the
keyword detector, which gives values without places and one a line (`credentials` has its part); and npm's, whose
pattern takes quadratic time.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

from warploom.extractors import shallow_json
from warploom.extractors.redaction.spans import Span

_MIN_DISTINCT = 6
"""Distinct characters after a token's prefix, below which it is a form to fill in: `ghp_xxxx...`."""
_REST = re.compile(r"[A-Za-z0-9_-]{0,4096}")


class _Begin(NamedTuple):
    """Where a token may begin: a pattern, and `sign`, an expression that every match of it begins with."""

    sign: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Form:
    """A family of tokens: where one may begin, and what it is from there; `prefix` characters are no secret."""

    kind: str
    begin: _Begin
    forms: tuple[re.Pattern[str], ...]
    prefix: int = 0
    is_exact: bool = False
    is_valid: Callable[[str], bool] | None = None


def _at(sign: str, more: str = "") -> _Begin:
    """Where a literal begins a word; an escaped line end before it is no part of the word."""
    fixed = re.escape(sign)
    return _Begin(fixed + more, re.compile(rf"{fixed}(?:(?<![A-Za-z0-9_-]{fixed})|(?<=\\[nrt]{fixed})){more}"))


def _within(sign: str, more: str = "") -> _Begin:
    """Where a literal stands, be it in a word."""
    return _Begin(re.escape(sign) + more, re.compile(re.escape(sign) + more))


def _library(detector: type[RegexBasedDetector]) -> tuple[re.Pattern[str], ...]:
    denylist: Any = detector.denylist  # annotated as a method, given as a list
    return tuple(denylist)


def _own(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form) for form in forms)


def _is_signed(token: str) -> bool:
    """Header and payload are JSON."""
    try:
        for part in token.split(".")[:2]:
            shallow_json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return False
    return True


def _has_digit_and_letter(token: str) -> bool:
    return any(c.isdigit() for c in token) and any(c.isalpha() for c in token)


def _is_encrypted_password(token: str) -> bool:
    return len(token) >= 24 and _has_digit_and_letter(token) and token.upper() != token


_AWS, _AWS_SECRET = AWSKeyDetector.denylist
_SLACK, _SLACK_HOOK = SlackDetector.denylist
_FORMS = (
    *(
        _Form("aws_access_key", _at(sign, "[A-Z0-9]{4}"), (_AWS,), is_exact=True)
        for sign in ("AKIA", "ASIA", "ABIA", "ACCA", "A3T")
    ),
    _Form("aws_secret_key", _within("aws"), (_AWS_SECRET,)),
    _Form("aws_secret_key", _within("AWS"), (_AWS_SECRET,)),
    _Form("github_token", _at("gh", "[pousr]_"), _library(GitHubTokenDetector), 4),
    _Form("github_token", _at("github_pat_"), _own(r"github_pat_[A-Za-z0-9_]{22,255}"), 11),
    _Form("gitlab_token", _at("gl", "[a-z]{2,5}-"), _library(GitLabTokenDetector), 5),
    _Form("gitlab_token", _at("GR1348941"), _library(GitLabTokenDetector), 9),
    _Form("slack_token", _at("xox", "[a-z]-"), (_SLACK, *_own(r"xox[a-z]-[A-Za-z0-9-]{20,250}")), 5),
    _Form("slack_token", _at("xapp-"), _own(r"xapp-\d-[A-Z0-9]{8,20}-\d{8,20}-[a-f0-9]{32,128}"), 5),
    _Form("slack_webhook", _within("https://hooks.slack.com/services/"), (_SLACK_HOOK,), 33),
    _Form("discord_webhook", _within("/api/webhooks/", r"\d"), _own(r"/api/webhooks/\d{17,20}/[\w-]{60,80}"), 14),
    _Form(
        "stripe_key", _at("sk_", "(?:live|test)_"), (*_library(StripeDetector), *_own(r"sk_test_[0-9a-zA-Z]{24}")), 8
    ),
    _Form(
        "stripe_key", _at("rk_", "(?:live|test)_"), (*_library(StripeDetector), *_own(r"rk_test_[0-9a-zA-Z]{24}")), 8
    ),
    _Form("stripe_key", _at("whsec_"), _own(r"whsec_[A-Za-z0-9+/]{32,64}"), 6),
    _Form("jwt", _at("eyJ"), _own(r"eyJ[\w-]{8,8192}\.[\w-]{2,16384}(?:\.[\w-]{0,8192})?"), 3, False, _is_signed),
    _Form("google_api_key", _at("AIza"), _own(r"AIza[0-9A-Za-z_-]{35}"), 4),
    _Form("google_oauth_secret", _at("GOCSPX-"), _own(r"GOCSPX-[\w-]{28}"), 7),
    _Form("google_oauth_token", _at("ya29."), _own(r"ya29\.[\w-]{30,2048}"), 5),
    _Form("azure_storage_key", _within("AccountKey="), _library(AzureStorageKeyDetector), 11),
    _Form("npm_token", _at("npm_"), _own(r"npm_[A-Za-z0-9]{36}"), 4),
    _Form("npm_token", _within(":_authToken="), _own(r":_authToken=[ \t]{0,8}[A-Fa-f0-9]{8}-[A-Fa-f0-9-]{27}"), 12),
    _Form("pypi_token", _at("pypi-AgE"), _library(PypiTokenDetector), 5),
    _Form("sendgrid_key", _at("SG."), _library(SendGridDetector), 3),
    _Form("twilio_key", _at("AC", "[a-z0-9]{8}"), _library(TwilioKeyDetector), 2, True, _has_digit_and_letter),
    _Form("twilio_key", _at("SK", "[a-z0-9]{8}"), _library(TwilioKeyDetector), 2, True, _has_digit_and_letter),
    _Form("square_token", _at("sq0"), (*_library(SquareOAuthDetector), *_own(r"sq0[a-z]{3}-[\w-]{22,43}")), 7),
    _Form("openai_key", _at("sk-"), (*_library(OpenAIDetector), *_own(r"sk-(?:proj|svcacct|admin)-[\w-]{40,200}")), 3),
    _Form("anthropic_key", _at("sk-ant-"), _own(r"sk-ant-[\w-]{32,200}"), 7),
    _Form("huggingface_token", _at("hf_"), _own(r"hf_[A-Za-z0-9]{34}"), 3, False, _has_digit_and_letter),
    _Form("huggingface_token", _at("hf_"), _own(r"hf_[a-zA-Z]{34}"), 3, True, lambda t: not t.islower()),
    _Form("mailgun_key", _at("key-", "[0-9a-f]{8}"), _own(r"key-[0-9a-f]{32}"), 4, is_exact=True),
    _Form("digitalocean_token", _at("do", "[opr]_v1_"), _own(r"do[opr]_v1_[0-9a-f]{64}"), 7),
    _Form("shopify_token", _at("shp", "[a-z]{2}_"), _own(r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"), 6),
    _Form("docker_token", _at("dckr_"), _own(r"dckr_(?:pat|oat)_[\w-]{27}"), 9),
    _Form("databricks_token", _at("dapi", "[0-9a-f]{8}"), _own(r"dapi[0-9a-f]{32}(?:-\d)?"), 4, is_exact=True),
    _Form("vault_token", _at("hv", r"[sbr]\."), _own(r"hv[sbr]\.[\w-]{24,200}"), 4),
    _Form("atlassian_token", _at("ATATT3"), _own(r"ATATT3[\w=-]{60,400}"), 6),
    _Form("linear_key", _at("lin_"), _own(r"lin_(?:api|oauth)_[A-Za-z0-9]{40}"), 8),
    _Form("newrelic_key", _at("NRAK-"), _own(r"NRAK-[A-Z0-9]{27}"), 5),
    _Form(
        "grafana_token",
        _at("gl", "(?:sa|c)_"),
        _own(r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}", r"glc_[A-Za-z0-9+/]{32,400}"),
        5,
    ),
    _Form("postman_key", _at("PMAK-"), _own(r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"), 5),
    _Form("rubygems_key", _at("rubygems_"), _own(r"rubygems_[0-9a-f]{48}"), 9),
    _Form("age_key", _at("AGE-SECRET-KEY-1"), _own(r"AGE-SECRET-KEY-1[0-9A-Z]{58}"), 16),
    _Form("artifactory_token", _at("AKC"), _own(r"AKC[a-zA-Z0-9]{10,200}"), 3, True, _is_encrypted_password),
    _Form("artifactory_token", _at("AP"), _own(r"AP[\dA-F][a-zA-Z0-9]{8,200}"), 3, True, _is_encrypted_password),
)
_DISCORD, _TELEGRAM, _MAILCHIMP = (
    _library(d)[0] for d in (DiscordBotTokenDetector, TelegramBotTokenDetector, MailchimpDetector)
)
_DISCORD_MIDDLE = re.compile(r"\.(?<=[A-Za-z\d_-]\.)[a-zA-Z\d_-]{6}\.[a-zA-Z\d_-]{27}")
_TELEGRAM_MIDDLE = re.compile(r":(?<=\d{8}:)[0-9A-Za-z_-]{35}(?![\w-])")
_MAILCHIMP_END = re.compile(r"-us(?<=[0-9a-z]{32}-us)[0-9]{1,2}(?!\w)")
_DISCORD_SIGNS, _TELEGRAM_SIGNS, _MAILCHIMP_SIGN = ("iscord", "DISCORD"), ("elegram", "TELEGRAM"), "-us"
SIGNS = (*_DISCORD_SIGNS, *_TELEGRAM_SIGNS, _MAILCHIMP_SIGN)
EXPRESSIONS = tuple(sorted({form.begin.sign for form in _FORMS}))
"""Beginnings of the other tokens, as regular expressions."""
_FORMS_BY_SIGN = {sign: [form for form in _FORMS if form.begin.sign == sign] for sign in EXPRESSIONS}


def tokens(text: str, signs: AbstractSet[str]) -> Iterator[Span]:
    """All tokens of known form."""
    for form in chain.from_iterable(_FORMS_BY_SIGN.get(sign, ()) for sign in signs):  # whose spans get sorted
        end = 0
        for begin in form.begin.pattern.finditer(text):
            if begin.start() < end:
                continue
            span = _match(form, text, begin.start())
            if span is not None:
                yield span
                end = span.end
    yield from _in_the_middle(text, signs)


def _match(form: _Form, text: str, start: int) -> Span | None:
    for pattern in form.forms:
        found = pattern.match(text, start, start + 32_768)
        if found is None:
            continue
        group = found.re.groups if form.kind == "aws_secret_key" else 0
        first, last = found.span(group)
        rest = _REST.match(text, last) if not group else None
        if rest and rest[0]:
            if form.is_exact:
                continue
            last = rest.end()
        value = text[first:last]
        if len(set(value[form.prefix :])) < _MIN_DISTINCT or (form.is_valid and not form.is_valid(value)):
            continue
        return Span(first, last, form.kind)
    return None


def _in_the_middle(text: str, signs: AbstractSet[str]) -> Iterator[Span]:
    """Tokens that begin like any number or word; the issuer's name has to stand in the text, or a suffix tells."""
    if not signs.isdisjoint(_DISCORD_SIGNS):
        yield from _around(text, _DISCORD_MIDDLE, _DISCORD, 26, "discord_token")
    if not signs.isdisjoint(_TELEGRAM_SIGNS):
        yield from _around(text, _TELEGRAM_MIDDLE, _TELEGRAM, 10, "telegram_token")
    if _MAILCHIMP_SIGN in signs:
        yield from _around(text, _MAILCHIMP_END, _MAILCHIMP, 32, "mailchimp_key")


def _around(text: str, middle: re.Pattern[str], form: re.Pattern[str], reach: int, kind: str) -> Iterator[Span]:
    end = 0
    for found in middle.finditer(text):
        whole = form.search(text, max(end, found.start() - reach), found.end())
        if whole and whole.end() == found.end() and len(set(whole[0])) > 2 * _MIN_DISTINCT - 4:
            yield Span(whole.start(), end := whole.end(), kind)
