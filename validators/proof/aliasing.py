"""Cases in which an array that may be another one is that one: what a function does in place."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from warploom.extractors.inputs.drawing import Argument, element_type
from warploom.extractors.inputs.specification import Direction, InputSpec
from warploom.schemas.errors import WarploomError

Alias = tuple[str, str]
"""The array that is only read, and the one that is written: the same memory."""


class AliasError(WarploomError):
    """A specification that lets arrays be the same that cannot be."""


def aliases_of(spec: InputSpec) -> list[Alias]:
    """The pairs of `spec.aliases`, the one that is read first.

    Raises `AliasError`: of two outputs nobody could say what the memory holds in the end, and two inputs differ in
    nothing that could be tested.
    """
    arrays = {array.name: array for array in spec.arrays}
    found: list[Alias] = []
    for pair in spec.aliases:
        if any(name not in arrays for name in pair):
            raise AliasError(f"{' and '.join(pair)} are to be the same, and are not both arrays")
        read = [name for name in pair if arrays[name].direction is Direction.IN]
        written = [name for name in pair if arrays[name].direction is not Direction.IN]
        if len(read) != 1 or len(written) != 1:
            raise AliasError(f"of {' and '.join(pair)}, which may be the same, one is to be read and one written")
        if element_type(arrays[read[0]]) != element_type(arrays[written[0]]):
            raise AliasError(f"{' and '.join(pair)}, which may be the same, are of different types")
        found.append((read[0], written[0]))
    return found


def aliased(arguments: Mapping[str, Argument], alias: Alias) -> dict[str, Argument] | None:
    """The arguments with what is read in both places; None where the two arrays are not equally long here."""
    read, written = alias
    if np.asarray(arguments[read]).size != np.asarray(arguments[written]).size:
        return None
    return {**arguments, written: np.array(arguments[read], copy=True)}
