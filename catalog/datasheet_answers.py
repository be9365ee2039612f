"""What no count says of a data set: the answers of `answers.toml`, and of a corpus's own file over them."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from warploom.schemas.errors import UsageError

ANSWERS = "answers.toml"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a datasheet, and its key in a file of answers."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the seven sections of a datasheet."""

    key: str
    title: str
    questions: tuple[Question, ...]


PARTS: tuple[Part, ...] = (
    Part(
        "motivation",
        "Motivation",
        (
            Question("purpose", "What is it for, and which gap does it fill?"),
            Question("creators", "Who made it, and on whose behalf?"),
            Question("funding", "Who paid for it?"),
        ),
    ),
    Part(
        "composition",
        "Composition",
        (
            Question("instances", "What does a row stand for?"),
            Question("sampling", "Is it all there is, or a choice; and who chose how?"),
            Question("labels", "Does a row carry a label or a target?"),
            Question("relations", "Are relations between rows told?"),
            Question("splits", "Which splits are recommended?"),
            Question("errors", "Which errors, noise and redundancies are known?"),
            Question("external", "Does it depend on anything outside of it?"),
            Question("confidential", "May it hold what is confidential?"),
            Question("offensive", "May it hold what insults or threatens?"),
            Question("people", "Does it tell of people, and can they be recognised?"),
        ),
    ),
    Part(
        "collection",
        "Collection process",
        (
            Question("acquisition", "How was each row acquired, and how was that verified?"),
            Question("mechanisms", "By which programs and procedures?"),
            Question("workers", "Who took part, and how were they paid?"),
            Question("timeframe", "Over which time?"),
            Question("ethics", "Was it reviewed for its ethics?"),
            Question("consent", "Were the authors told, did they consent, and can they withdraw?"),
        ),
    ),
    Part(
        "preprocessing",
        "Preprocessing, cleaning and labelling",
        (
            Question("steps", "What was done to what came in?"),
            Question("raw", "Is the raw input kept?"),
            Question("software", "Can the software that did it be had?"),
        ),
    ),
    Part(
        "uses",
        "Uses",
        (
            Question("used_for", "What has it been used for?"),
            Question("suited", "What else is it suited for?"),
            Question("consequences", "What in the way it was made may bear on its uses?"),
            Question("unsuited", "What should it not be used for?"),
        ),
    ),
    Part(
        "distribution",
        "Distribution",
        (
            Question("where", "Who gets it, and how?"),
            Question("terms", "Under which license and terms?"),
            Question("restrictions", "Do others' rights or export rules restrict it?"),
        ),
    ),
    Part(
        "maintenance",
        "Maintenance",
        (
            Question("maintainers", "Who maintains it, and how are they reached?"),
            Question("errata", "Where are errors listed?"),
            Question("updates", "How often is it renewed, by whom, and how is that told?"),
            Question("retention", "Are there limits on how long it is kept?"),
            Question("old_versions", "What becomes of old versions?"),
            Question("contributions", "How can others add to it?"),
        ),
    ),
)
"""The sections are those of Gebru et al., Datasheets for Datasets (2021); the questions are in our own words."""

_CORPUS_KEYS: Mapping[str, type] = {
    "creators": list, "contact": str, "homepage": str, "doi": str, "keywords": list, "oldest_permitted": str,
}  # fmt: skip
_VERSION_KEYS: Mapping[str, type] = {"version": str, "published": date, "note": str}


class AnswersError(UsageError):
    """A file of answers says something that it may not; names the file, the place and the next step."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(where, why)
        self.where, self.why = where, why

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


def read_answers(own: Path | None = None) -> dict[str, Any]:
    """Answers that come with Warploom, those of a corpus's own file before them; plain values, as JSON has them.

    `datasheet` maps `section.question` to a text, `corpus` says who is behind it, `versions` lists its releases.
    """
    answers = _parsed(Path(__file__).with_name(ANSWERS))
    if own is not None:
        mine = _parsed(own)
        answers = {
            "datasheet": {**answers["datasheet"], **mine["datasheet"]},
            "corpus": {**answers["corpus"], **mine["corpus"]},
            "versions": mine["versions"] or answers["versions"],
        }
    return answers


def unanswered(answers: Mapping[str, Any]) -> list[str]:
    """Keys of the questions that nobody has answered, in their order."""
    said = answers.get("datasheet", {})
    keys = [f"{part.key}.{question.key}" for part in PARTS for question in part.questions]
    return [key for key in keys if not said.get(key)]


def _parsed(path: Path) -> dict[str, Any]:
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AnswersError(str(path), "no such file of answers") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AnswersError(path.name, f"cannot be read: {error}") from None
    # `answers` are the vendors', see validators/vendor_answers.py.
    _known(value, ("answers", "datasheet", "corpus", "versions"), path.name)
    return {
        "datasheet": _datasheet(value.get("datasheet", {}), f"{path.name}: [datasheet]"),
        "corpus": _table(value.get("corpus", {}), _CORPUS_KEYS, f"{path.name}: [corpus]"),
        "versions": _versions(value.get("versions", []), path.name),
    }


def _datasheet(given: Any, where: str) -> dict[str, str]:
    _is(given, dict, where)
    _known(given, [part.key for part in PARTS], where)
    said: dict[str, str] = {}
    for part in PARTS:
        of_part = given.get(part.key, {})
        _is(of_part, dict, f"{where}.{part.key}")
        _known(of_part, [question.key for question in part.questions], f"{where}.{part.key}")
        for key, text in of_part.items():
            _is(text, str, f"{where}.{part.key}: {key}")
            said[f"{part.key}.{key}"] = text.strip()
    return dict(sorted(said.items()))


def _versions(given: Any, name: str) -> list[dict[str, str]]:
    _is(given, list, f"{name}: versions")
    rows = []
    for number, entry in enumerate(given, 1):
        where = f"{name}: [[versions]] number {number}"
        row = _table(entry, _VERSION_KEYS, where)
        if not row.get("version"):
            raise AnswersError(where, "has no `version`")
        rows.append({**row, "published": str(row.get("published", "")), "note": row.get("note", "")})
    return rows


def _table(given: Any, keys: Mapping[str, type], where: str) -> dict[str, Any]:
    _is(given, dict, where)
    _known(given, list(keys), where)
    for key, value in given.items():
        _is(value, keys[key], f"{where}: {key}")
        if isinstance(value, list) and not all(isinstance(item, str) and item.strip() for item in value):
            raise AnswersError(f"{where}: {key}", "must list texts")
    return dict(given)


def _is(value: Any, kind: type, where: str) -> None:
    if type(value) is not kind:
        names = {dict: "a table", list: "a list", str: "a text", date: "a date"}
        raise AnswersError(where, f"must be {names[kind]}, not {value!r}")


def _known(given: Mapping[str, Any], known: list[str] | tuple[str, ...], where: str) -> None:
    for key in given:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            hint = f" Did you mean `{close[0]}`?" if close else ""
            raise AnswersError(where, f"unknown key `{key}`.{hint} Known: {', '.join(known)}")
