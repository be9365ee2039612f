"""A program for the sandbox: compile what numba decorates in one Python file, by running the few statements it needs.

Called as `python numba_compiler.py PATH OUTPUT` in the root of a repository: PATH is relative to it, OUTPUT a directory
to which go `N.bc` for each function compiled, and `results.jsonl`: a line per function as it is done. The text is
hostile and parts of it run, so this is no module: importing it is refused.
"""

from __future__ import annotations

if __name__ != "__main__":
    raise ImportError("this runs code of others: it is a program for the sandbox, not a module")

import ast
import builtins
import copy
import importlib
import json
import os
import re
import signal
import sys
import warnings
from pathlib import Path
from types import FrameType
from typing import Any

# Code for any machine, whichever this one is: numba takes both from the processor and its libraries unless it is told.
os.environ.update(
    NUMBA_CPU_NAME="x86-64",
    NUMBA_CPU_FEATURES="",
    NUMBA_DISABLE_INTEL_SVML="1",
    NUMBA_NUM_THREADS="1",
    NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING="1",
    NUMBA_THREADING_LAYER="workqueue",
)
sys.path.insert(0, str(Path(__file__).parents[3]))  # where the package lies that this program is a part of

import llvmlite.binding as llvm
import numba

from warploom.extractors.toolchains.numba_signatures import candidate_signatures
from warploom.extractors.toolchains.python_statements import defined, loaded, top_level, without_caches

CPU_CODE: Any = importlib.import_module("numba.core.codegen").CPUCodeLibrary
CPU_OPTIONS: Any = importlib.import_module("numba.core.cpu").CPUTargetOptions
SIGNATURES: Any = (importlib.import_module("numba.core.typing").Signature, numba.types.Type)
NORMALISE: Any = importlib.import_module("numba.core.sigutils").normalize_signature
LIBRARIES = frozenset({"cmath", "math", "numba", "numpy", "operator"})
"""What is imported as it is; all else is looked for in the repository."""
OPTIONS = frozenset({"boundscheck", "error_model", "fastmath", "inline", "parallel"})
"""Of a decorator: those that change the code."""
SECONDS_PER_FUNCTION = 30
MAX_FILE_BYTES = 2_000_000
MAX_FILES = 500
CUDA_LAYOUT = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
_POINTER = re.compile(
    r'^(@"?numba\.dynamic\.globals\.[0-9a-f]+"? = )linkonce global (\S+) inttoptr \(i64 [0-9]+ to \S+\)',
    re.MULTILINE,
)
"""Something of this process; a declaration in its stead says as much."""
_ANY_POINTER = re.compile(r"inttoptr \(i64 [0-9]{10,}")
_ADDRESS = re.compile(
    r"0x[0-9a-f]{12}(?![0-9a-f])"
    r"|(?<=[._])[0-9]{13,16}(?=_)"
    r"|(?<=\.)[0-9a-f]{40}\b|(?<=globals\.)[0-9a-f]{6,16}\b"
)
"""In names; those of forty digits are hashes of bytes that may hold one."""
_SAID_ADDRESS = re.compile(r"0x[0-9a-f]{6,}|\x1b\[[0-9;]*m")
_DEFINED = re.compile(r'^define\b[^@\n]*@"?([^"(\n]+)', re.MULTILINE)


class UnresolvedError(Exception):
    """A name that neither the file nor the repository defines."""


class Repository:
    """The files that statements were taken from, each with the namespace in which they ran."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}

    def file(self, path: str) -> File:
        """As it was parsed once. Raises `UnresolvedError`, and what opening and parsing raise."""
        if path not in self.files:
            if len(self.files) == MAX_FILES:
                raise UnresolvedError(f"more than {MAX_FILES} files")
            self.files[path] = File(self, path)
        return self.files[path]

    def module(self, name: str, importer: str, level: int) -> File:
        """Where `name` is imported from in `importer`; `level` counts the dots."""
        parts = name.split(".") if name else []
        here = importer.split("/")[:-1]
        starts = [here[: len(here) - level + 1]] if level else [here[:n] for n in range(len(here), -1, -1)]
        for start in starts:
            for tail in (f"{'/'.join([*start, *parts])}.py", "/".join([*start, *parts, "__init__.py"])):
                if Path(tail).is_file():
                    return self.file(tail)
        raise UnresolvedError(f"module {'.' * level}{name}")


class File:
    """One file; a statement runs when a name that it defines is asked for, after all that it needs."""

    def __init__(self, repository: Repository, path: str) -> None:
        self.repository, self.path = repository, path
        source = Path(path)
        if source.stat().st_size > MAX_FILE_BYTES:
            raise UnresolvedError(f"{path} is larger than {MAX_FILE_BYTES} bytes")
        self.tree = ast.parse(source.read_bytes(), path)
        self.name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self.namespace: dict[str, Any] = {"__name__": self.name, "__file__": path}
        self.statements: dict[str, list[ast.stmt]] = {}
        self.done: set[int] = set()
        self.imports: set[str] = set()
        for statement in top_level(self.tree.body):
            for name in defined(statement):
                self.statements.setdefault(name, []).append(statement)

    def resolve(self, name: str) -> None:
        """Have `name` in the namespace. Raises `UnresolvedError`, and whatever its statements raise."""
        if name in self.namespace or hasattr(builtins, name):
            return
        if name not in self.statements:
            raise UnresolvedError(name)
        for statement in self.statements[name]:
            self.run(statement, name)

    def run(self, statement: ast.stmt, name: str) -> None:
        """Once, after what it needs; of an import only what gives `name`."""
        if isinstance(statement, ast.Import | ast.ImportFrom):
            self._import(statement, name)
            return
        if id(statement) in self.done:
            return
        self.done.add(id(statement))
        for needed in loaded(statement):
            if needed != name:
                self.resolve(needed)
        self.execute(without_caches(statement))

    def execute(self, statement: ast.stmt) -> None:
        """Run it as it is."""
        exec(compile(ast.Module([statement], []), self.path, "exec"), self.namespace)  # noqa: S102 - in the sandbox

    def _import(self, statement: ast.Import | ast.ImportFrom, name: str) -> None:
        for alias in statement.names:
            if (alias.asname or alias.name.split(".")[0]) != name:
                continue
            if name in self.imports:
                raise UnresolvedError(f"{name}, which is imported in a circle")
            self.imports.add(name)
            module = alias.name if isinstance(statement, ast.Import) else statement.module or ""
            level = statement.level if isinstance(statement, ast.ImportFrom) else 0
            if not level and module.split(".")[0] in LIBRARIES:
                self.execute(statement)
            elif isinstance(statement, ast.Import):
                raise UnresolvedError(f"module {module}")
            else:
                try:
                    source = self.repository.module(module, self.path, level)
                    source.resolve(alias.name)
                    self.namespace[name] = source.namespace[alias.name]
                except UnresolvedError:
                    raise UnresolvedError(f"{'.' * level}{module}.{alias.name}") from None


class Recorder:
    """The IR that numba hands to LLVM, before any pass, by the library that it belongs to."""

    def __init__(self) -> None:
        self.texts: dict[int, tuple[Any, list[str]]] = {}
        record = self.texts
        add = CPU_CODE.add_ir_module

        def add_and_keep(library: Any, module: Any) -> Any:
            record.setdefault(id(library), (library, []))[1].append(str(module))
            return add(library, module)

        CPU_CODE.add_ir_module = add_and_keep
        finalize = CPU_OPTIONS.finalize

        def finalize_bare(options: Any, flags: Any, given: Any) -> None:
            finalize(options, flags, given)
            flags.debuginfo = flags.dbg_directives_only = True  # lines, and nothing that changes the code
            flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True

        CPU_OPTIONS.finalize = finalize_bare

    def module(self, library: Any) -> llvm.ModuleRef:
        """`library` and all that it calls."""
        texts: list[str] = []
        seen: set[int] = set()
        pending = [library]
        while pending:
            current = pending.pop()
            if id(current) in seen or current.name == "nrt":
                continue
            seen.add(id(current))
            texts += [text for text in self.texts.get(id(current), (None, []))[1] if not _is_wrapper(text)]
            pending += reversed(list(current._linking_libraries))  # noqa: SLF001 - numba has no public way
        return linked(texts)


def linked(texts: list[str]) -> llvm.ModuleRef:
    """One module; what depends on this process and this machine is numbered, or named as it is everywhere."""
    numbers: dict[str, str] = {}
    module: llvm.ModuleRef | None = None
    for text in texts:
        portable = _POINTER.sub(r"\1external global \2", text).replace(f'"{Path.cwd()}', '"/proc/self/cwd')
        if _ANY_POINTER.search(portable):
            raise UnresolvedError("an object of the process that compiles: its address is in the code")
        parsed = llvm.parse_assembly(_ADDRESS.sub(lambda found: _numbered(found[0], numbers), portable))
        if module is None:
            module = parsed
            module.name = "numba"
        else:
            module.link_in(parsed)
    if module is None:
        raise UnresolvedError("a module: numba made none")
    module.verify()
    return module


def _numbered(address: str, numbers: dict[str, str]) -> str:
    """As long as it was, as mangled names tell their length."""
    prefix = "0x" if address.startswith("0x") else ""
    return numbers.setdefault(address, prefix + str(len(numbers) + 1).zfill(len(address) - len(prefix)))


def _is_wrapper(text: str) -> bool:
    """For callers from Python or C only."""
    names = _DEFINED.findall(text)
    return bool(names) and all(name.startswith(("cfunc.", "_ZN7cpython")) for name in names)


def _decorator(function: ast.FunctionDef, file: File) -> tuple[str, ast.expr] | None:
    """Numba's own, by the name under which this file has it: jit, njit, vectorize, guvectorize, cuda.jit."""
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        parts: list[str] = []  # last first
        while isinstance(called, ast.Attribute):
            parts.append(called.attr)
            called = called.value
        if not isinstance(called, ast.Name):
            continue
        imports = (s for s in file.statements.get(called.id, ()) if isinstance(s, ast.Import | ast.ImportFrom))
        parts.extend(_imported_as(statement, called.id) for statement in imports)
        name = ".".join(reversed(parts)).removeprefix("numba.")
        if name.split(".")[-1] in ("jit", "njit", "vectorize", "guvectorize") and name.count(".") < 2:
            return name, decorator
    return None


def _imported_as(statement: ast.Import | ast.ImportFrom, name: str) -> str:
    alias = next(a for a in statement.names if (a.asname or a.name.split(".")[0]) == name)
    if isinstance(statement, ast.Import):
        return alias.name if alias.asname else name
    return f"{statement.module}.{alias.name}" if statement.module else alias.name


def _stated(decorator: ast.expr, file: File) -> list[Any]:
    """Signatures of the decorator, evaluated."""
    if not isinstance(decorator, ast.Call) or not decorator.args:
        return []
    value = _evaluated(decorator.args[0], file)
    if callable(value) and not isinstance(value, SIGNATURES):
        return []
    return list(value) if isinstance(value, list) else [value]


def _evaluated(expression: ast.expr, file: File) -> Any:
    for node in ast.walk(expression):
        if isinstance(node, ast.Name):
            file.resolve(node.id)
    return eval(compile(ast.Expression(expression), file.path, "eval"), file.namespace)  # noqa: S307 - in the sandbox


def _options(decorator: ast.expr, file: File) -> dict[str, Any]:
    stated = decorator.keywords if isinstance(decorator, ast.Call) else []
    return {k.arg: _evaluated(k.value, file) for k in stated if k.arg in OPTIONS}


def _arguments(signature: Any) -> tuple[Any, ...]:
    arguments, _ = NORMALISE(signature)
    return tuple(arguments)


def _compiled_for_cuda(function: Any, arguments: tuple[Any, ...]) -> list[str]:
    """NVVM IR before libnvvm has it, from numba's own CUDA target; no driver and no toolkit is needed for it."""
    codegen: Any = importlib.import_module("numba.cuda.codegen")
    compiler: Any = importlib.import_module("numba.cuda.compiler")
    nvvm: Any = importlib.import_module("numba.cuda.cudadrv.nvvm")

    class Layout:
        data_layout = CUDA_LAYOUT

        def get_ir_version(self) -> tuple[int, int, int, int]:
            return 2, 0, 3, 1

    nvvm.NVVM = Layout
    texts: list[str] = []
    codegen.CUDACodeLibrary.add_ir_module = lambda _library, module: texts.append(str(module))
    compiler.compile_cuda(function, numba.void, arguments, fastmath=False, debug=False, lineinfo=True, cc=(8, 0))
    return texts


def _bitcode(
    file: File,
    function: ast.FunctionDef,
    kind: str,
    options: dict[str, Any],
    arguments: tuple[Any, ...],
    recorder: Recorder,
) -> bytes:
    plain = copy.copy(function)
    plain.decorator_list = []
    kept = file.namespace.get(function.name)
    file.execute(without_caches(plain))
    python_function = file.namespace[function.name]
    if kind.startswith("cuda."):
        return bytes(linked(_compiled_for_cuda(python_function, arguments)).as_bitcode())
    dispatcher = numba.njit(**options)(python_function)
    file.namespace[function.name] = dispatcher if kept is None else kept  # so that it can call itself
    dispatcher.compile(arguments)
    overload = next(iter(dispatcher.overloads.values()))
    return bytes(recorder.module(overload.library).as_bitcode())


def _attempts(
    function: ast.FunctionDef, kind: str, decorator: ast.expr, file: File
) -> tuple[list[tuple[Any, ...]], bool]:
    """Types of arguments to try, and whether they are our own guess."""
    stated = [_arguments(signature) for signature in _stated(decorator, file)]
    if stated:
        return stated[:1], False
    guessed = candidate_signatures(function)
    if kind.endswith("vectorize") and "gu" not in kind:
        guessed = [(scalar,) * len(function.args.args) for scalar in ("float64", "int64")]
    return [tuple(eval(name, vars(numba.types)) for name in names) for names in guessed], True  # noqa: S307 - ours


def _one(file: File, function: ast.FunctionDef, recorder: Recorder) -> dict[str, Any] | None:
    """What came of a function; None if numba has nothing to do with it."""
    found = _decorator(function, file)
    if found is None:
        return None
    kind, decorator = found
    row: dict[str, Any] = {
        "name": function.name,
        "line": min([function.lineno, *(d.lineno for d in function.decorator_list)]),
        "end_line": function.end_lineno,
        "decorator": kind,
        "signature": None,
        "is_inferred": None,
        "bitcode": None,
        "reason": None,
    }
    first: str | None = None
    try:
        for needed in loaded(function):
            if needed != function.name:
                file.resolve(needed)
        options = _options(decorator, file)
        attempts, row["is_inferred"] = _attempts(function, kind, decorator, file)
        for arguments in attempts:
            try:
                row["bitcode"] = _bitcode(file, function, kind, options, arguments, recorder)
                row["signature"] = ", ".join(str(argument) for argument in arguments)
            except TimeoutError:
                raise
            except Exception as error:
                first = first or _said(error)
            else:
                return row
        row["reason"] = first or "no signature is stated and none could be guessed"
    except UnresolvedError as error:
        row["reason"] = f"needs {error}"
    except Exception as error:
        row["reason"] = _said(error)
    return row


def _said(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    message = next((line for line in lines if "pipeline" not in line), "")
    return _SAID_ADDRESS.sub("", f"{type(error).__name__}: {message}")[:500]


def _out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"ran past {SECONDS_PER_FUNCTION} s")


def main(path: str, output: str) -> int:
    """A line of `results.jsonl` per function that numba decorates; the status is 0 unless the file cannot be read."""
    directory = Path(output)
    directory.mkdir(parents=True, exist_ok=True)
    importlib.invalidate_caches()
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    repository = Repository()
    with (directory / "results.jsonl").open("w", encoding="utf-8") as results:
        try:
            file = repository.file(os.path.normpath(path))
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError, UnresolvedError) as error:
            results.write(json.dumps({"reason": _said(error)}) + "\n")
            return 1
        recorder = Recorder()
        signal.signal(signal.SIGALRM, _out_of_time)
        n_modules = 0
        for function in [s for s in top_level(file.tree.body) if isinstance(s, ast.FunctionDef)]:
            signal.alarm(SECONDS_PER_FUNCTION)
            row = _one(file, function, recorder)
            signal.alarm(0)
            if row is None:
                continue
            if row["bitcode"] is not None:
                (directory / f"{n_modules}.bc").write_bytes(row["bitcode"])
                row["bitcode"] = f"{n_modules}.bc"
                n_modules += 1
            row["reads"] = sorted(repository.files)
            results.write(json.dumps(row, sort_keys=True) + "\n")
            results.flush()
    return 0


sys.exit(main(*sys.argv[1:]))
