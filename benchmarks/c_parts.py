"""Cuts C-family text into comments, literals, directives, words and marks by one regex, apart from the fast path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_PARTS = re.compile(
    r"""
    (?P<comment>/\*.*?(?:\*/|\Z)|//(?:[^\n\\]|\\.)*)
    |(?P<string>(?:u8|[uUL])?R"(?P<fence>[^\s()\\"]{0,16})\(.*?(?:\)(?P=fence)"|\Z)
        |(?:u8|[uUL])?"(?:[^"\\\n]|\\.)*"?
        |[uUL]?'(?:[^'\\\n]|\\.){1,12}')
    |(?P<directive>^[ \t]*\#(?:[^\n\\/]|\\.|/(?![/*]))*)
    |(?P<word>[^\W\d]\w*)
    |(?P<number>\.?\d(?:[eEpP][+-]|'?[\w.])*)
    |(?P<line>\n)
    |(?P<space>[^\S\n]+)
    |(?P<mark>->\*?|::|<<=?|\+\+|--|&&|\|\||[-+*/%&|^=!<>]=|\.\.\.|\#\#|.)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)

_KEYWORDS = """
    alignas alignof asm auto bool break case catch char class concept const const_cast constexpr continue co_await
    co_return co_yield decltype default delete do double dynamic_cast else enum explicit export extern false final
    float for friend goto if inline int long mutable namespace new noexcept nullptr operator override private
    protected public register reinterpret_cast requires restrict return short signed sizeof static static_assert
    static_cast struct switch template this throw true try typedef typeid typename union unsigned using virtual void
    volatile wchar_t while _Alignas _Alignof _Atomic _Bool _Complex _Generic _Noreturn _Static_assert _Thread_local
    thread_local defined
"""
KEYWORDS = frozenset(_KEYWORDS.split())
_STANDARD_NAMES = """
    size_t ssize_t ptrdiff_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t
    NULL FILE stdin stdout stderr EOF errno printf fprintf sprintf snprintf scanf fopen fclose fread fwrite puts
    malloc calloc realloc free exit abort assert memcpy memset memmove memcmp strlen strcmp strncmp strcpy strcat
    sqrt pow exp log log10 sin cos tan fabs fmax fmin floor ceil abs atan2 isnan isinf std string vector map pair
    unique_ptr shared_ptr make_shared make_unique move forward cout cerr endl begin end push_back emplace_back size
    data threadIdx blockIdx blockDim gridDim dim3 atomicAdd cudaMalloc cudaFree cudaMemcpy cudaStream_t main va_list
    va_start va_end va_arg
"""
STANDARD_NAMES = frozenset(_STANDARD_NAMES.split())
"""What whoever renames a file's names leaves, for it is declared elsewhere."""


class Part(NamedTuple):
    """A stretch of text and its kind: comment, string, directive, word, number, line, space or mark."""

    kind: str
    text: str


def parts(text: str) -> Iterator[Part]:
    """All parts in order; joined they are the text again."""
    for match in _PARTS.finditer(text):
        kind = match.lastgroup or "mark"
        yield Part("string" if kind == "fence" else kind, match.group())
