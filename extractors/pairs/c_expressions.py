"""Writes expressions as C, and as CUDA where that has other names for the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from warploom.extractors.pairs.computation import Operand
from warploom.extractors.pairs.expressions import BOOL, INDEX, REALS, Expr

C_TYPES: Final = {
    "float32": "float",
    "float64": "double",
    "int32": "int",
    "int64": "long long",
    "uint32": "unsigned int",
    "uint64": "unsigned long long",
    INDEX: "int",
    BOOL: "int",
}
HALF_TYPES: Final = {"c": "_Float16", "cuda": "__half"}
HALF_FUNCTIONS: Final = {"min": "__hmin", "max": "__hmax", "abs": "__habs", "floor": "hfloor"}
"""CUDA's, of half precision. C has none: there float's are taken, and rounded."""

_INFIX: Final = {
    "mul": ("*", 10), "div": ("/", 10), "mod": ("%", 10), "add": ("+", 9), "sub": ("-", 9),
    "shl": ("<<", 8), "shr": (">>", 8), "lt": ("<", 7), "le": ("<=", 7), "gt": (">", 7), "ge": (">=", 7),
    "eq": ("==", 6), "ne": ("!=", 6), "and": ("&", 5), "xor": ("^", 4), "or": ("|", 3), "all": ("&&", 2),
    "any": ("||", 1),
}  # fmt: skip
_CAREFUL: Final = frozenset({"shl", "shr", "and", "xor", "or", "all", "any"})
"""Operators whose operands people bracket whatever the rules of precedence say."""
_FUNCTIONS: Final = {"abs": "fabs", "exp": "exp", "sqrt": "sqrt", "tanh": "tanh", "sin": "sin", "cos": "cos",
                     "log": "log", "atan": "atan", "floor": "floor", "fma": "fma"}  # fmt: skip
_PREFIX: Final = 11
_LEAF: Final = 12


def literal(value: float, type_: str) -> str:
    """A constant as C spells it in that type."""
    if type_ in REALS:
        text = repr(float(value))
        return text if type_ == "float64" else text + "f"
    suffix = {"uint32": "u", "int64": "LL", "uint64": "ULL"}.get(type_, "")
    if type_ == "int64" and value == -(1 << 63):
        return "(-9223372036854775807LL - 1)"
    if type_ in ("int32", INDEX) and value == -(1 << 31):
        return "(-2147483647 - 1)"
    if type_ == "uint32" and value > 99_999:
        return f"{value:#x}u"
    return f"{value}{suffix}"


@dataclass(slots=True)
class CWriter:
    """Writes expressions of one computation in one style; `preamble` collects the small functions that it calls."""

    operands: Mapping[str, Operand]
    names: Mapping[str, str]
    """What people call symbols, operands, scalars, axes and locals; what is missing keeps its name."""
    dialect: str
    """`c` or `cuda`."""
    exchange: dict[Expr, str] = field(default_factory=dict)
    """Expressions that a schedule has at hand under another text, such as an element of a tile."""
    preamble: dict[str, str] = field(default_factory=dict)
    ternary: bool = False
    """Spell minima of leaves as selections."""
    inline: str = "static inline"

    def __post_init__(self) -> None:
        if self.dialect == "cuda":
            self.inline = "__device__ __forceinline__"

    def name(self, key: str) -> str:
        return self.names.get(key, key)

    def type(self, type_: str) -> str:
        return HALF_TYPES[self.dialect] if type_ == "float16" else C_TYPES[type_]

    def __call__(self, expr: Expr) -> str:
        return self._at(expr)[0]

    def within(self, expr: Expr, level: int) -> str:
        """Bracketed unless it binds at least as tightly as `level`."""
        text, own = self._at(expr)
        return text if own >= level else f"({text})"

    def address(self, operand: Operand, at: tuple[Expr, ...]) -> str:
        """The text of an element's number in memory."""
        order = list(zip(at, operand.shape, strict=True))
        if operand.column:
            order.reverse()
        text, level = self._at(order[0][0])
        for place, extent in order[1:]:
            text = text if level >= 10 else f"({text})"
            text = f"{text} * {self.within(extent, 11)} + {self.within(place, 9)}"
            level = 9
        return text

    def element(self, value: str, at: tuple[Expr, ...]) -> str:
        """An element as something that can be read and assigned."""
        stem, _, member = value.partition(".")
        text = f"{self.name(stem)}[{self.address(self.operands[stem], at)}]"
        return f"{text}.{member}" if member else text

    def element_type(self, value: str) -> str:
        """The element type of an operand or of a member of its structures."""
        stem, _, member = value.partition(".")
        operand = self.operands[stem]
        return dict(operand.fields)[member] if member else operand.type

    def loaded(self, value: str, at: tuple[Expr, ...], type_: str) -> str:
        """An element as a number of a type to compute with: of what is stored as float16, that or float32."""
        text = self.element(value, at)
        return text if type_ == "float16" else self.from_stored(text, self.element_type(value))

    def constant(self, value: float, type_: str) -> str:
        """A constant as the dialect spells it: neither has one of half precision."""
        if type_ != "float16":
            return literal(value, type_)
        text = literal(value, "float32")
        return f"__half({text})" if self.dialect == "cuda" else f"(_Float16){text}"

    def from_stored(self, text: str, type_: str) -> str:
        if type_ != "float16":
            return text
        return f"__half2float({text})" if self.dialect == "cuda" else f"(float){text}"

    def stored(self, value: str, expr: Expr) -> str:
        """A number as what an element of the operand holds."""
        if self.element_type(value) != "float16" or expr.type == "float16":
            return self(expr)
        return f"__float2half({self(expr)})" if self.dialect == "cuda" else f"(_Float16){self.within(expr, _PREFIX)}"

    def _at(self, expr: Expr) -> tuple[str, int]:
        if expr in self.exchange:
            return self.exchange[expr], _LEAF
        match expr.op:
            case "const":
                text = self.constant(expr.value, expr.type)  # type: ignore[arg-type]
                return text, 9 if text.startswith("-") else _PREFIX if text.startswith("(_") else _LEAF
            case "symbol" | "scalar" | "axis" | "local":
                return self.name(str(expr.value)), _LEAF
            case "load":
                text = self.loaded(str(expr.value), expr.args, expr.type)
                return text, _PREFIX if text.startswith("(") else _LEAF
            case "load_zero" | "load_clamp" | "load_wrap":
                return self._bounded(expr)
            case "select":
                condition, yes, no = expr.args
                return f"{self.within(condition, 1)} ? {self.within(yes, 1)} : {self.within(no, 1)}", 0
            case "cast":
                return self._cast(expr)
            case "neg":
                return "-" + self.within(expr.args[0], _LEAF), _PREFIX
            case "not":
                return "~" + self.within(expr.args[0], _LEAF), _PREFIX
        if expr.op in _INFIX and expr.op not in ("min", "max"):
            return self._infix(expr)
        return self._call(expr)

    def _infix(self, expr: Expr) -> tuple[str, int]:
        sign, level = _INFIX[expr.op]
        left, right = expr.args
        if expr.type == "float16" and expr.op == "add" and left.op == "mul" and self.dialect == "cuda":
            return f"__hfma({', '.join(self(arg) for arg in (*left.args, right))})", _LEAF
        if expr.op in _CAREFUL:
            inner = 7 if expr.op in ("all", "any") else _PREFIX
            return f"{self.within(left, inner)} {sign} {self.within(right, inner)}", level
        above = level if expr.op in ("add", "mul") and expr.type == INDEX else level + 1
        return f"{self.within(left, level)} {sign} {self.within(right, above)}", level

    def _cast(self, expr: Expr) -> tuple[str, int]:
        inner = expr.args[0]
        return f"({self.type(expr.type)}){self.within(inner, _LEAF)}", _PREFIX

    def _call(self, expr: Expr) -> tuple[str, int]:
        args = [self(arg) for arg in expr.args]
        if expr.type == "float16" and self.dialect == "cuda":
            return f"{HALF_FUNCTIONS[expr.op]}({', '.join(args)})", _LEAF
        if expr.type == "float16":
            name = f"f{expr.op}f" if expr.op in ("min", "max") else f"{_FUNCTIONS[expr.op]}f"
            return f"(_Float16){name}({', '.join(args)})", _PREFIX
        if (
            expr.op in ("min", "max")
            and expr.type not in REALS
            and self.ternary
            and all(not arg.args for arg in expr.args)
        ):
            sign = "<" if expr.op == "min" else ">"
            return f"({args[0]} {sign} {args[1]} ? {args[0]} : {args[1]})", _LEAF
        name = self._function(expr)
        if expr.op == "popcount":
            return f"({self.type(expr.type)}){name}({', '.join(args)})", _PREFIX
        return f"{name}({', '.join(args)})", _LEAF

    def _function(self, expr: Expr) -> str:
        if expr.type in REALS and expr.op in ("min", "max"):
            return f"f{expr.op}{'f' if expr.type == 'float32' else ''}"
        if expr.type in REALS:
            return _FUNCTIONS[expr.op] + ("f" if expr.type == "float32" else "")
        return self.helper(expr.op, expr.type)

    def helper(self, op: str, type_: str) -> str:
        """The name of a small function of integers, written into the preamble once."""
        if op in ("min", "max") and self.dialect == "cuda":
            return op
        kind = self.type(type_)
        short = {"int32": "int", INDEX: "int", "int64": "long", "uint32": "uint", "uint64": "ulong"}[type_]
        if op == "popcount":
            wide = type_ in ("uint64", "int64")
            if self.dialect == "cuda":
                return "__popcll" if wide else "__popc"
            return "__builtin_popcountll" if wide else "__builtin_popcount"
        bits = 64 if type_ == "uint64" else 32
        name = f"{op}_{short}"
        text = {
            "min": f"{kind} {name}({kind} a, {kind} b) {{\n    return a < b ? a : b;\n}}",
            "max": f"{kind} {name}({kind} a, {kind} b) {{\n    return a > b ? a : b;\n}}",
            "abs": f"{kind} {name}({kind} a) {{\n    return a < 0 ? -a : a;\n}}",
            "rotl": f"{kind} {name}({kind} a, int by) {{\n    return (a << by) | (a >> ({bits} - by));\n}}",
        }[op]
        self.preamble[name] = f"{self.inline} {text}"
        return name

    def _bounded(self, expr: Expr) -> tuple[str, int]:
        operand = self.operands[str(expr.value).partition(".")[0]]
        rule = expr.op.removeprefix("load_")
        at = []
        for place, extent in zip(expr.args, operand.shape, strict=True):
            at.append(place if not place.args else self._ruled(rule, place, extent))
        text = self.loaded(str(expr.value), tuple(at), expr.type)
        if rule != "zero":
            return text, _LEAF
        tests = [test for pair in zip(expr.args, operand.shape, strict=True) for test in self._inside(*pair)]
        return f"({' && '.join(tests)} ? {text} : {self.constant(0, expr.type)})", _LEAF

    def _ruled(self, rule: str, place: Expr, extent: Expr) -> Expr:
        base, sign, by = shifted(place)
        zero, last = Expr("const", INDEX, (), 0), Expr("sub", INDEX, (extent, Expr("const", INDEX, (), 1)))
        if rule == "clamp":
            return Expr("max", INDEX, (place, zero)) if sign == "sub" else Expr("min", INDEX, (place, last))
        if rule == "wrap":  # an offset may be more than a period where arrays are small
            whole = Expr("mod", INDEX, (by, extent)) if sign == "sub" else by
            moved = Expr("add", INDEX, (base, Expr("sub", INDEX, (extent, whole)) if sign == "sub" else whole))
            return Expr("mod", INDEX, (moved, extent))
        return place

    def _inside(self, place: Expr, extent: Expr) -> list[str]:
        if not place.args:
            return []
        _, sign, _ = shifted(place)
        return [f"{self.within(place, 8)} >= 0"] if sign == "sub" else [f"{self.within(place, 8)} < {self(extent)}"]


def shifted(place: Expr) -> tuple[Expr, str, Expr]:
    """Base, sign and amount of an index `i - 2`, the only form that may lie outside."""
    if place.op not in ("add", "sub"):
        raise ValueError(f"{place.op} is no shifted index")
    return place.args[0], place.op, place.args[1]
