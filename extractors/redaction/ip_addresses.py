"""Find public IP addresses among the version, section and object numbers that look like them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from ipaddress import ip_address

from warploom.extractors.redaction.spans import IP_ADDRESS, PLACEHOLDER, Span
from warploom.extractors.redaction.words import HOSTS, NUMBERED

_TAIL = re.compile(r"\.(?<=\d\.)\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w+])(?!\.\w|-[A-Za-z])")
_HEAD_REVERSED = re.compile(r"\d{1,3}(?![\d\w.])")
# Unicast is 2000::/3: a first group of four digits, so that no scope operator and no time is looked at twice.
_IPV6 = re.compile(r":(?<=[23][0-9a-fA-F]{3}:)(?:[0-9a-fA-F]{0,4}:){1,6}[0-9a-fA-F]{0,4}(?![\w:])")
_FOUR_NUMBERS, _GROUPS = r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]", "[23][0-9a-fA-F]{3}:[0-9a-fA-F]{0,4}:"
EXPRESSIONS = (_FOUR_NUMBERS, _GROUPS)
"""What a text with an address holds, as regular expressions."""
_MIN_IPV6_GROUPS = 3

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_VERSION = re.compile(r"(?:[=~<>]=[ \t]*[\"']?|§[ \t]*)\Z")
_PORT = re.compile(r":\d{2,5}(?!\d)")
_MIN_OCTET = 32
_REACH = 120


def ip_addresses(text: str, signs: AbstractSet[str]) -> Iterator[Span]:
    """Public addresses, without port and prefix length; private, loopback, documentation and other special ones stay.

    Four numbers are an address if they stand as a URL's host, before a port or after a word for a host; if their line
    speaks of hosts, not of versions or sections, and they are quoted or one is at least 32; or if the first and another
    one are at least 32, which sections and versions are not.
    """
    for found in _TAIL.finditer(text) if _FOUR_NUMBERS in signs else ():
        head = _HEAD_REVERSED.match(text[max(0, found.start() - 4) : found.start()][::-1])
        if head is not None:
            start = found.start() - head.end()
            if _is_public(text[start : found.end()]) and _is_address(text, start, found.end()):
                yield Span(start, found.end(), IP_ADDRESS)
    for found in _IPV6.finditer(text) if _GROUPS in signs else ():
        start = found.start() - 4
        address = text[start : found.end()]
        groups = [group for group in address.split(":") if group]
        if text[max(0, start - 1) : start].isalnum() or text.startswith((":", ".", "_"), max(0, start - 1)):
            continue
        if len(groups) >= _MIN_IPV6_GROUPS and _is_public(address):
            yield Span(start, found.end(), IP_ADDRESS)


@lru_cache(maxsize=4_096)
def _is_public(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return parsed.is_global and not parsed.is_multicast


def _is_address(text: str, start: int, end: int) -> bool:
    first = text.rfind("\n", max(0, start - _REACH), start) + 1 or max(0, start - _REACH)
    before = PLACEHOLDER.sub(" ", text[first:start])
    if before.endswith("-") or (before.endswith("/") and not before.endswith("//")):
        return False
    if before.endswith("://") or _PORT.match(text, end):
        return True
    words = [word.lower() for word in _WORDS.findall(before)]
    if not NUMBERED.isdisjoint(words) or _VERSION.search(before) or text.endswith(".0.0", start, end):
        return False
    octets = [int(octet) for octet in text[start:end].split(".")]
    if before.endswith("@") or (words and words[-1] in HOSTS):
        return True
    last = text.find("\n", end, end + _REACH)
    after = PLACEHOLDER.sub(" ", text[end : end + _REACH if last < 0 else last])
    words_after = [word.lower() for word in _WORDS.findall(after)]
    is_literal = before.endswith(("'", '"')) and after.startswith(("'", '"'))
    is_likely = max(octets) >= _MIN_OCTET or len(set(octets)) == 1 or is_literal
    if is_likely and not HOSTS.isdisjoint(words + words_after):
        return True
    return octets[0] >= _MIN_OCTET and max(octets[1:]) >= _MIN_OCTET and NUMBERED.isdisjoint(words_after)
