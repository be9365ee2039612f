"""Makes Fortran's integer arithmetic trap where its result cannot be represented, in the text of LLVM IR by flang."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from fractions import Fraction

_FUNCTION = re.compile(r"^define [^\n]*\{\n.*?^\}", re.MULTILINE | re.DOTALL)
_DECLARED = re.compile(r"^declare [^@\n]*@([\w.$-]+)\(", re.MULTILINE)
_NAME = re.compile(r"%[\w.$-]+")
_INTEGER = "i(?:8|16|32|64)"
_ARITHMETIC = re.compile(
    r"^(?P<result> +(?P<name>%[\w.$-]+) = )(?P<opcode>add|sub|mul|sdiv|srem) (?:nuw |nsw |exact )*"
    rf"(?P<kind>{_INTEGER}) (?P<left>[^,\s]+), (?P<right>[^,\s]+)(?P<rest>,.*)?$"
)
_CONVERSION = re.compile(
    r"^(?P<result> +%[\w.$-]+ = )fptosi (?P<source>float|double) (?P<value>[^,\s]+) "
    rf"to (?P<kind>{_INTEGER})(?P<rest>,.*)?$"
)
_CONVERTING_CALL = re.compile(
    r"^(?P<result> +%[\w.$-]+ = )(?:tail )?call [^@\n]*@llvm\.(?P<how>fptosi\.sat|lround|llround)"
    rf"\.(?P<kind>{_INTEGER})\.(?P<suffix>f32|f64)\((?:float|double) (?P<value>[^\s()]+)\)(?: #\d+)?(?P<rest>,.*)?$"
)
_CHECKED = ("add", "sub", "mul")
_SOURCES = {"f32": "float", "f64": "double"}
_SUFFIXES = {source: suffix for suffix, source in _SOURCES.items()}
_HALF = Fraction(1, 2)
_PREFIX = "wl_fortran."


def with_traps(ir: str) -> str:
    """The text in which sums, differences, products, quotients and remainders of integers, and reals that become
    integers, trap where the result has no representation or the divisor is zero; for an optimiser that inlines.

    Fortran has signed integers only, so that whatever is added is a number, an index, or a count. Out of this are
    values that nothing but a selection takes: `modulo` adds the divisor first and asks then. The text has to be that
    before optimisation: afterwards sums are no longer those of the program.
    """
    needed: dict[str, str] = {}

    def trapping(function: re.Match[str]) -> str:
        lines = function[0].split("\n")
        chosen = _only_chosen(lines)
        return "\n".join(_line(line, chosen, needed) for line in lines)

    text = _FUNCTION.sub(trapping, ir)
    if not needed:
        return text
    there = set(_DECLARED.findall(text))
    declarations = [each for each in dict.fromkeys(_declarations(needed)) if there.isdisjoint(_DECLARED.findall(each))]
    return "\n".join([text, *declarations, *needed.values(), _TRAP_IF, ""])


_TRAP_IF = f"""define internal void @{_PREFIX}trap_if(i1 %is_wrong) alwaysinline {{
  br i1 %is_wrong, label %wrong, label %right
wrong:
  call void @llvm.trap()
  unreachable
right:
  ret void
}}"""


def _line(line: str, chosen: frozenset[str], needed: dict[str, str]) -> str:
    found = _ARITHMETIC.match(line)
    if found is not None:
        if found["name"] in chosen:
            return line
        name, kind = f"{_PREFIX}{found['opcode']}.{found['kind']}", found["kind"]
        needed[name] = _arithmetic(found["opcode"], kind)
        arguments = f"{kind} {found['left']}, {kind} {found['right']}"
        return f"{found['result']}call {kind} @{name}({arguments}){found['rest'] or ''}"
    found = _CONVERSION.match(line)
    how = "fptosi"
    if found is None:
        found = _CONVERTING_CALL.match(line)
        how = found["how"] if found else how
    if found is None:
        return line
    source = found["source"] if how == "fptosi" else _SOURCES[found["suffix"]]
    name, kind = f"{_PREFIX}{how}.{found['kind']}.{source}", found["kind"]
    needed[name] = _conversion(how, kind, source)
    return f"{found['result']}call {kind} @{name}({source} {found['value']}){found['rest'] or ''}"


def _only_chosen(lines: list[str]) -> frozenset[str]:
    """Names of values that are used, and by selections alone."""
    by_selection: dict[str, bool] = {}
    for line in lines[1:]:
        operation = line.rpartition(" = ")[2].lstrip()
        is_selection = operation.startswith("select ")
        for name in _NAME.findall(operation):
            by_selection[name] = by_selection.get(name, True) and is_selection
    return frozenset(name for name, is_only in by_selection.items() if is_only)


def _declarations(needed: dict[str, str]) -> Iterator[str]:
    yield "declare void @llvm.trap()"
    for name in needed:
        operation, kind, *source = name.removeprefix(_PREFIX).rsplit(
            ".", 2 if name.endswith(("float", "double")) else 1
        )
        if operation in _CHECKED:
            yield f"declare {{ {kind}, i1 }} @llvm.s{operation}.with.overflow.{kind}({kind}, {kind})"
        elif operation in {"lround", "llround"}:
            yield f"declare {kind} @llvm.{operation}.{kind}.{_SUFFIXES[source[0]]}({source[0]})"


def _arithmetic(opcode: str, kind: str) -> str:
    name = f"{_PREFIX}{opcode}.{kind}"
    head = f"define internal {kind} @{name}({kind} %a, {kind} %b) alwaysinline {{\n"
    if opcode in _CHECKED:
        return head + (
            f"  %both = call {{ {kind}, i1 }} @llvm.s{opcode}.with.overflow.{kind}({kind} %a, {kind} %b)\n"
            f"  %is_wrong = extractvalue {{ {kind}, i1 }} %both, 1\n"
            f"  call void @{_PREFIX}trap_if(i1 %is_wrong)\n"
            f"  %result = extractvalue {{ {kind}, i1 }} %both, 0\n"
            f"  ret {kind} %result\n}}"
        )
    least = -(1 << (int(kind[1:]) - 1))
    return head + (
        f"  %is_zero = icmp eq {kind} %b, 0\n"
        f"  %is_least = icmp eq {kind} %a, {least}\n"
        f"  %is_minus_one = icmp eq {kind} %b, -1\n"
        "  %is_too_large = and i1 %is_least, %is_minus_one\n"
        "  %is_wrong = or i1 %is_zero, %is_too_large\n"
        f"  call void @{_PREFIX}trap_if(i1 %is_wrong)\n"
        f"  %result = {opcode} {kind} %a, %b\n"
        f"  ret {kind} %result\n}}"
    )


def _conversion(how: str, kind: str, source: str) -> str:
    """Of a real whose whole part, or nearest whole number, must lie within the type; NaN lies in none."""
    made_by = "fptosi" if how.startswith("fptosi") else how
    limit = Fraction(1 << (int(kind[1:]) - 1))
    lowest, highest = (-limit - 1, limit) if made_by == "fptosi" else (-limit - _HALF, limit - _HALF)
    # a bound that the real's type cannot hold has no value between it and the limit either
    from_below = (
        f"ogt {source} %x, {_literal(lowest)}" if _holds(source, lowest) else f"oge {source} %x, {_literal(-limit)}"
    )
    upto = highest if _holds(source, highest) else limit
    made = f"call {kind} @llvm.{how}.{kind}.{_SUFFIXES[source]}({source} %x)"
    return (
        f"define internal {kind} @{_PREFIX}{how}.{kind}.{source}({source} %x) alwaysinline {{\n"
        f"  %is_above = fcmp {from_below}\n"
        f"  %is_below = fcmp olt {source} %x, {_literal(upto)}\n"
        "  %is_right = and i1 %is_above, %is_below\n"
        "  %is_wrong = xor i1 %is_right, true\n"
        f"  call void @{_PREFIX}trap_if(i1 %is_wrong)\n"
        f"  %result = {f'fptosi {source} %x to {kind}' if made_by == 'fptosi' else made}\n"
        f"  ret {kind} %result\n}}"
    )


def _holds(source: str, value: Fraction) -> bool:
    """Whether the type has this very value."""
    nearest = float(value)
    if source == "float":
        (nearest,) = struct.unpack("f", struct.pack("f", nearest))
    return Fraction(nearest) == value


def _literal(value: Fraction) -> str:
    return f"0x{struct.pack('>d', float(value)).hex().upper()}"
