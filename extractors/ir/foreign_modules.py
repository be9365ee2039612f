"""Reads bitcode from anywhere: LLVM reads and prints it in a supervised child, the rest works on text."""

from __future__ import annotations

import atexit
import dataclasses
import functools
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from warploom.extractors.ir.light_module import HeavyModuleError, LightModule, light_module
from warploom.extractors.ir.module_facts import ModuleFacts, Wanted, everything, read_printed
from warploom.extractors.ir.native_index import MalformedTextError
from warploom.extractors.ir.printed_module import PrintedModule
from warploom.extractors.supervised import SupervisedChild
from warploom.schemas.reasons import Reason
from warploom.schemas.reject import Reject

TIMEOUT_S: Final = 60.0
MEMORY_BYTES: Final = 4 * 1024 * 1024 * 1024
"""Of the child: LLVM's module, and its text some three times over while it is handed on."""

_OF_THE_WHOLE_TOO: Final = frozenset({Reason.PARSER_TIMED_OUT, Reason.TOO_LARGE})
"""What is held against a lighter module and holds for the whole one, which is larger."""

_HERE = "warploom.extractors.ir.printed_module"


class ForeignModules:
    """A child that reads modules; a context manager. One thread at a time may use it.

    Damaged bitcode ends the child (one flipped byte does in one case of eight), never this process; so does what does
    not end or takes too much memory, such as a small module that prints as gigabytes.
    """

    def __init__(self, *, timeout_s: float = TIMEOUT_S, memory_bytes: int = MEMORY_BYTES) -> None:
        self._child = SupervisedChild(
            f"{_HERE}:print_foreign_module",
            prepare=f"{_HERE}:read_as_it_is",
            row_timeout_s=timeout_s,
            memory_bytes=memory_bytes,
            batch_rows=16,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close()

    def read(self, modules: Sequence[bytes], wanted: Wanted = everything) -> list[ModuleFacts | Reject]:
        """Facts, or the reason why there are none, of each in order; of the functions that are `wanted`."""
        lights = [_light(module) for module in modules]
        printed = iter(self._child.map([light.bitcode for light in lights if isinstance(light, LightModule)]))
        found = [_facts_of_light(light, next(printed), wanted) if isinstance(light, LightModule) else light
                 for light in lights]  # fmt: skip
        whole = iter(self._child.map([m for m, facts in zip(modules, found, strict=True) if isinstance(facts, str)]))
        return [_facts(next(whole), wanted, facts) if isinstance(facts, str) else facts for facts in found]


def _light(module: bytes) -> LightModule | str:
    """The lighter module, or why the whole one must be read."""
    try:
        return light_module(module)
    except HeavyModuleError as error:
        return str(error)


def _facts_of_light(light: LightModule, printed: object, wanted: Wanted) -> ModuleFacts | Reject | str:
    """Facts, the reason why there can be none of the whole module either, or why that must be read."""
    if isinstance(printed, Reject):
        return printed if printed.reason in _OF_THE_WHOLE_TOO else f"the lighter one: {printed.detail}"
    assert isinstance(printed, PrintedModule)  # noqa: S101 - what the child's function returns
    if printed.complaint is not None:
        return printed.complaint
    try:
        return read_printed(printed, wanted, light)
    except (HeavyModuleError, MalformedTextError) as error:
        return str(error)


def _facts(printed: object, wanted: Wanted, read_whole: str) -> ModuleFacts | Reject:
    if isinstance(printed, Reject):
        return printed
    assert isinstance(printed, PrintedModule)  # noqa: S101 - what the child's function returns
    try:
        return dataclasses.replace(read_printed(printed, wanted), read_whole=read_whole)
    except MalformedTextError as error:
        return Reject(Reason.BITCODE_DAMAGED, str(error))


class ForeignTexts:
    """A child that prints modules, one after the other; a context manager. One thread at a time may use it."""

    def __init__(self, *, timeout_s: float = TIMEOUT_S, memory_bytes: int = MEMORY_BYTES) -> None:
        self._child = SupervisedChild(
            f"{_HERE}:bitcode_to_text", row_timeout_s=timeout_s, memory_bytes=memory_bytes, batch_rows=1
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close()

    def print(self, bitcode: bytes) -> bytes:
        """A module as LLVM prints it, debug information and all; `Reject` if it cannot be read."""
        (answer,) = self._child.map([bitcode])
        if isinstance(answer, Reject):
            raise answer
        return bytes(answer)


def to_text(bitcode: bytes) -> bytes:
    """A module as LLVM prints it, debug information and all; `Reject` if it cannot be read."""
    return _once("bitcode_to_text", bitcode)


def to_bitcode(text: bytes) -> bytes:
    """Bitcode of LLVM's textual form; `Reject` if it cannot be read."""
    return _once("text_to_bitcode", text)


def _once(function: str, row: bytes) -> bytes:
    with SupervisedChild(f"{_HERE}:{function}", row_timeout_s=TIMEOUT_S, memory_bytes=MEMORY_BYTES) as child:
        (answer,) = child.map([row])
    if isinstance(answer, Reject):
        raise answer
    return bytes(answer)


def read_in_child(bitcode: bytes, wanted: Wanted = everything) -> ModuleFacts | Reject:
    """Facts of one module and its `wanted` functions, read in this process's child, which lives as long.

    Also for what our own compilers have just written: crawled code can make a small module print as gigabytes.
    """
    (facts,) = _child().read([bitcode], wanted)
    return facts


@functools.cache
def _child() -> ForeignModules:
    made = ForeignModules()
    atexit.register(made.__exit__, None, None, None)
    return made
