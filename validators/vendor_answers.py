"""Which vendors' code may be passed on in rows: recorded answers, and nothing else."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

from warploom.schemas.errors import WarploomError

LIBDEVICE = "nvidia-libdevice"
VENDORS = (LIBDEVICE,)
"""Whose code may become part of a row."""
_KEYS = {"vendor": str, "redistributable": bool, "evidence": str, "decided": date}


class VendorAnswersError(WarploomError):
    """The file of answers says something that it may not."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(number, why)
        self.number, self.why = number, why

    def __str__(self) -> str:
        return f"answers.toml: answer {self.number} {self.why}"


def redistributable_vendors(text: str | None = None) -> tuple[str, ...]:
    """Vendors whose code may be passed on, sorted; of the file that comes with Warploom, or of another one's text."""
    if text is None:
        text = (files("warploom.catalog") / "answers.toml").read_text(encoding="utf-8")
    allowed: dict[str, bool] = {}
    for number, answer in enumerate(tomllib.loads(text).get("answers", []), 1):
        if set(answer) != set(_KEYS):
            raise VendorAnswersError(number, f"needs the keys {', '.join(_KEYS)}, and no other")
        for key, kind in _KEYS.items():
            if type(answer[key]) is not kind or answer[key] == "":
                raise VendorAnswersError(number, f"has no {kind.__name__} as `{key}`")
        if answer["vendor"] not in VENDORS:
            raise VendorAnswersError(number, f"names {answer['vendor']!r}; known are {', '.join(VENDORS)}")
        allowed[answer["vendor"]] = answer["redistributable"]  # the last word counts
    return tuple(sorted(vendor for vendor, may in allowed.items() if may))
