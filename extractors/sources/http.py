"""Asks web services: through the environment's proxies and certificates, as patiently as they ask, never endlessly."""

from __future__ import annotations

import os
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import stamina
import urllib3

from warploom.schemas.source import FetchError

MAX_ANSWER_BYTES = 32 * 1024 * 1024
"""Of a body, after decompression."""
LONGEST_WAIT_S = 900.0
"""A host that asks for a longer pause ends the run, which can go on later."""
ATTEMPTS = 6
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_PATIENCE_S = 3600.0
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
_SECONDARY_LIMIT_PAUSE_S = 60.0
"""GitHub's secondary limit need not say how long; its documentation asks for a minute at least."""
_LONGEST_ANSWER_S = 600.0
_TIMEOUT = urllib3.Timeout(connect=30, read=60)
_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_BLOCK_BYTES = 64 * 1024
_FIRST_EPOCH_S = 1_000_000_000.0
"""A `RateLimit-Reset` below this counts seconds from now, as the draft standard has it; above, from 1970, as GitLab."""
_URL = re.compile(r"https?://[A-Za-z0-9\[][A-Za-z0-9.:_\[\]-]*(?:[/?][!-~]*)?")
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_REL = re.compile(r"""\brel\s*=\s*"?([^";,]*)""", re.IGNORECASE)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said: status, headers by name in lower case, body, and the URL that gave it after redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class PassingError(Exception):
    """It may be otherwise later: after `wait_s` seconds, or after a while if the host does not say."""

    def __init__(self, why: str, wait_s: float | None = None) -> None:
        super().__init__(why, wait_s)
        self.why, self.wait_s = why, wait_s

    def __str__(self) -> str:
        return self.why


def patiently(what: str, call: Callable[[], _T], *, kept: str = "") -> _T:
    """Call until it raises no `PassingError`, `ATTEMPTS` times, as long apart as each one says.

    Raises `FetchError` at the last one, or at once for a pause beyond `LONGEST_WAIT_S`; `kept` says in it what is not
    lost.
    """
    number = 0
    try:
        for attempt in stamina.retry_context(
            _pause, ATTEMPTS, _LONGEST_PATIENCE_S, wait_initial=_FIRST_PAUSE_S, wait_max=_LONGEST_PAUSE_S
        ):
            number = attempt.num
            with attempt:
                return call()
    except PassingError as error:
        often = f", {number} times" if number > 1 else ""
        when = f"after {_clock(error.wait_s)}" if error.wait_s else "later"
        raise FetchError(what, f"{error.why}{often}", f"Run again {when}.{kept and ' '}{kept}") from None
    raise AssertionError("unreachable: the last attempt returns or raises")


def ask(
    what: str,
    url: str,
    *,
    headers: Mapping[str, str],
    ca_bundle: str = "",
    max_bytes: int = MAX_ANSWER_BYTES,
) -> Answer:
    """The answer to a GET, whatever its status is, unless that passes: then it raises `PassingError`.

    Redirects are followed on the same host, or from http to https there, so that `headers`, which may hold a secret,
    reach no other one. Raises `FetchError` for other redirects, for what cannot be trusted and what is too long.
    """
    for _ in range(_MAX_REDIRECTS + 1):
        answer = _asked(what, url, headers, ca_bundle, max_bytes)
        target = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not target:
            return answer
        target = _joined(url, target)
        if not is_same_host(url, target):
            raise FetchError(
                what, "the host redirects elsewhere", f"Name the new place, if {shown(target)} is one that you trust."
            )
        url = target.partition("#")[0]
    raise FetchError(what, f"the host redirects more than {_MAX_REDIRECTS} times", "Correct its URL.")


def connections(what: str, url: str, ca_bundle: str = "") -> urllib3.PoolManager:
    """Connections to a URL's host as the environment has them: proxies by `*_PROXY` and `NO_PROXY`; certificates by
    `ca_bundle`, a file or a folder, or else `SSL_CERT_FILE`, `REQUESTS_CA_BUNDLE`, or the system's.

    No configuration file is read. Raises `FetchError` for certificates or a proxy that cannot be used.
    """
    options: dict[str, object] = {}
    bundle = ca_bundle or os.environ.get("SSL_CERT_FILE") or os.environ.get("REQUESTS_CA_BUNDLE")
    parts = urlsplit(url)
    if bundle and parts.scheme == "https":
        path = Path(bundle).expanduser()
        try:
            is_folder = path.is_dir()
            options["ssl_context"] = ssl.create_default_context(
                cafile=None if is_folder else path, capath=path if is_folder else None
            )
        except OSError:
            next_step = "Correct `ca_bundle` in the recipe, or SSL_CERT_FILE."
            raise FetchError(what, f"there are no certificates to be read at {bundle}", next_step) from None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return urllib3.PoolManager(**options)  # type: ignore[arg-type]
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    try:
        said = urlsplit(proxy)
        if said.username is not None:
            user = f"{unquote(said.username)}:{unquote(said.password or '')}"
            options["proxy_headers"] = urllib3.make_headers(proxy_basic_auth=user)
        return urllib3.ProxyManager(proxy, proxy_ssl_context=options.get("ssl_context"), **options)  # type: ignore[arg-type]
    except (ValueError, urllib3.exceptions.HTTPError) as error:  # not shown: a proxy's URL may hold a password
        why = f"the proxy that the environment names cannot be used ({type(error).__name__})"
        raise FetchError(what, why, f"Correct {parts.scheme.upper()}_PROXY.") from None


def wait_asked(answer: Answer) -> float | None:
    """Seconds that the host asks to be left alone, None if it does not say.

    By `Retry-After`, in seconds or as a date, or by the time at which a used up quota is renewed.
    """
    headers = answer.headers
    now = _date(headers.get("date", "")) or time.time()  # the host's own clock, where it tells: ours may be wrong
    retry_after = headers.get("retry-after", "").strip()
    if (seconds := _number(retry_after)) is not None:
        return seconds
    if (date := _date(retry_after)) is not None:
        return max(date - now, 0.0)
    for prefix in ("x-ratelimit", "ratelimit"):
        reset = _number(headers.get(f"{prefix}-reset", "").strip())
        if reset is not None and headers.get(f"{prefix}-remaining", "0").strip() == "0":
            # One more second: both clocks are cut to whole ones.
            return max(reset - now, 0.0) + 1.0 if reset >= _FIRST_EPOCH_S else reset
    return None


def raise_if_passing(answer: Answer) -> None:
    """Raise `PassingError` for the statuses that pass, among them GitHub's 403 for limits of rate."""
    if answer.status == 403:
        headers = answer.headers
        is_limit = "retry-after" in headers or headers.get("x-ratelimit-remaining", "").strip() == "0"
        is_secondary = b"rate limit" in answer.body[:4096].lower()
        if is_limit or is_secondary:
            wait_s = wait_asked(answer)
            why = "the host answers 403: its limit of requests is reached"
            raise PassingError(why, _SECONDARY_LIMIT_PAUSE_S if wait_s is None else wait_s)
    elif answer.status in RETRIED:
        why = f"the host answers {answer.status}"
        raise PassingError(
            why + (": its limit of requests is reached" if answer.status == 429 else ""), wait_asked(answer)
        )


def next_link(answer: Answer) -> str | None:
    """URL of the page that follows, as a `Link` header with `rel="next"` says; any URL, not yet judged."""
    for link, parameters in _LINK.findall(answer.headers.get("link", "")):
        rel = _REL.search(parameters)
        if rel and "next" in rel[1].lower().split():
            return _joined(answer.url, link.strip())
    return None


def is_url(url: str) -> bool:
    """Whether it is http or https with a host and no user, and holds no character that a URL cannot."""
    if len(url) > 8192 or not _URL.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def is_same_host(url: str, target: str) -> bool:
    """Whether a target is served by the same host and port, or by its https where the URL is http."""
    if not is_url(url) or not is_url(target):
        return False
    here, there = urlsplit(url), urlsplit(target)
    if here.hostname != there.hostname:
        return False
    return origin(here) == origin(there) or (here.scheme, there.scheme) == ("http", "https")


def origin(parts: SplitResult) -> tuple[str, str, int]:
    """Scheme, host and port."""
    return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]


def shown(url: str) -> str:
    """Scheme, host and path of a URL: what a message may hold; queries and users may be secret."""
    if not is_url(url):
        return "no URL"
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"[:200]


def _asked(what: str, url: str, headers: Mapping[str, str], ca_bundle: str, max_bytes: int) -> Answer:
    with connections(what, url, ca_bundle) as pool:
        try:
            response = pool.request(
                "GET",
                url,
                headers=dict(headers),
                preload_content=False,
                redirect=False,
                retries=False,
                timeout=_TIMEOUT,
                decode_content=True,
            )
            try:
                body = _body(what, response, max_bytes)
            finally:
                response.close()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                next_step = "Name the file of its authority in `ca_bundle`, or in SSL_CERT_FILE."
                raise FetchError(what, "the host's certificate is not trusted", next_step) from None
            # Its text is not shown: it may quote a header or a proxy.
            raise PassingError(f"the host cannot be reached ({type(error).__name__})") from None
    said = {name.lower(): value for name, value in response.headers.items()}
    answer = Answer(response.status, said, body, url)
    raise_if_passing(answer)
    return answer


def _body(what: str, response: urllib3.BaseHTTPResponse, max_bytes: int) -> bytes:
    end = time.monotonic() + _LONGEST_ANSWER_S
    body = bytearray()
    while block := response.read1(_BLOCK_BYTES, decode_content=True):
        body += block
        if len(body) > max_bytes:
            raise FetchError(what, f"the host answers with more than {max_bytes} bytes", "Find out what serves there.")
        if time.monotonic() > end:
            raise PassingError(f"the host takes more than {_LONGEST_ANSWER_S:.0f} s to answer")
    return bytes(body)


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:
        return "-"  # no URL, and refused as such


def _pause(error: Exception) -> bool | float:
    """Stamina's hook: seconds to wait, True for its own choice, False to give up."""
    if not isinstance(error, PassingError) or (error.wait_s or 0.0) > LONGEST_WAIT_S:
        return False
    return True if error.wait_s is None else error.wait_s


def _number(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _date(text: str) -> float | None:
    """Seconds since 1970 of a date as HTTP writes it."""
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _clock(wait_s: float) -> str:
    """The time when a pause is over, for a message."""
    try:
        return f"{datetime.fromtimestamp(time.time() + wait_s, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return f"{wait_s:.0f} seconds"
