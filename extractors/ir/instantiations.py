"""Names instances of the kernel templates that nothing in a file instantiates, so that a compiler emits them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from warploom.extractors.ir.code_mask import mask_code
from warploom.extractors.ir.template_lists import Parameter, at_top, parse_arguments, parse_parameters
from warploom.extractors.syntax.file_syntax import FileSyntax
from warploom.schemas.syntax import SYNTAX_UNITS

MAX_KERNELS = 200
"""Of one file."""
MAX_CHOICES = 3
"""Sets of arguments that are tried for a kernel whose launches name none."""
MAX_INSTANCES = 4
"""Of one kernel, from its launches."""
_UNIT = {name: place for place, name in enumerate(SYNTAX_UNITS.schema.names[1:])}
_CONCRETE_TYPE = re.compile(
    r"(?:const )?(?:float|double|half|__half|__half2|__nv_bfloat16|bool|char|short|int|long|long long|size_t|"
    r"u?int(?:8|16|32|64)_t|(?:un)?signed(?: char| short| int| long| long long)?|float[1-4]|double[1-4]|int[1-4])[ *]*"
)
_CONCRETE_VALUE = re.compile(r"-?(?:0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*|true|false")
_TYPE_LADDER = ("float", "double", "int", "unsigned char")
_INDEX = re.compile(r"(?:idx|index|offset|size|int|count|label|key)", re.IGNORECASE)
_FUNCTION = re.compile(
    r"(?:op|fn|func|functor|function|lambda|policy|traits?|callable|kernel|config|loader|storer|iter\w*)s?_?t?$|^F[0-9]?$|Op$|Func\w*$|Policy|Traits?",
    re.IGNORECASE,
)
_NUMBERS = (
    (re.compile(r"warp", re.IGNORECASE), (32, 1, 4)),
    (re.compile(r"block|thread|tpb|cta|nthr", re.IGNORECASE), (256, 128, 32)),
    (re.compile(r"tile", re.IGNORECASE), (16, 32, 8)),
    (re.compile(r"vec|pack|unroll|ilp|items|per", re.IGNORECASE), (4, 1, 2)),
    (re.compile(r"dim|rank|nd|^[NDKMCR]$", re.IGNORECASE), (4, 2, 1)),
    (re.compile(r"bit", re.IGNORECASE), (8, 4, 1)),
    (re.compile(r"size|len|max", re.IGNORECASE), (128, 64, 4)),
)
_OTHER_NUMBERS = (1, 4, 32)
_ARITHMETIC = re.compile(
    r"(?:const |unsigned |signed |std::|::)*(?:int|unsigned|long|long long|short|char|size_t|uint|"
    r"u?int(?:8|16|32|64)_t|index_t|auto)(?: int)?"
)
_MARK = "warploom_instance_"


@dataclass(frozen=True, slots=True)
class Instance:
    """A kernel template with arguments, and where these come from."""

    kernel: str
    """Its qualified name."""
    arguments: tuple[str, ...]
    origin: str
    """`launch` or `default`."""

    @property
    def text(self) -> str:
        """As code names it."""
        return f"{self.kernel}<{', '.join(self.arguments)}>"


@dataclass(frozen=True, slots=True)
class Instantiated:
    """A text with instances appended behind its last line."""

    text: bytes
    instances: tuple[Instance, ...]
    """One a line, from `first_line` on."""
    first_line: int
    given_up: tuple[tuple[str, str], ...]
    """Kernels for which no arguments can be thought of, and why."""


def instantiate(
    text: bytes,
    syntax: FileSyntax,
    *,
    tries: Mapping[str, int] | None = None,
    refused: Collection[str] = (),
    launches: bytes | None = None,
) -> Instantiated:
    """Append a reference to instances of each kernel template: its address makes compilers emit it on both sides.

    Arguments are those of launches in the same file where they are concrete, else defaults by kind and name of the
    parameters; `tries` says by kernel how many were in vain, and others are chosen, until there are none. Instances
    whose `text` was `refused` are left out. `launches` is the text to read them from, where `text` lacks them. What was
    blanked out of the text, or lies in a class or in a branch of the preprocessor, is no reason to leave a kernel out:
    the compiler says so for the line, and the instance is refused the next time.
    """
    instances: list[Instance] = []
    given_up: list[tuple[str, str]] = []
    launched = _launched(text if launches is None else launches, syntax)
    seen: set[str] = set()
    tries = tries or {}
    for row in syntax.units:
        if row[_UNIT["kind"]] != "kernel" or not row[_UNIT["template_parameters"]] or len(seen) == MAX_KERNELS:
            continue
        name = row[_UNIT["qualified_name"]] or row[_UNIT["name"]] or ""
        if not name or name in seen or not text[row[_UNIT["byte_start"]] : row[_UNIT["byte_end"]]].strip():
            continue
        seen.add(name)
        parameters = parse_parameters(row[_UNIT["template_parameters"]])
        chosen = launched.get(row[_UNIT["name"]] or "", [])
        found = [Instance(name, arguments, "launch") for arguments in chosen if len(arguments) <= len(parameters)]
        found = [instance for instance in found if instance.text not in refused]
        if not found and tries.get(name, 0) >= MAX_CHOICES:
            given_up.append((name, "none of the choices compiles"))
            continue
        if not found:
            defaults, why = _defaults(parameters, tries.get(name, 0))
            if defaults is None:
                given_up.append((name, why))
                continue
            found = [Instance(name, defaults, "default")]
        instances += [instance for instance in found[:MAX_INSTANCES] if instance.text not in refused]
    first = text.count(b"\n") + (0 if text.endswith(b"\n") or not text else 1) + 1
    lines = [_line(number, instance) for number, instance in enumerate(instances)]
    joint = b"" if text.endswith(b"\n") or not text else b"\n"
    return Instantiated(text + joint + "".join(lines).encode(), tuple(instances), first, tuple(given_up))


def _line(number: int, instance: Instance) -> str:
    """Inside of the kernel's namespaces, so that names in arguments mean what they mean there."""
    *around, name = instance.kernel.split("::")
    opened = "".join(f"namespace {space} {{ " for space in around)
    reference = f"(void*)&{name}<{', '.join(instance.arguments)}>"
    return f"{opened}__attribute__((used)) static void* const {_MARK}{number} = {reference};{' }' * len(around)}\n"


def refused_at(instantiated: Instantiated, lines: Collection[int]) -> tuple[Instance, ...]:
    """The instances on lines that hold errors, or lead to some."""
    return tuple(
        instance for number, instance in enumerate(instantiated.instances) if instantiated.first_line + number in lines
    )


def _launched(text: bytes, syntax: FileSyntax) -> dict[str, list[tuple[str, ...]]]:
    """Concrete template arguments by the simple name of the kernel, in the order of the launches, each once."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in syntax.units:
        name = row[_UNIT["name"]]
        if row[_UNIT["kind"]] != "launch" or not name:
            continue
        launch = mask_code(text[row[_UNIT["byte_start"]] : row[_UNIT["byte_end"]]]).code.decode("utf-8", "replace")
        head = launch.partition("<<<")[0]
        place = head.find(name + "<")
        if place < 0:
            continue
        arguments = parse_arguments(head[place + len(name) + 1 :])
        if arguments and all(map(_is_concrete, arguments)):
            into = found.setdefault(name, [])
            if arguments not in into:
                into.append(arguments)
    return found


def _is_concrete(argument: str) -> bool:
    return bool(_CONCRETE_TYPE.fullmatch(argument) or _CONCRETE_VALUE.fullmatch(argument))


def _defaults(parameters: Sequence[Parameter], attempt: int) -> tuple[tuple[str, ...] | None, str]:
    """Arguments for all parameters before the first that has a default of its own; None and why not."""
    arguments: list[str] = []
    for number, parameter in enumerate(parameters):
        if all(p.has_default or p.is_pack for p in parameters[number:]):
            break
        if parameter.is_pack or parameter.is_template:
            return None, f"`{parameter.name or 'a parameter'}` is a {'pack' if parameter.is_pack else 'template'}"
        if parameter.is_type:
            if _FUNCTION.search(parameter.name):
                return None, f"`{parameter.name}` is some function or policy"
            types = ("int", "long long", "unsigned", "float") if _INDEX.search(parameter.name) else _TYPE_LADDER
            arguments.append(types[attempt % len(types)])
        elif parameter.type == "bool":
            arguments.append(("true", "false")[attempt % 2])
        elif _ARITHMETIC.fullmatch(parameter.type):
            arguments.append(str(_number(parameter.name, attempt)))
        elif at_top(parameter.type, "*&("):
            return None, f"`{parameter.name}` is a pointer"
        else:
            # an enumeration takes no number as it stands
            arguments.append(f"({parameter.type}){attempt}")
    return tuple(arguments), ""


def _number(name: str, attempt: int) -> int:
    for pattern, values in _NUMBERS:
        if pattern.search(name):
            return values[attempt % len(values)]
    return _OTHER_NUMBERS[attempt % len(_OTHER_NUMBERS)]
