"""Has the kernels of a module say who they are and what they were given, for who records a run."""

from __future__ import annotations

import re

from warploom.validators.simulate.ir_operands import arguments_of

_FUNCTION = re.compile(r'^define [^@\n]*@("[^"]*"|[\w.$-]+)\(.*?^\}', re.MULTILINE | re.DOTALL)
_CALL = re.compile(r'\bcall [^@\n]*@("[^"]*"|[\w.$-]+)\(')
THREAD_START = re.compile(r"wl_closure.*enter")
"""In the names of the functions of our headers that threads begin in, which call a kernel."""
_BETWEEN = re.compile(r"wl_|ENKUl|UlDpT|^llvm\.")
_HEAD = re.compile(r'^define [^@\n]*@(?P<name>"[^"]*"|[\w.$-]+)(?P<rest>\([^\n]*)$', re.MULTILINE)
_BYVAL = re.compile(r"\bbyval\(([^()]*)\)")
_DECLARATIONS = (
    "\ndeclare void @wl_kernel(ptr)\ndeclare void @wl_argument(ptr, i64, i32)\ndeclare void @wl_arguments_end()\n"
)


def bodies_of(ir: str) -> dict[str, str]:
    """The text of each function that is defined, its first line included."""
    return {found[1].strip('"'): found[0] for found in _FUNCTION.finditer(ir)}


def kernels_of(ir: str) -> tuple[str, ...]:
    """Names of the functions that threads start in, sorted."""
    bodies = bodies_of(ir)
    waiting = [name for name in bodies if THREAD_START.search(name)]
    seen, kernels = set(waiting), set()
    while waiting:
        for called in _CALL.finditer(bodies[waiting.pop()]):
            name = called[1].strip('"')
            if name not in bodies or name in seen:
                continue
            seen.add(name)
            if _BETWEEN.search(name):
                waiting.append(name)
            else:
                kernels.add(name)
    return tuple(sorted(kernels))


def with_recording(ir: str) -> str:
    """The text in which each kernel tells its name and its arguments, as bytes, when it is entered."""
    kernels = set(kernels_of(ir))
    names: list[str] = []

    def told(found: re.Match[str]) -> str:
        name = found["name"].strip('"')
        if name not in kernels:
            return found[0]
        text = name.encode() + b"\0"
        escaped = "".join(f"\\{byte:02X}" for byte in text)
        names.append(f'@wl_name.{len(names)} = private constant [{len(text)} x i8] c"{escaped}"')
        lines = [f"  call void @wl_kernel(ptr @wl_name.{len(names) - 1})"]
        for number, parameter in enumerate(arguments_of(found["rest"], 0)[0]):
            kind, value = parameter.split()[0], parameter.split()[-1]
            whole = _BYVAL.search(parameter)
            if whole is not None:
                size = f"ptrtoint (ptr getelementptr ({whole[1]}, ptr null, i32 1) to i64)"
                lines.append(f"  call void @wl_argument(ptr {value}, i64 {size}, i32 0)")
                continue
            size = f"ptrtoint (ptr getelementptr ({kind}, ptr null, i32 1) to i64)"
            lines.append(f"  %wl.a{number} = alloca {kind}, align 16")
            lines.append(f"  store {kind} {value}, ptr %wl.a{number}, align 16")
            lines.append(f"  call void @wl_argument(ptr %wl.a{number}, i64 {size}, i32 {int(kind == 'ptr')})")
        lines.append("  call void @wl_arguments_end()")
        return found[0] + "\n" + "\n".join(lines)

    text = _HEAD.sub(told, ir)
    return text + _DECLARATIONS + "\n".join(names) + "\n" if names else ir


def defined_functions(ir: str) -> tuple[str, ...]:
    """Names of all functions that the text defines and that give nothing back: any may be a kernel."""
    return tuple(
        found["name"].strip('"') for found in _HEAD.finditer(ir) if found[0].split("@")[0].split()[-1] == "void"
    )
