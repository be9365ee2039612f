"""Repositories that a GitLab server lists for a group or a search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from warploom.extractors.sources import code_host
from warploom.extractors.sources.code_host import Page, Query, Repository, StrangeAnswerError
from warploom.extractors.sources.http import Answer
from warploom.schemas.source import FetchError, Listed

PUBLIC_API = "https://gitlab.com/api/v4"
_GROUP = re.compile(r"[\w.-]{1,255}(?:/[\w.-]{1,255}){0,20}")
_PAGE = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class GitLab:
    """A recipe's `[[sources]]` entry of kind `gitlab`: public projects, as entries of kind `git`.

    Those of a `group`, by its full path, and of the groups in it, or else of the whole server; narrowed by `search`
    (words in names), `topic`, and, on the whole server, `language`. The `limit` oldest ones are taken. Projects without
    a branch are left out; forks are not told apart, as the server does not say it to everyone. `ref`, a branch or a
    tag, and `history` are those of every entry. `token_env` names the environment variable with a token, GITLAB_TOKEN
    if empty and `api` is the public one.
    """

    kind: ClassVar[str] = "gitlab"
    group: str = ""
    search: str = ""
    topic: str = ""
    language: str = ""
    limit: int = 100
    archived: bool = True
    ref: str = ""
    history: bool = True
    api: str = PUBLIC_API
    token_env: str = ""
    ca_bundle: str = ""

    def entries(self, cache: Path, *, offline: bool) -> Sequence[Listed]:
        """The repositories, sorted by name; raises `FetchError` with the next step."""
        found = code_host.repositories(self._query(), cache, offline=offline)
        return code_host.listed(self.kind, found, ref=self.ref, history=self.history)

    def _query(self) -> Query:
        named = [f"{key}:{value}" for key in ("group", "search", "topic", "language") if (value := getattr(self, key))]
        what = f"gitlab source {' '.join(named)}"
        self._check(what)
        api = code_host.base_url(what, self.api)
        token, variable = code_host.token_of(what, self.token_env, "GITLAB_TOKEN", api, PUBLIC_API)
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "warploom"}
        if token:
            headers["PRIVATE-TOKEN"] = token
        return Query(
            what=what,
            url=api + self._path(),
            limit=self.limit,
            read=lambda answer: self._read(api, answer),
            headers=headers,
            secret=token,
            ca_bundle=self.ca_bundle,
            key=("gitlab",),
            correct="Correct `group` or `search` in the recipe, or `api`.",
            token_hint=f"Put a token that may read it (`read_api`) into {variable}.",
        )

    def _check(self, what: str) -> None:
        if not (self.group or self.search or self.topic or self.language):
            next_step = "Give `group`, `search`, `topic` or `language`."
            raise FetchError(what, "nothing to look for is given", next_step)
        if self.group and not _GROUP.fullmatch(self.group):
            why = f"`group` is {self.group!r}, which cannot be one"
            raise FetchError(what, why, "Give the full path, as in `group/subgroup`.")
        if self.group and self.language:
            why = "GitLab knows no `language` within a group"
            raise FetchError(what, why, "Leave out `group` or `language`.")
        for key in ("search", "topic", "language"):
            if not getattr(self, key).isprintable():
                why = f"`{key}` holds what cannot be printed"
                raise FetchError(what, why, f"Correct `{key}` in the recipe.")

    def _path(self) -> str:
        asked = {"visibility": "public", "order_by": "id", "sort": "asc", "per_page": str(code_host.PER_PAGE)}
        for key, name in (("search", "search"), ("topic", "topic"), ("language", "with_programming_language")):
            if value := getattr(self, key):
                asked[name] = value
        if not self.archived:
            asked["archived"] = "false"
        if self.group:
            asked |= {"include_subgroups": "true", "with_shared": "false"}
            return f"/groups/{quote(self.group, safe='')}/projects?{urlencode(asked, quote_via=quote)}"
        return f"/projects?{urlencode(asked | {'pagination': 'keyset', 'simple': 'true'}, quote_via=quote)}"

    def _read(self, api: str, answer: Answer) -> Page:
        items = code_host.parsed(answer)
        if not isinstance(items, list):
            raise StrangeAnswerError("it is no list of projects")
        found = tuple(project for item in items if (project := self._project(item, api)) is not None)
        return Page(found, code_host.linked(answer) or _next_page(answer))

    def _project(self, item: Any, api: str) -> Repository | None:
        """The project's repository, None if it has none or is not asked for."""
        if not isinstance(item, dict):
            raise StrangeAnswerError("it has a project that is none")
        project = code_host.repository_of(item.get("path_with_namespace"), item.get("http_url_to_repo"), api)
        topics = item.get("topics")
        has_topic = (
            not self.topic
            or not isinstance(topics, list)  # an older server, which tells them otherwise
            or self.topic.casefold() in (topic.casefold() for topic in topics if isinstance(topic, str))
        )
        is_left_out = (
            item.get("visibility", "public") != "public"
            or item.get("empty_repo") is True
            or item.get("default_branch", "-") is None
            or (item.get("archived") is True and not self.archived)
            or not has_topic
        )
        return None if is_left_out else project


def _next_page(answer: Answer) -> str | None:
    """The next page by its number, where there is no `Link`."""
    number = answer.headers.get("x-next-page", "").strip()
    if not number:
        return None
    if not _PAGE.fullmatch(number):
        raise StrangeAnswerError("the number of its next page is none")
    parts = urlsplit(answer.url)
    asked = dict(parse_qsl(parts.query)) | {"page": number}
    return code_host.following(answer, urlunsplit(parts._replace(query=urlencode(asked, quote_via=quote))))
