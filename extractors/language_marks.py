"""Tell languages apart that share an extension, by marks in the code itself, not in its comments and strings."""

from __future__ import annotations

import re
from collections.abc import Callable

Judged = tuple[str, str | None] | None
"""A language with the mark that decided (None: only the extension did), or None where it is none of ours."""

_PREFIX_BYTES = 8_192
_SHORT_PREFIX_BYTES = 2_560
"""C++ shows itself early: most headers need no look beyond these, and taking comments out is what costs."""

_NOT_CODE = re.compile(
    rb"#([ \t]*include[ \t]*[\"<][^\">\n]{0,255}[\">])"  # kept: the one place where a string is a name
    rb"|/(?:/[^\n]*|\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z))"
    rb"|R\"([^\s()\\]{0,16})\([\s\S]*?(?:\)\2\"|\Z)"
    rb"|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"?|'(?:\\[^\n]{1,10}?|[^'\\\n]{1,4})'",
)
"""Comments and literals; what is not closed runs to the end, so that the scan stays linear.

Every branch begins with a literal, outside of any group: then the scan for the next one is one for a set of characters,
and three times as fast.
"""
_CONDITIONALS = re.compile(rb"^[ \t]*#[ \t]*(if\w*|el\w+|endif)\b([^\n]*)", re.MULTILINE)
_DEFINES = re.compile(rb"^[ \t]*#[ \t]*define\b(?:[^\\\n]|\\[\s\S])*", re.MULTILINE)
_INCLUDES = re.compile(rb"^[ \t]*#[ \t]*include[ \t]*[\"<]([^\">\n]*)", re.MULTILINE)

_CPLUSPLUS = re.compile(rb"\b__cplusplus\b")
_DEVICE = re.compile(rb"CUDA|NVCC|HIP|ROCM|SYCL|DPCPP|GPU")
_DEVICE_NEEDLES = (b"sycl", b"hip/hip_", b"__global__", b"__device__", b"<<<")
_SYCL_USE = re.compile(rb"\bsycl::(?:queue|handler|nd_item|nd_range|item|buffer|accessor|range|id)\b")
_CUDA_MARKS = (
    ("__global__", re.compile(rb"\b__global__\b")),
    ("<<<>>>", re.compile(rb"\w[ \t\n]*(?:<[^;{}<>]*>[ \t\n]*)?<<<[^;{}]{1,400}?>>>[ \t\n]*\(")),
    ("__device__", re.compile(rb"\b__device__\b")),
)

_CPP_MARKS = (
    ("namespace", (b"namespace",), re.compile(rb"\bnamespace\b[ \t\n]*(?:\w|\{)")),
    ("template<", (b"template",), re.compile(rb"\btemplate[ \t\n]*<")),
    ("::", (b"::",), re.compile(rb"\w[ \t]*::[ \t]*[\w~]|(?:^|[\s(,])::\w", re.MULTILINE)),
    (
        "class",
        (b"class",),
        re.compile(rb"\bclass[ \t\n]+(?:\w+[ \t\n]+)?\w+(?:[ \t\n]+final\b)?[ \t\n]*(?::[^:]|[{;])"),
    ),
    ("public:", (b"public", b"private", b"protected"), re.compile(rb"\b(?:public|private|protected)[ \t]*:")),
    (
        "keyword",
        (b"virtual", b"constexpr", b"noexcept", b"nullptr", b"decltype", b"_cast"),
        re.compile(rb"\b(?:virtual|constexpr|noexcept|nullptr|decltype|(?:static|reinterpret|const|dynamic)_cast)\b"),
    ),
    ("using", (b"using",), re.compile(rb"^[ \t]*using[ \t]+\w+[ \t]*=", re.MULTILINE)),
    (
        "operator",
        (b"operator",),
        re.compile(rb"\boperator[ \t]*(?:\([ \t]*\)|\[[ \t]*\]|[-+*/%=<>!&|]{1,2})[ \t]*\("),
    ),
    (
        "#include",
        (b"#",),
        re.compile(
            rb"^[ \t]*#[ \t]*include[ \t]*(?:<[a-z_]+>|[\"<][^\">\n]*\.(?:hpp|hxx|hh)[\">]"
            rb"|[\"<](?:torch|ATen|c10|pybind11|boost|Eigen|thrust)/)",
            re.MULTILINE,
        ),
    ),
)
_C_LINE_END = re.compile(rb"[;{][ \t\r]*$", re.MULTILINE)
_OBJECTIVE_C_NEEDLES = (b"@interface", b"@protocol", b"@implementation", b"@class")
_OBJECTIVE_C = re.compile(
    rb"^[ \t]*(?:@(?:interface|protocol|implementation|class|import)\b|#[ \t]*import[ \t])", re.MULTILINE
)

_FORTRAN_STATEMENT = re.compile(
    rb"^[ \t0-9]*(?:"
    rb"(?:integer|real|complex|logical|double[ \t]+precision|character)"
    rb"(?:[ \t]*\*[ \t]*\d+|[ \t]*\([^)\n]{1,40}\))?"
    rb"(?:[ \t]*::|[ \t]*,[ \t]*(?:parameter|dimension|intent|pointer|allocatable)\b"
    rb"|[ \t]+[a-z_]\w*[ \t]*(?:[,(!\r]|$))"
    rb"|parameter[ \t]*\(|dimension[ \t]+\w+[ \t]*\(|common[ \t]*/|implicit[ \t]+(?:none|real|integer|double)"
    rb"|(?:(?:recursive|pure|elemental)[ \t]+)?subroutine[ \t]+\w+"
    rb"|end[ \t]*(?:subroutine|function|module|program)\b"
    rb"|(?:program|module)[ \t]+\w+[ \t]*\r?$|use[ \t]+\w+[ \t]*(?:,|\r?$)|call[ \t]+\w+[ \t]*(?:\(|\r?$)"
    rb"|interface[ \t]*\r?$|external[ \t]+\w+)",
    re.MULTILINE | re.IGNORECASE,
)
_FORTRAN_COMMENTS = re.compile(rb"^[cC*][^\n]*|![^\n]*", re.MULTILINE)
_FORTH = re.compile(rb"^:[ \t]+\S+[ \t\n]|^\\[ \t]|[ \t]\([ \t][^)\n]{0,80}--[ \t]", re.MULTILINE)

_C_STATEMENT = re.compile(
    rb"^[ \t]*#[ \t]*(?:include|define|undef|ifdef|ifndef|if|pragma)\b|[;{}][ \t\r]*$|^[ \t]*\w+\([^\n]*\),?\r?$",
    re.MULTILINE,
)
_C_TABLE_ROW = re.compile(
    rb"^[ \t]*(?:\{[ \t]*)?-?(?:0x[0-9a-fA-F]{1,16}|[\d.]{1,40}(?:[eE][-+]?\d{1,4})?)[uUlLfF]{0,3}[ \t]*[,}]",
    re.MULTILINE,
)
_OTHER_INCLUDE = re.compile(
    # assembler
    rb"^[ \t]*(?:\.(?:macro|endm|globl|global|text|section|align|set|equ|byte|word|long)\b"
    rb"|%(?:macro|define|endmacro|if\w*)\b|\w+[ \t]+(?:macro|equ|proc)\b|(?:section|global|extern)[ \t]+\.?\w+[ \t]*$"
    rb"|(?:mov|ldr|str|push|pop|lea)[a-z]?[ \t]+[%$\w\[]"
    # Pascal, BitBake, make
    rb"|(?:procedure|function|begin|unit|SRC_URI|inherit|require)\b|\{\$|ifn?(?:eq|def)\b|endif\b)|\$\(\w+\)",
    re.MULTILINE | re.IGNORECASE,
)
_OPENCL = re.compile(
    rb"\b(?:__kernel|kernel[ \t\n]+(?:__attribute__|void)|__global|__local|__constant|get_global_id|get_local_id)\b"
    rb"|#pragma[ \t]+OPENCL"
)


def judge_cpp(head: bytes) -> Judged:
    """An extension of C++: the device language whose compiler the code needs, else C++."""
    return _device_language(head) or ("C++", None)


def judge_cuda(head: bytes) -> Judged:
    """An extension of CUDA: HIP where the code includes HIP's runtime and not CUDA's."""
    judged = _device_language(head) if b"hip/hip_" in head else None
    return judged if judged is not None and judged[0] == "HIP" else ("CUDA", None)


def judge_header(head: bytes) -> Judged:
    """`.h`: C unless something outside `#ifdef __cplusplus` needs more."""
    device = _device_language(head)
    if device is not None:
        return device
    needles = _OBJECTIVE_C_NEEDLES if b"@" in head else ()
    if (b"import" in head or any(needle in head for needle in needles)) and _OBJECTIVE_C.search(_code(head)):
        return None
    # Taking comments out is what costs: where not even the raw text looks like C++, it is not done.
    if _C_LINE_END.search(head, 0, _PREFIX_BYTES) and not _cpp_rules(head):
        return "C", None
    short = _code(head[:_SHORT_PREFIX_BYTES])
    if b";" in short or b"{" in short:  # else it may be Fortran
        mark = _cpp_mark(short)
        if mark is not None:
            return "C++", mark
    prefix = _code(head[:_PREFIX_BYTES])
    if b";" not in prefix and b"{" not in prefix and _is_fortran(head):
        return "Fortran", "statement"
    mark = _cpp_mark(prefix)
    if mark is None and len(head) > _PREFIX_BYTES:
        mark = _cpp_mark(_code(head))
    return ("C", None) if mark is None else ("C++", mark)


def judge_fixed_form(head: bytes) -> Judged:
    """`.f` and `.for`: Fortran unless the content is Forth."""
    return None if not _is_fortran(head) and _FORTH.search(head) else ("Fortran", None)


def judge_fortran_include(head: bytes) -> Judged:
    """`.fh` and `.fi`: Fortran where there is a statement of it."""
    return ("Fortran", "statement") if _is_fortran(head) else None


def judge_include(head: bytes) -> Judged:
    """`.inc`: Fortran, the C family, or something else (PHP, assembler, BitBake, make, Pascal, HTML)."""
    if head.lstrip()[:1] == b"<" or b"<?php" in head:
        return None
    code = _code(head)
    if _is_fortran(head) and not re.search(rb"[;{][ \t\r]*$", code, re.MULTILINE):
        return "Fortran", "statement"
    if _OTHER_INCLUDE.search(code) or not (_C_STATEMENT.search(code) or _C_TABLE_ROW.search(code)):
        return None
    judged = judge_header(head)
    return None if judged is None else (judged[0], judged[1] or "statement")


def judge_opencl(head: bytes) -> Judged:
    """`.cl`: OpenCL C, unless it is Common Lisp or Cool."""
    code = _code(head)
    if _OPENCL.search(code):
        return "OpenCL", None
    if re.match(rb"\s*(?:;|\(|#\|)", head) or b"inherits" in code:
        return None
    return ("OpenCL", None) if _C_STATEMENT.search(code) else None


def judge_rust(head: bytes) -> Judged:
    """`.rs`: Rust unless it is RenderScript or XML."""
    if re.search(rb"^#pragma[ \t]+(?:rs|version)\b", head, re.MULTILINE) or head.lstrip().startswith(b"<?xml"):
        return None
    return "Rust", None


def _device_language(head: bytes) -> Judged:
    """HIP, SYCL or CUDA where the code needs their compiler; a caller of the host API alone needs none of them.

    Branches under tests for a device (`#ifdef __CUDACC__`) let a header serve both sides and do not count, unless they
    are most of the file.
    """
    if not any(needle in head for needle in _DEVICE_NEEDLES):
        return None
    code = _DEFINES.sub(b"", _code(head))
    shared = _outside(code, _DEVICE)
    if 2 * len(shared) < len(code):
        shared = code
    includes = _INCLUDES.findall(shared)
    if any(name.lower() in (b"sycl/sycl.hpp", b"cl/sycl.hpp") for name in includes):
        return "SYCL", "sycl/sycl.hpp"
    if _SYCL_USE.search(shared):
        return "SYCL", "sycl::"
    if any(name.startswith(b"hip/hip_") for name in includes) and not any(
        name.startswith((b"cuda", b"cub/")) for name in _INCLUDES.findall(code)
    ):
        return "HIP", "hip/hip_runtime.h"
    return next((("CUDA", name) for name, rule in _CUDA_MARKS if rule.search(shared)), None)


def _cpp_mark(code: bytes) -> str | None:
    return _cpp_rules(_outside(code, _CPLUSPLUS))


def _cpp_rules(code: bytes) -> str | None:
    for name, needles, rule in _CPP_MARKS:
        if any(needle in code for needle in needles) and rule.search(code):
            return name
    return None


def _is_fortran(head: bytes) -> bool:
    return _FORTRAN_STATEMENT.search(_FORTRAN_COMMENTS.sub(b"", head)) is not None


def _code(head: bytes) -> bytes:
    """The head without comments and literals, except the names in `#include`."""
    return _NOT_CODE.sub(_keep_include, head)


def _keep_include(found: re.Match[bytes]) -> bytes:
    return b"#" + found[1] if found[1] else b" "


def _outside(code: bytes, guard: re.Pattern[bytes]) -> bytes:
    """The code without the branches that need `guard`: `#ifdef X` to its `#else`, and the `#else` of `#ifndef X`."""
    if not guard.search(code):
        return code
    kept: list[bytes] = []
    stack: list[str] = []  # of each open conditional: "in" a guarded branch, "before" one (its else), or "free"
    position = 0
    for found in _CONDITIONALS.finditer(code):
        word, condition = found[1], found[2]
        if "in" not in stack:
            kept.append(code[position : found.start()])
        position = found.end()
        if word.startswith(b"if"):
            if not guard.search(condition):
                stack.append("free")
            else:
                stack.append("before" if word == b"ifndef" or b"!" in condition else "in")
        elif word == b"endif":
            del stack[-1:]
        elif stack:
            stack[-1] = "in" if stack[-1] == "before" and word == b"else" else "free"
    if "in" not in stack:
        kept.append(code[position:])
    return b"".join(kept)


JUDGES: dict[str, Callable[[bytes], Judged]] = {
    **dict.fromkeys(
        "cc cp cpp cxx c++ hh hp hpp hxx h++ inl ipp tpp txx tcc icc ixx cppm cxxm".split(),  # noqa: SIM905
        judge_cpp,
    ),
    **dict.fromkeys(("cu", "cuh", "hu"), judge_cuda),
    "h": judge_header,
    "f": judge_fixed_form,
    "for": judge_fixed_form,
    "fh": judge_fortran_include,
    "fi": judge_fortran_include,
    "inc": judge_include,
    "cl": judge_opencl,
    "rs": judge_rust,
}
"""Extensions (lower case) that leave a choice; each function gets the head of a file, linear in its length."""
