"""Asks oracles that are not ours what must come out: they run in the sandbox, and what they answer are plain arrays.

Text of a release that somebody else made may say of itself what it likes. Its oracle is a program as any other.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from warploom.extractors.inputs.drawing import Argument
from warploom.extractors.inputs.specification import Array, Direction
from warploom.extractors.pairs.pair import Pair
from warploom.validators.proof.foreign import confined_values
from warploom.validators.proof.reasons import ProofReason
from warploom.validators.proof.suite import Outputs, SuiteError, outputs_at
from warploom.validators.simulate.confined import Lost
from warploom.validators.simulate.confined_child import in_fork

SECONDS = 120
"""Of processor time, for the calls of one job."""
_PATIENCE_S = 1200.0
_MEMORY_BYTES = 3 << 30
_JOB_BYTES = 4 << 20
"""Of the arrays that an oracle is to answer with in one job, by what it is given; one call may have more."""
_PLAIN = "biuf"
_MOST_DETAIL = 200

Call = Mapping[str, Argument]


@dataclass(frozen=True, slots=True)
class Question:
    """What an oracle is asked: its answer to each call of the pair."""

    pair: Pair
    calls: Sequence[Call]


def confined_outputs(pair: Pair, calls: Sequence[Call]) -> list[Outputs]:
    """What the pair's oracle says of each call. Raises `SuiteError`, and as `foreign.confined_values`."""
    (answer,) = confined_answers([Question(pair, calls)])
    if isinstance(answer, SuiteError):
        raise answer
    return answer


def confined_answers(questions: Sequence[Question]) -> list[list[Outputs] | SuiteError]:
    """What came of each question, all for one start of the sandbox. Raises as `foreign.confined_values`."""
    jobs = [(number, part) for number, question in enumerate(questions) for part in _parts(question)]
    answers: list[list[Outputs] | SuiteError] = [[] for _ in questions]
    if not jobs:
        return answers
    said, _ = confined_values(f"{__name__}:plain_answer", [part for _, part in jobs], SECONDS)
    for (number, part), one in zip(jobs, said, strict=True):
        before = answers[number]
        if isinstance(before, SuiteError):
            continue
        try:
            before += _answer(part, one)
        except SuiteError as error:
            answers[number] = error
    return answers


def forked_outputs(pair: Pair, calls: Sequence[Call]) -> list[Outputs]:
    """As `confined_outputs`, for who is in the sandbox already and judges there: the oracle runs in another process."""
    question = Question(pair, calls)
    kind, told = in_fork(plain_answer, question, _PATIENCE_S, SECONDS, _MEMORY_BYTES)
    said = told if kind == "value" else Lost(*map(str, told if kind == "lost" else ("failed", told)))
    return _answer(question, said)


def plain_answer(question: Question) -> dict[str, Any]:
    """In the sandbox: the oracle's answers, as values of JSON."""
    try:
        answers = [outputs_at(question.pair, call) for call in question.calls]
    except SuiteError as error:
        return {"refused": error.detail}
    return {"made": [{name: _plain(array) for name, array in answer.items()} for answer in answers]}


def _parts(question: Question) -> Iterator[Question]:
    part: list[Call] = []
    n_bytes = 0
    for call in question.calls:
        more = sum(8 * np.asarray(call[array.name]).nbytes for array in _written(question.pair))
        if part and n_bytes + more > _JOB_BYTES:
            yield Question(question.pair, part)
            part, n_bytes = [], 0
        part.append(call)
        n_bytes += more
    if part:
        yield Question(question.pair, part)


def _written(pair: Pair) -> list[Array]:
    return [param for param in pair.inputs.arrays if param.direction is not Direction.IN]


def _plain(array: npt.NDArray[Any]) -> list[Any]:
    names = array.dtype.names
    if names is not None:
        return [[name, *_plain(np.ascontiguousarray(array[name]))] for name in names]
    return [array.dtype.str, base64.b64encode(array.tobytes()).decode()]


def _answer(question: Question, said: object) -> list[Outputs]:
    if isinstance(said, Lost):
        raise _refused(f"{said.how}: {said.detail}")
    try:
        given = cast("dict[str, Any]", said)
        refused = given.get("refused")
        made = [] if refused is not None else given["made"]
        found: list[Outputs] = [
            {array.name: _array(array, answer[array.name], call) for array in _written(question.pair)}
            for answer, call in zip(made, question.calls if refused is None else (), strict=True)
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused(f"no answer: {type(error).__name__}: {error}") from None
    if refused is not None:
        raise _refused(str(refused))
    return found


def _array(param: Array, said: Any, call: Call) -> npt.NDArray[Any]:
    """The array that an answer is: as long as what is written, of plain numbers, with the structure's own members."""
    length = np.asarray(call[param.name]).size
    if not param.fields:
        kind, data = said
        return _numbers(kind, data, length)
    members = {str(name): _numbers(kind, data, length) for name, kind, data in said}
    if set(members) != {name for name, _ in param.fields}:
        raise ValueError(f"the members of {param.name} are others")
    whole = np.zeros(length, [(name, member.dtype) for name, member in members.items()])
    for name, member in members.items():
        whole[name] = member
    return whole


def _numbers(kind: object, data: object, length: int) -> npt.NDArray[Any]:
    if not isinstance(kind, str) or not isinstance(data, str) or len(kind) > 4 or kind.lstrip("<>=|")[:1] not in _PLAIN:
        raise TypeError("plain numbers are wanted")
    found = np.frombuffer(base64.b64decode(data, validate=True), np.dtype(kind))
    if found.size != length:
        raise ValueError(f"{length} elements are wanted, {found.size} are there")
    return found


def _refused(detail: str) -> SuiteError:
    shown = "".join(c if c.isprintable() else " " for c in detail[:_MOST_DETAIL])
    return SuiteError(ProofReason.BAD_ORACLE, shown)
