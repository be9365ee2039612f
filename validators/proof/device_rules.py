"""What device code may not do though it runs well on a CPU: rules that are read off the text of LLVM IR."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from warploom.validators.proof.address_rules import told_by_addresses
from warploom.validators.proof.ir_text import Function, Instruction, Module
from warploom.validators.simulate.ir_operands import IrTextError, arguments_of
from warploom.validators.simulate.kernel_entries import THREAD_START

_NAME = re.compile(r"%(?:[\w.$-]+|\"[^\"]*\")")
_GLOBAL = re.compile(r"@(\"[^\"]*\"|[\w.$-]+)")
_VARIABLE = re.compile(r"^@(?P<name>\"[^\"]*\"|[\w.$-]+) = (?!external )(?:[a-z_]+ )*global ")
_INDIRECT = re.compile(r"\bcall\b[^@(]*? (%[\w.$-]+)\(")
_COPIES = frozenset({"wl_copy", "wl_fill"})
"""Calls of the host's that may name a device's variable: copies to and from symbols."""


class DeviceRuleError(IrTextError):
    """Device code that no device runs as a CPU does; says in which function and line, and what it is."""


def demand_device_code(module: Module, host: Collection[str], threads: Collection[str]) -> None:
    """Raise `DeviceRuleError` for what these functions, of the launcher and of the threads, may not have.

    A call through a pointer: functions have other addresses on a device. `long double`: a device has none. Recursion:
    nothing bounds its stack. The address of a local variable as a value: it means something to its own thread alone,
    and all threads' are equal. A variable of the device that the launcher touches other than by copies.
    """
    functions = {name: module.functions[name] for name in threads if not THREAD_START.search(name)}
    for function in functions.values():
        for each in _instructions(function):
            if _INDIRECT.search(each.text):
                raise _refusal(function, each, "a call through a pointer in device code")
            if "x86_fp80" in each.text:
                raise _refusal(function, each, "long double in device code")
    for name in sorted({*host, *functions}):
        if (found := told_by_addresses(module.functions[name])) is not None:
            raise _refusal(module.functions[name], *found)
    _demand_no_recursion(functions)
    _demand_local_addresses(functions)
    _demand_own_variables(module, [module.functions[name] for name in host if name not in threads], functions)


def _demand_no_recursion(functions: Mapping[str, Function]) -> None:
    calls = {name: sorted(function.callees & functions.keys()) for name, function in functions.items()}
    done: set[str] = set()
    for root in sorted(calls):
        path: dict[str, Iterator[str]] = {}
        if root not in done:
            path[root] = iter(calls[root])
        while path:
            name, rest = next(reversed(path.items()))
            callee = next(rest, None)
            if callee is None:
                done.add(name)
                path.popitem()
            elif callee in path:
                raise DeviceRuleError(f"recursion in device code, whose stack nothing bounds: {callee}")
            elif callee not in done:
                path[callee] = iter(calls[callee])


def _demand_local_addresses(functions: Mapping[str, Function]) -> None:
    """Follow the addresses of local variables, into the parameters of what is called and out of what is given back."""
    given: dict[str, set[int]] = {name: set() for name in functions}
    returning: set[str] = set()
    while True:
        before = sum(map(len, given.values())), len(returning)
        for function in functions.values():
            _follow(function, functions, given, returning)
        if before == (sum(map(len, given.values())), len(returning)):
            return


def _follow(
    function: Function, functions: Mapping[str, Function], given: dict[str, set[int]], returning: set[str]
) -> None:
    parameters = [part.split()[-1] for part in function.parameters]
    locals_ = {parameters[number] for number in given[function.name]}
    keeps_addresses = False
    changed = True
    while changed:
        changed = False
        for each in _instructions(function):
            used = [name for name in _NAME.findall(each.operation) if name in locals_]
            result = each.result
            opcode = each.opcode
            if opcode == "alloca" or (
                used
                and (
                    opcode in ("getelementptr", "phi", "freeze", "addrspacecast", "bitcast")
                    or (opcode == "select" and _is_chosen(each, locals_))
                    or (opcode == "load" and keeps_addresses and each.operation.startswith("load ptr"))
                )
            ):
                if result is not None and result not in locals_:
                    locals_.add(result)
                    changed = True
            elif not used:
                continue
            elif opcode in ("ptrtoint", "ptrtoaddr") or (opcode == "icmp" and "null" not in each.text):
                raise _refusal(function, each, "the address of a local variable as a value")
            elif opcode == "store":
                value, place = _stored(each)
                if value in locals_:
                    if place not in locals_:
                        raise _refusal(function, each, "the address of a local variable where other threads find it")
                    changed = changed or not keeps_addresses
                    keeps_addresses = True
            elif opcode == "ret":
                returning.add(function.name)
            elif opcode in ("atomicrmw", "cmpxchg") and any(name in locals_ for name in used[1:]):
                raise _refusal(function, each, "the address of a local variable where other threads find it")
            elif opcode == "call" and (callee := each.callee) is not None and callee in functions:
                arguments, _ = arguments_of(each.text, each.text.index("(", each.text.index("@")))
                for number, argument in enumerate(arguments):
                    if argument.split()[-1] in locals_ and number not in given[callee]:
                        given[callee].add(number)
        for each in _instructions(function):
            if each.callee in returning and each.result is not None and each.result not in locals_:
                locals_.add(each.result)
                changed = True


def _is_chosen(each: Instruction, locals_: set[str]) -> bool:
    """Whether a selection is between addresses, and not by a condition on one."""
    return any(name in locals_ for name in _NAME.findall(each.operation.partition(",")[2]))


def _stored(each: Instruction) -> tuple[str, str]:
    value, _, place = each.operation.removeprefix("store ").partition(", ptr ")
    return value.split()[-1], place.split(",")[0].strip()


def _demand_own_variables(module: Module, host: Collection[Function], threads: Mapping[str, Function]) -> None:
    """Variables that threads name are the device's."""
    variables = {found["name"].strip('"') for line in module.rest if (found := _VARIABLE.match(line))}
    used = {
        name.strip('"')
        for function in threads.values()
        for each in _instructions(function)
        for name in _GLOBAL.findall(each.text)
    }
    devices = {name for name in variables & used if not name.startswith("wl_")}
    for function in host:
        for each in _instructions(function):
            named = devices.intersection(name.strip('"') for name in _GLOBAL.findall(each.text))
            if named and each.callee not in _COPIES:
                raise _refusal(function, each, f"the launcher touches {min(named)}, a variable of the device")


def _instructions(function: Function) -> Iterator[Instruction]:
    for block in function.blocks:
        yield from block.instructions


def _refusal(function: Function, each: Instruction, what: str) -> DeviceRuleError:
    at = f"line {each.line}: " if each.line else ""
    return DeviceRuleError(f"{at}{what}, in {function.name[:80]}")
