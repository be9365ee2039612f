"""Takes from Fortran what only a preprocessor understands, so that a grammar can read the rest at the same place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate

_CONDITIONAL = re.compile(rb"[ \t]*#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b")
_ANY_CONDITIONAL = re.compile(rb"^[ \t]*#[ \t]*(?:if|el|endif)", re.MULTILINE)
_MESSAGE = re.compile(rb"#[ \t]*(?:error|warning)\b")
"""Directives whose text may hold anything."""
_COMMENT_OR_QUOTE = re.compile(rb"[!'\"]")
_LEAD = re.compile(rb"^[ \t]*(?:\d+[ \t]+)?(?:[a-z]\w*[ \t]*:(?!:)[ \t]*)?")
"""A label, the name of a construct."""
_CLOSES = re.compile(
    rb"end[ \t]*(?:$|;|(?:do|if|subroutine|function|program|module|submodule|procedure|interface|type|select|where"
    rb"|forall|associate|block|critical|enum|team)(?![\w(=%]))"
)
_OPENS = re.compile(
    rb"do(?:[ \t]*$|[ \t]+(?:while|concurrent)\b|[ \t]+[a-z]\w*[ \t]*=)|select[ \t]*(?:case|type|rank)\b"
    rb"|associate[ \t]*\(|(?:block|critical)[ \t]*$|(?:abstract[ \t]+)?interface\b(?![ \t]*[=(%])|enum[ \t]*,"
    rb"|type(?:[ \t]*,[^:]*)?[ \t]*::|type[ \t]+(?!is\b)[a-z]\w*[ \t]*$|module[ \t]+(?!procedure\b)[a-z]\w*[ \t]*$"
    rb"|submodule[ \t]*\(|program[ \t]+[a-z]\w*[ \t]*$"
    rb"|(?!end)(?:[a-z][\w*]*(?:[ \t]*\([^()]*\))?[ \t]+)*(?:subroutine[ \t]+[a-z]|function[ \t]+[a-z]\w*[ \t]*\()"
)
_WHOLE_LINE = re.compile(rb"(?:where|forall)[ \t]*\(")
_THEN = re.compile(rb"\)[ \t]*then[ \t]*$")
_ALTERNATIVE = re.compile(rb"else(?:if)?\b(?![ \t]*[=(%][^=]*=)")


def _frequent() -> bytes:
    """Words that most statements begin with, in both cases: a pattern passes them over faster than a function."""
    words = b"call end enddo endif use if do integer real double character logical type implicit else subroutine write"
    return rb"(?:" + b"|".join((words + b" " + words.upper()).split()) + rb")\b"


_DECLARATION = re.compile(
    rb"^([ \t]*)(?!" + _frequent() + rb")([A-Za-z_]\w*+)(?:(?:[ \t]*\((?:[^()\n]|\([^()\n]*\))*\))?[ \t]*(?:,|::)"
    rb"|[ \t]+(?=([A-Za-z_]\w*)[ \t]*(?:[,(!;=&\r\n*]|[A-Za-z_]|\Z)))[^\n]*",
    re.MULTILINE,
)
"""What no statement of the language but a declaration looks like: a word before `::`, a comma, or another word."""
_WORDS = frozenset(
    rb"""abstract allocatable allocate associate assignment asynchronous attributes automatic backspace bind block
    blockdata byte call case change character class classof close codimension common complex concurrent constant
    contains contiguous continue critical cycle data deallocate default deferred device dimension do double
    doublecomplex doubleprecision elemental else elseif elsewhere end endassociate endblock endblockdata endcritical
    enddo endenum endfile endforall endfunction endif endinterface endmodule endprocedure endprogram endselect
    endsubmodule endsubroutine endteam endtype endwhere entry enum enumeration enumerator equivalence error event
    exit extends external fail final flush forall form format function generic global go goto host if implicit
    import impure include inquire inout integer intent interface intrinsic kind lock logical managed map module
    namelist non_intrinsic non_overridable nopass notify nullify only open operator optional parameter pass pause
    pinned pointer post precision print private procedure program protected public pure rank read real record
    recursive result return rewind save select selectcase selectrank selecttype sequence shared simple stop
    structure submodule subroutine sync target team texture then to type typeof typeis union unlock use value
    virtual volatile wait where while write assign accept encode decode options static""".split()
)
"""First words of statements; any other before `::` or a name is a macro that stands for a type."""


@dataclass(slots=True)
class _Group:
    """An `#if` that is open: its branches' first lines, and how many more blocks each opens than it closes."""

    in_statement: bool
    starts: list[int]
    balances: list[int] = field(default_factory=list)
    balance: int = 0
    is_partial: bool = False
    """The branch holds the `else` of an `if` before it."""


def without_conditionals(source: bytes, *, is_fixed: bool) -> bytes:
    """Blanks for the lines of `#if` and its kin, and for branches that cannot stand beside an earlier one.

    Whole statements and blocks of all branches stay. Of branches that open or close a block without its other end, and
    of branches inside a continued statement, the first stays. Directives inside a statement become blanks.
    """
    if not _ANY_CONDITIONAL.search(source):
        return source
    lines = source.split(b"\n")
    dropped = [0] * (len(lines) + 1)
    statements = _Statements(is_fixed=is_fixed)
    groups: list[_Group] = []
    for number, line in enumerate(lines):
        if b"#" not in line or (match := _CONDITIONAL.match(line)) is None:
            if line[:1] == b"#":
                if _MESSAGE.match(line) or statements.goes_on(lines, number):
                    lines[number] = _blank(line)
            elif groups:
                group = groups[-1]
                delta = statements.read(line)
                group.is_partial |= statements.is_alternative and not group.balance
                group.balance += delta
            continue
        lines[number] = _blank(line)
        word = match[1]
        if word.startswith(b"if"):
            groups.append(_Group(statements.goes_on(lines, number), [number]))
        elif groups:
            group = groups[-1]
            group.balances.append(group.balance or int(group.is_partial))
            group.starts.append(number)
            group.balance, group.is_partial = 0, False
            if word != b"endif":
                statements.is_continued = group.in_statement
            else:
                # a branch may hold the beginning of a statement whose rest is common to all
                group.in_statement |= statements.goes_on(lines, number) if is_fixed else statements.is_continued
                groups.pop()
                kept = _drop(group, dropped)
                if groups:
                    groups[-1].balance += kept
    for number, depth in enumerate(accumulate(dropped[:-1])):
        if depth:
            lines[number] = _blank(lines[number])
    return b"\n".join(lines)


def _drop(group: _Group, dropped: list[int]) -> int:
    """Count the lines of branches that go; the balance of those that stay."""
    kept, is_taken = 0, False
    for branch, balance in enumerate(group.balances):
        if is_taken and (balance or group.in_statement):
            dropped[group.starts[branch]] += 1
            dropped[group.starts[branch + 1]] -= 1
            continue
        kept += balance
        is_taken |= bool(balance) or group.in_statement
    return kept


_COMMENT_LINES = 20
"""Lines of comment that are looked through for the statement before or after a line."""


class _Statements:
    """Follows statements over lines, and says which open and close blocks."""

    def __init__(self, *, is_fixed: bool) -> None:
        self._is_fixed = is_fixed
        self.is_continued = False
        """In free form: the last line that was read ends in `&`."""
        self.is_alternative = False
        """The last line that was read begins an `else`."""
        self._is_if = False
        self._quote = b""

    def goes_on(self, lines: list[bytes], number: int) -> bool:
        """The line stands inside a statement."""
        if self._is_fixed:
            after = lines[number + 1 : number + 1 + _COMMENT_LINES]
            code = next((line for line in after if line.strip() and line[:1] not in b"cC*!#dD"), b"")
            return code[:5] == b"     " and code[5:6] not in (b"", b" ", b"0", b"!")
        before = reversed(lines[max(number - _COMMENT_LINES, 0) : number])
        code = next((code for line in before if line[:1] != b"#" and (code := self._code(line, is_first=True))), b"")
        self.is_continued = code[-1:] == b"&"
        return self.is_continued

    def read(self, line: bytes) -> int:
        """How many blocks the line opens, less those it closes."""
        if self._is_fixed:
            if line[:1] in (b"C", b"c", b"*", b"!", b"d", b"D"):
                return 0
            is_first = not (line[:5] == b"     " and line[5:6].strip() and line[5:6] != b"0")
        else:
            is_first = not self.is_continued
        code = self._code(line, is_first=is_first)
        self.is_alternative = False
        if not code:
            return 0
        if not self._is_fixed:
            self.is_continued = code[-1:] == b"&"
        if is_first:
            code = _LEAD.sub(b"", code, count=1)
            self._is_if = code[:2] == b"if"
            self.is_alternative = bool(_ALTERNATIVE.match(code))
            if _CLOSES.match(code):
                return -1
            if _OPENS.match(code) or (_WHOLE_LINE.match(code) and _is_closed(code)):
                return 1
        return 1 if self._is_if and _THEN.search(code) else 0

    def _code(self, line: bytes, *, is_first: bool) -> bytes:
        """The line in lower case without its comment."""
        if is_first:
            self._quote = b""
        at = 0
        while True:
            if self._quote:
                at = line.find(self._quote, at) + 1
                if not at:
                    break
                self._quote = b""
            found = _COMMENT_OR_QUOTE.search(line, at)
            if found is None:
                break
            if found[0] == b"!":
                line = line[: found.start()]
                break
            at, self._quote = found.end(), found[0]
        return line.rstrip().lower()


def _is_closed(code: bytes) -> bool:
    """The parenthesis that opens first is closed at the very end."""
    depth = 0
    for at, byte in enumerate(code):
        depth += (byte == ord("(")) - (byte == ord(")"))
        if byte == ord(")") and not depth:
            return at == len(code) - 1
    return False


def _blank(line: bytes) -> bytes:
    return b" " * (len(line) - 1) + b"\r" if line[-1:] == b"\r" else b" " * len(line)


def with_known_types(source: bytes) -> bytes:
    """Declarations whose type is a macro, `HYPRE_Int i` or `real_t, intent(in) :: x`, with `real` for the macro.

    For a name of less than four letters, `real` begins left of it; where the line begins, the declaration becomes
    blanks. The grammar knows types of the language alone, and loses whole procedures after one that is unknown.
    """
    return _DECLARATION.sub(lambda match: _with_known_type(match, source), source)


def _with_known_type(match: re.Match[bytes], source: bytes) -> bytes:
    line, word = match[0], match[2]
    if word.lower() in _WORDS:
        return line
    if _is_continuation(source, match.start()):
        return line
    end = len(match[1]) + len(word)
    while end < len(line) and line[end : end + 2] in (b"  ", b" :", b" ,"):
        end += 1
    start = min(len(match[1]), end - 4)
    if start < 0 or line[start : len(match[1])].strip(b" "):
        return _blank(line)
    return line[:start] + b"real".ljust(end - start) + line[end:]


def _is_continuation(source: bytes, start: int) -> bool:
    """The statement before goes on, as far as a line's end can tell; comments between are looked through."""
    for _ in range(_COMMENT_LINES):
        start -= 1
        if start <= 0:
            return False
        begin = source.rfind(b"\n", 0, start) + 1
        line = source[begin:start].strip()
        if line and line[:1] != b"!":
            return line[-1:] == b"&" or (b"&" in line and b"!" in line)
        start = begin
    return False
