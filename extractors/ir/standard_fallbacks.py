"""Another language standard, where what the compiler says shows that a file was written for one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from warploom.extractors.ir.compile_request import Flags

_OLD_C = re.compile(
    r"implicit (?:int|declar)|defaults to 'int'|ISO C99 and later do not support|undeclared library function|"
    r"not supported in C23|incompatible (?:integer to pointer|pointer to integer|function pointer|pointer types)|"
    r"too many arguments to function call, expected 0|without a prototype"
)
_NEW_C = re.compile(
    r"is a C23 (?:extension|feature)|unknown type name 'constexpr'|use of undeclared identifier 'nullptr'"
)
_NEW_CPP = re.compile(
    r"C\+\+(?:20|23|2[bc]) extension|unknown type name '(?:concept|consteval|constinit)'|"
    r"unknown type name 'requires'|no (?:member|type|template) named '(?:span|bit_cast|source_location|"
    r"remove_cvref_t?|type_identity\w*|ranges|same_as|integral|floating_point|convertible_to|strong_ordering|"
    r"popcount|countl_zero|bit_ceil|numbers|format|barrier|latch|counting_semaphore|jthread|endian)'|'concepts?' |"
    r"deduction of non-type template parameter|template parameter list in a lambda|requires clause"
)
_NEWER_THAN_14 = re.compile(
    r"C\+\+17 extension|no (?:member|type|template) named '(?:optional|variant|any|string_view|filesystem|is_same_v|"
    r"is_\w+_v|void_t|conjunction|disjunction|negation|invoke\w*|clamp|apply|byte|gcd|pmr|invoke_result\w*|"
    r"data|size|not_fn|as_const)'|decomposition declaration|constexpr if|fold expression|inline variable|"
    r"requires (?:explicit )?template arguments|nested namespace definition"
)
_NEWER_THAN_98 = re.compile(
    r"C\+\+1[14] extension|unknown type name '(?:auto|constexpr|nullptr_t)'|requires a type specifier|"
    r"undeclared identifier '(?:nullptr|override|noexcept)'|'auto' not allowed|expected ';' at end of declaration list"
)
_CONSTANT_LATER = re.compile(r"no matching function for call to '(?:max|min|minmax|clamp|get|swap|exchange|make_pair)'")
"""A device may call what is `constexpr`, and these were not from the first."""
_OLD_CPP = re.compile(
    r"ISO C\+\+17 does not allow|'register'|dynamic exception|no (?:member|type|template) named '(?:auto_ptr|"
    r"unary_function|binary_function|bind1st|bind2nd|ptr_fun|mem_fun\w*|random_shuffle|unexpected|not1|not2|"
    r"set_unexpected|iterator_category|result_of)'|unknown template name '(?:unary_function|binary_function|auto_ptr)'"
)
_OLDEST_CPP = re.compile(
    r"cannot be narrowed|reserved user-defined literal|invalid suffix on literal|'auto' type specifier|"
    r"storage class specifier.*auto|literal suffix|implicit conversion from .* to 'bool' in|case value .*narrowed"
)


def fallbacks(flags: Flags, diagnostics: Iterable[str], *, language: str, tried: Collection[str] = ()) -> Flags | None:
    """The same flags with the standard to try next, after what a failed attempt said; None if none suggests itself.

    `tried` are the standards of earlier attempts, none of which comes again, so that asking ends.
    """
    used = {*tried, flags.standard}
    text = "\n".join(diagnostics)
    steps = _STEPS_C if language == "C" else (*_STEPS_CPP, *(_STEPS_DEVICE if language in ("CUDA", "HIP") else ()))
    for standard, pattern in steps:
        if standard not in used and pattern.search(text):
            # old C compilers took `restrict` under this name, and so do old files with new headers
            extra = ("restrict=__restrict",) if standard == "gnu89" else ()
            return replace(flags, standard=standard, defines=(*flags.defines, *extra))
    return None


_STEPS_C = (("gnu23", _NEW_C), ("gnu17", _NEW_C), ("gnu89", _OLD_C))
_STEPS_CPP = (
    ("gnu++20", _NEW_CPP),
    ("gnu++17", _NEWER_THAN_14),
    ("gnu++17", _NEWER_THAN_98),
    ("gnu++20", _NEWER_THAN_14),
    ("gnu++14", _OLD_CPP),
    ("gnu++98", _OLDEST_CPP),
)
_STEPS_DEVICE = (("gnu++17", _CONSTANT_LATER),)
