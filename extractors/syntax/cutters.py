"""The cutter of each language."""

from __future__ import annotations

from collections.abc import Callable

from warploom.extractors.syntax import c_family, fortran, julia_units, python_units, rust_units
from warploom.extractors.syntax.units import Cutter

_MAKERS: dict[str, Callable[[str], Cutter]] = {
    **dict.fromkeys(c_family.LANGUAGES, c_family.cutter),
    "Fortran": fortran.cutter,
    "Python": python_units.cutter,
    "Julia": julia_units.cutter,
    "Rust": rust_units.cutter,
}


def cutter_of(language: str) -> Cutter:
    """The cutter of a language of `SYNTAX_LANGUAGES`."""
    return _MAKERS[language](language)
