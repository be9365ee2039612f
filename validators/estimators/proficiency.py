"""How proficient a candidate is at a kernel in a programming model: Godoy's five steps, told by checks alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

NONE, NOVICE, LEARNER, PROFICIENT, EXPERT = 0.0, 0.25, 0.5, 0.75, 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One program: it compiles and passes every check; and the programming models that its text shows."""

    is_right: bool
    models: Collection[str]


def proficiency(asked: str, answers: Sequence[Answer]) -> float:
    """The score of what was answered where a program in the model `asked` was wanted (Godoy et al. 2023).

    0: nothing, or nothing right. 1/4: one is right, and others are in other models. 1/2: one is right, and all are in
    the model that was asked for. 3/4: all are right, in that model. 1: the only one is.
    """
    right = [answer for answer in answers if answer.is_right and asked in answer.models]
    if not right:
        return NONE
    if any(asked not in answer.models for answer in answers):
        return NOVICE
    if len(right) < len(answers):
        return LEARNER
    return EXPERT if len(answers) == 1 else PROFICIENT
