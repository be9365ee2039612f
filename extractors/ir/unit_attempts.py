"""Compiles kernels one by one, each with what it needs of its file and headers, where the file as such gave none."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from warploom.extractors.ir.attempts import Attempt, Variant
from warploom.extractors.ir.compile_request import CompileRequest
from warploom.extractors.ir.instantiations import MAX_CHOICES, instantiate, refused_at
from warploom.extractors.ir.unit_text import Kernel, UnitTexts

MAX_UNITS = 16
"""Of one file, in its order."""
MAX_ATTEMPTS = 32
"""Of one file."""


def attempt_units(run: Callable[[CompileRequest, Variant], Attempt], last: Attempt, units: UnitTexts) -> list[Attempt]:
    """Attempts on the kernels that the last attempt on their file has no code of; at most so many.

    Flags are those of that attempt, and so are headers that it made. The first limit that one runs into ends it.
    """
    path = last.request.path
    now = last.variant.texts.get(path) if last.is_compiled else None
    if last.is_compiled and now is None:
        return []
    attempts: list[Attempt] = []
    for kernel in units.lost(now)[:MAX_UNITS]:
        for attempt in _of_kernel(run, last, units, kernel):
            attempts.append(attempt)
            if len(attempts) == MAX_ATTEMPTS or attempt.outcome not in ("compiled", "failed"):
                return attempts
    return attempts


def _of_kernel(
    run: Callable[[CompileRequest, Variant], Attempt], last: Attempt, units: UnitTexts, kernel: Kernel
) -> list[Attempt]:
    path = last.request.path
    around = units.around(kernel, last.variant.texts)
    texts = {**last.variant.texts, **around}
    if not kernel.is_template:
        return [_named(run(last.request, Variant("unit", texts)), kernel)]
    whole, syntax = units.alone(kernel)
    attempts: list[Attempt] = []
    refused = frozenset[str]()
    for tries in range(MAX_CHOICES):
        made = instantiate(around.get(path, whole), syntax, tries={kernel.name: tries}, refused=refused, launches=whole)
        if not made.instances:
            break
        names = tuple(f"{instance.text} ({instance.origin})" for instance in made.instances)
        attempt = _named(run(last.request, Variant("unit", {**texts, path: made.text}, (), names)), kernel)
        attempts.append(attempt)
        if attempt.outcome != "failed":
            break
        places = [place for error in attempt.errors for place in (error.place, *error.around)]
        newly = refused_at(made, {place.line for place in places if place.path == path})
        if not newly:
            break  # other arguments do not mend it
        refused |= {instance.text for instance in newly}
    return attempts


def _named(attempt: Attempt, kernel: Kernel) -> Attempt:
    return dataclasses.replace(attempt, unit=kernel.label)
