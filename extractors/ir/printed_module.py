"""Bitcode to text and back through LLVM itself, with limits; nothing here is safe from bitcode that is hostile."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import llvmlite.binding as llvm
from llvmlite.binding import ffi

from warploom.schemas.errors import WarploomError
from warploom.schemas.reasons import Reason
from warploom.schemas.reject import Reject

MAX_BITCODE_BYTES = 64 * 1024 * 1024
MAX_TEXT_BYTES = 512 * 1024 * 1024
"""Of a printed module, debug metadata and all."""

LLVM_MAJOR: int = llvm.llvm_version_info[0]


class BitcodeError(WarploomError):
    """LLVM cannot read this, or it is beyond a limit; `reason` is the one that a row is refused with."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def __str__(self) -> str:
        return self.detail


def read_as_it_is() -> None:
    """Have LLVM verify modules when it is asked to, not while it reads them too; once in a process of its own.

    Its reader verifies every module before it looks at the version of the debug information, ends the process where
    that fails, and takes as long for it as for the rest of reading.
    """
    llvm.set_option("warploom", "-disable-auto-upgrade-debug-info")


@dataclass(frozen=True, slots=True)
class PrintedModule:
    """A module as LLVM prints it, ASCII only but for its first line, and what the verifier holds against it."""

    text: bytes
    complaint: str | None
    """None: it is verified."""


def print_module(bitcode: bytes) -> PrintedModule:
    """Print and verify; `BitcodeError`.

    May end the process: for bitcode that our own compiler wrote, or in a supervised child.
    """
    context, module = _parsed(bitcode)
    try:
        return PrintedModule(text_of(module), _complaint(module))
    finally:
        module.close()
        context.close()


def print_foreign_module(bitcode: bytes) -> PrintedModule:
    """As `print_module`, for a supervised child: a `Reject` instead of a `BitcodeError`."""
    try:
        return print_module(bitcode)
    except BitcodeError as error:
        raise Reject(error.reason, error.detail) from None


def bitcode_to_text(bitcode: bytes) -> bytes:
    """The whole module as text, debug metadata and all; for a supervised child, as it may end the process."""
    return print_foreign_module(bitcode).text


def text_to_bitcode(text: bytes) -> bytes:
    """What `bitcode_to_text` gave, as bitcode; for a supervised child, as it may end the process."""
    if len(text) > MAX_TEXT_BYTES:
        raise Reject(Reason.TOO_LARGE, f"{len(text)} bytes of text, more than {MAX_TEXT_BYTES}")
    context = llvm.create_context()
    try:
        module = llvm.parse_assembly(text.decode("utf-8", "surrogateescape"), context)
    except (RuntimeError, UnicodeError) as error:
        context.close()
        raise Reject(Reason.BITCODE_DAMAGED, _first_lines(str(error))) from None
    try:
        return bytes(module.as_bitcode())
    finally:
        module.close()
        context.close()


def _parsed(bitcode: bytes) -> tuple[llvm.ContextRef, llvm.ModuleRef]:
    """In a context of its own: in a shared one, types of the same name get suffixes by what was read before."""
    if len(bitcode) > MAX_BITCODE_BYTES:
        raise BitcodeError(Reason.TOO_LARGE, f"{len(bitcode)} bytes of bitcode, more than {MAX_BITCODE_BYTES}")
    context = llvm.create_context()
    try:
        return context, llvm.parse_bitcode(bitcode, context)
    except RuntimeError as error:
        context.close()
        raise BitcodeError(Reason.BITCODE_DAMAGED, _first_lines(str(error))) from None


def text_of(module: llvm.ModuleRef) -> bytes:
    """What LLVM prints; `BitcodeError` if it is too much."""
    printed = ctypes.c_char_p()
    # str(module) would hold the text three times
    ffi.lib.LLVMPY_PrintModuleToString(module, ctypes.byref(printed))
    try:
        text = printed.value
    finally:
        ffi.lib.LLVMPY_DisposeString(printed)
    if text is None or len(text) > MAX_TEXT_BYTES:
        raise BitcodeError(Reason.TOO_LARGE, f"{len(text or b'')} bytes of text, more than {MAX_TEXT_BYTES}")
    return text


def _complaint(module: llvm.ModuleRef) -> str | None:
    try:
        module.verify()
    except RuntimeError as error:
        return _first_lines(str(error))
    return None


def _first_lines(message: str, size: int = 500) -> str:
    """The beginning of what LLVM said, without its binding's own first words."""
    lines = [line.strip() for line in message.splitlines()]
    if lines and lines[0].startswith("LLVM ") and len(lines) > 1:
        lines = lines[1:]
    return "\n".join(lines)[:size].strip()
