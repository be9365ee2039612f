"""A device's arrays of numbers at the alignment that it gives them, which is their element's and no more.

Our clang aligns every large array to 16 bytes, and its optimiser counts on it. So a text that reads vectors is compiled
in two steps: without the optimiser first, then, with the arrays aligned as their elements are, from there.
"""

from __future__ import annotations

import re

from warploom.extractors.ir.code_mask import mask_code
from warploom.validators.simulate.ir_operands import SCALAR_BYTES

_WIDE = re.compile(r"\b(?:u?(?:char|short|int|long|longlong)|float|double)[248]\b|\b(?:alignas|__align__|aligned)\s*\(")
_ASKS = re.compile(r"\b(?:alignas|__align__|aligned)\s*\(")
_ARRAY = re.compile(
    r'^(?P<head>@(?P<name>"[^"]*"|[\w.$-]+) = (?:internal|weak_odr|linkonce_odr|dso_local|local_unnamed_addr|comdat| )*'
    r"(?P<own>thread_local(?:\([a-z]+\))? )?global (?P<type>(?:\[\d+ x )+(?P<element>\w+)\]+) [^,\n]*), align 16$",
    re.MULTILINE,
)
_SECTION = ".wl_apart"
_APART = re.compile(rf'^(@.*, (?=section "{_SECTION}(\d+)")(section "[^"]*"), align (\d+))$', re.MULTILINE)
_IS_DEVICES = re.compile(r"\b__(?:shared|device)__\b")


def is_wanted(text: str) -> bool:
    """Whether a program has variables of a device and what may count on more alignment than their elements have."""
    return _IS_DEVICES.search(text) is not None and _WIDE.search(text) is not None


def loosened(ir: str, text: str) -> str:
    """Unoptimised IR of a program with its arrays of numbers aligned as their elements, but for those whose declaration
    asks for more. Those outside of functions get a section of their own, in which `set_apart` has them begin later.
    """
    asking = _names_that_ask(text)

    def aligned(found: re.Match[str]) -> str:
        size = SCALAR_BYTES.get(found["element"])
        name = found["name"].strip('"')
        if size is None or asking is None or any(each in name for each in asking):
            return found[0]
        if found["own"]:
            return f"{found['head']}, align {size}"
        return f'{found["head"]}, section "{_SECTION}{found.start()}", align {size}'

    return _ARRAY.sub(aligned, ir)


def set_apart(ir: str) -> str:
    """What the optimiser made of it, with such an array behind an element, so that it is aligned to no more."""
    return _APART.sub(
        lambda found: f"@wl_apart.{found[2]} = global i{8 * int(found[4])} 0, {found[3]}, align 16\n{found[1]}", ir
    )


def _names_that_ask(text: str) -> frozenset[str] | None:
    """Variables and types declared with an alignment; None where a macro has one, so that nobody knows."""
    source = text.encode()
    mask = mask_code(source)
    if any(_ASKS.search(source[d.start : d.end].decode("utf-8", "replace")) for d in mask.directives if d.name):
        return None
    statements = re.split(r"[;{}]", mask.code.decode("utf-8", "replace"))
    types = frozenset(
        name for each in statements if _ASKS.search(each) and not _IS_DEVICES.search(each) for name in _names(each)
    )
    return types | frozenset(
        name
        for each in statements
        if _IS_DEVICES.search(each) and (_ASKS.search(each) or types & set(_names(each)))
        for name in _names(each)
    )


def _names(statement: str) -> list[str]:
    return [name for name in re.findall(r"[A-Za-z_]\w*", statement) if len(name) > 1 and name not in _COMMON]


_COMMON = frozenset(
    {
        *("__shared__", "__align__", "alignas", "aligned", "__attribute__", "extern", "static", "volatile", "const"),
        *("unsigned", "signed", "int", "float", "double", "char", "short", "long", "struct", "typedef", "using"),
        *("sizeof", "__global__", "__device__", "void"),
    }
)
