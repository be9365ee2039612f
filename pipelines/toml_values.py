"""Values of a TOML file as the fields of dataclasses: checked by name and type, mistyped names with a suggestion."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from warploom.schemas.errors import UsageError


class RecipeError(UsageError):
    """The recipe cannot be used; names the file, the key, the reason and the next step."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(where, why)
        self.where, self.why = where, why

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


def options_of(cls: type, given: Any, where: str) -> Any:
    """An instance of a frozen dataclass from the keys of a table; `RecipeError`."""
    if not isinstance(given, dict):
        raise RecipeError(where, "must be a table")
    hints = typing.get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls)}
    known_keys(given, tuple(fields), where)
    missing = [
        name
        for name, f in fields.items()
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING and name not in given
    ]
    if missing:
        raise RecipeError(where, f"lacks {', '.join(missing)}")
    filled = cls(**{name: _typed(v, hints[name], f"{where}: {name}") for name, v in given.items()})
    for name in fields:
        value = getattr(filled, name)
        if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
            raise RecipeError(f"{where}: {name}", f"must not be negative, not {value}")
    return filled


def _typed(value: Any, wanted: Any, where: str) -> Any:
    if typing.get_origin(wanted) is tuple:
        (item, _) = typing.get_args(wanted)
        if not isinstance(value, list):
            raise RecipeError(where, f"must be a list, not {value!r}")
        return tuple(_typed(v, item, where) for v in value)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not wanted:
        raise RecipeError(where, f"must be of type {getattr(wanted, '__name__', wanted)}, not {value!r}")
    return value


def known_keys(given: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Raise `RecipeError` with a suggestion for a key that is none of those known."""
    for key in given:
        if key not in known:
            raise RecipeError(where, f"unknown key `{key}`.{suggestion(key, known)} Known: {', '.join(known)}")


def one_of(value: str, known: Sequence[str], where: str) -> None:
    """Raise `RecipeError` with a suggestion for a value that is none of those known."""
    if value not in known:
        raise RecipeError(where, f"`{value}` is none of {', '.join(known)}.{suggestion(value, known)}")


def suggestion(word: str, known: Sequence[str]) -> str:
    """` Did you mean ...?` for a mistyped word, or nothing."""
    by_fold = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word, known, n=1) or difflib.get_close_matches(word.casefold(), by_fold, n=1)
    return f" Did you mean `{by_fold[close[0].casefold()]}`?" if close else ""


def override(value: dict[str, Any], setting: str) -> None:
    """Set what `dotted.key=value` says, its value in TOML; a bare word is a string. `RecipeError`."""
    dotted, equals, literal = setting.partition("=")
    keys = dotted.strip().split(".")
    if not equals or not all(keys):
        raise RecipeError(
            f"--set {setting}", "must read KEY.KEY=VALUE, such as stages.decode_texts.max_line_bytes=1000"
        )
    try:
        parsed = tomllib.loads(f"value = {literal}")["value"]
    except tomllib.TOMLDecodeError:
        parsed = literal
    table = value
    for key in keys[:-1]:
        table = table.setdefault(key, {})
        if not isinstance(table, dict):
            raise RecipeError(f"--set {setting}", f"`{key}` is not a table")
    table[keys[-1]] = parsed
