"""What came of the trials of a pair, as plain values of JSON: an answer of foreign code is read, never unpickled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from warploom.schemas.errors import WarploomError
from warploom.validators.proof.reasons import reason_of
from warploom.validators.proof.trial import Failure, MutantFate, Trial
from warploom.validators.proof.verdict import Check
from warploom.validators.proof.where import Where

_MOST_TRIALS = 64
_MOST_ITEMS = 1 << 16
"""Of a list: blocks, cases, mutants."""
_MOST_TEXT = 4000
_SIDES = ("cpu", "gpu")
_COUNTS = ("n_cases", "n_passed", "n_trapping", "n_race_cases", "n_threads", "largest_block")
_ERRORS = ("max_abs", "max_rel", "max_ulp")
_LISTS = ("hits", "fuel", "lines")
_COMPILED_OR_NOT = frozenset({Check.COMPILES, Check.AGREES})
"""Checks that refuse a pair of which no trial tells."""


class TrialAnswerError(WarploomError):
    """What should be an answer is none: foreign code got hold of who answers."""


@dataclass(frozen=True, slots=True)
class TrialAnswer:
    """`trials` by side, of a GPU's one for each launch shape; `null_refusal` names null kernels that pass; `refused`
    is set where there are no trials to tell why: the check, its reason, and where.
    """

    trials: list[tuple[str, Trial]]
    null_refusal: str = ""
    refused: tuple[Check, str, str] | None = None


def to_plain(answer: TrialAnswer) -> dict[str, Any]:
    """As JSON's values."""
    return {
        "trials": [[side, _plain_trial(trial)] for side, trial in answer.trials],
        "null_refusal": answer.null_refusal,
        "refused": None if answer.refused is None else [str(word) for word in answer.refused],
    }


def from_plain(value: object) -> TrialAnswer:
    """The answer that a value is. Raises `TrialAnswerError` for one that `to_plain` would not write."""
    try:
        given = _mapping(value)
        trials = [(_one_of(side, _SIDES), _trial(trial)) for side, trial in _items(given["trials"], _MOST_TRIALS)]
        refused = given["refused"]
        return TrialAnswer(trials, _text(given["null_refusal"]), None if refused is None else _refused(refused))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, WarploomError) as error:
        raise TrialAnswerError(f"no answer of trials: {type(error).__name__}: {str(error)[:200]}") from None


def _plain_trial(trial: Trial) -> dict[str, Any]:
    return {
        **{name: getattr(trial, name) for name in _COUNTS},
        **{name: float(getattr(trial, name)) for name in _ERRORS},
        **{name: [int(number) for number in getattr(trial, name)] for name in _LISTS},
        "failure": _plain_failure(trial.failure),
        "race": _plain_failure(trial.race),
        "fates": [[fate.number, str(fate.operator), fate.told, fate.killed_by] for fate in trial.fates],
    }


def _trial(value: object) -> Trial:
    given = _mapping(value)
    trial = Trial(_failure(given["failure"]), _failure(given["race"]))
    for name in _COUNTS:
        setattr(trial, name, _count(given[name]))
    for name in _ERRORS:
        setattr(trial, name, _size(given[name]))
    for name in _LISTS:
        setattr(trial, name, [_count(number) for number in _items(given[name], _MOST_ITEMS)])
    if len(trial.hits) != len(trial.lines):
        raise ValueError("blocks and their lines")
    trial.fates = [_fate(*fate) for fate in _items(given["fates"], _MOST_ITEMS)]
    return trial


def _plain_failure(failure: Failure | None) -> list[str] | None:
    return None if failure is None else [str(failure.reason), str(failure.where), failure.seen]


def _failure(value: object) -> Failure | None:
    if value is None:
        return None
    reason, where, seen = _items(value, 3)
    return Failure(_reason(reason), Where.parse(_text(where)), _text(seen))


def _fate(number: object, operator: object, told: object, killed_by: object) -> MutantFate:
    killer = None if killed_by is None else _reason(killed_by)
    return MutantFate(_count(number), _text(operator), _text(told), killer)


def _refused(value: object) -> tuple[Check, str, str]:
    check, reason, detail = _items(value, 3)
    if Check(_text(check)) not in _COMPILED_OR_NOT:
        raise ValueError("a check that trials tell")
    return Check(_text(check)), _reason(reason), _text(detail)


def _reason(value: object) -> str:
    return reason_of(_text(value)).value


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("an object is wanted")
    return cast("Mapping[str, Any]", value)


def _items(value: object, most: int) -> Sequence[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise TypeError(f"a list of at most {most} is wanted")
    return cast("Sequence[Any]", value)


def _one_of(value: object, words: Sequence[str]) -> str:
    if value not in words:
        raise ValueError("another word")
    return str(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is wanted")
    return "".join(c if c.isprintable() else " " for c in value[:_MOST_TEXT].encode("utf-8", "replace").decode())


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 63:
        raise TypeError("a count is wanted")
    return value


def _size(value: object) -> float:
    """Not below 0; what is no number compares as far off."""
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise TypeError("a size is wanted")
    return math.inf if math.isnan(value) else float(value)
