"""What the small release's files were compiled to: two whole files, a part of one, and one that failed."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from typing import Any

import llvmlite.binding as llvm
import pyarrow as pa

from warploom.schemas.compile_attempts import COMPILE_ATTEMPTS
from warploom.schemas.gpu_lowerings import GPU_LOWERINGS
from warploom.schemas.identity import gpu_lowering_id, ir_function_id, ir_module_id
from warploom.schemas.ir_functions import IR_FUNCTIONS
from warploom.schemas.ir_modules import IR_MODULES
from warploom.schemas.table import Table

Rows = dict[str, list[dict[str, Any]]]

NVVM_IR = "define ptx_kernel void @_Z1kv() {\n  ret void\n}\n"
DEVICE_TEXT = f'target triple = "nvptx64-nvidia-cuda"\n\n{NVVM_IR}'
HOST_TEXT = "define void @_Z1kv() {\n  call void @launch()\n  ret void\n}\n\ndeclare void @launch()\n"
C_TEXT = 'target triple = "x86_64-unknown-linux-gnu"\n\n@a = global i32 0\n'
PTX = ".version 8.8\n\n.visible .entry _Z1kv()\n{\n\t.loc\t1 1 0\n\tret;\n}\n"
SASS = "_Z1kv:\n/*0000*/ EXIT ;\n/*0010*/ NOP ;\n"

_COMMAND = {
    "compiler": "clang",
    "compiler_version": "22.1.8",
    "toolchain_digest": "ef" * 32,
    "standard": "",
    "flags_origin": "inferred",
    "headers": "real",
    "coverage": "whole",
    "level": "unoptimised",
    "is_offload": False,
    "instantiations": [],
    "omitted_units": [],
}


@functools.cache
def bitcode_of(text: str) -> bytes:
    """A module's bitcode, by LLVM itself."""
    with llvm.parse_assembly(text, llvm.create_context()) as module:
        return bytes(module.as_bitcode())


def add_compiled(rows: Rows) -> None:
    """Add modules, functions, a lowering and attempts to the rows of the small release.

    `src/a.c` compiles (its text is not kept), `src/k.cu` whole for the device and, after a header was missing, in part
    for the host; `src/b.c` fails, and `src/n.f90` has no compiler.
    """
    files = {row["path"]: row for row in rows["source_files"]}
    unit = next(row["row_id"] for row in rows["code_units"] if row["kind"] == "kernel")
    a, k = files["src/a.c"], files["src/k.cu"]

    c_module = _module(rows, a, C_TEXT, {"target": "x86_64", "arch": "x86-64"}, text=None, n_globals=1)
    _attempt(rows, a, c_module)

    device = _module(rows, k, DEVICE_TEXT, {"target": "nvptx64", "arch": "sm_80"}, **_counts(ret=1), n_kernels=1)
    _attempt(rows, k, device)
    kernel = _function(rows, device, "_Z1kv", is_kernel=True, code_unit_id=unit, **_counts(ret=1))
    _lowering(rows, kernel, "sm_80", text=k["text"])

    refused = {"target": "x86_64", "arch": "x86-64"}
    _attempt(rows, k, None, **refused, outcome="failed", reason="missing_header", detail="gone.h", exit_code=1,
             diagnostics=[_error("src/k.cu", "'gone.h' file not found")])  # fmt: skip
    part = {**refused, "coverage": "part", "headers": "stub", "omitted_units": ["broken (function)"]}
    closure = [_included("stub", "/headers/cuda/warploom_cuda.h"), _included("repository", "src/k.h", a["content_id"])]
    host = _module(rows, k, HOST_TEXT, part, **_counts(call=1, ret=1), n_calls=1, include_closure=closure)
    _attempt(rows, k, host)
    _function(rows, host, "_Z1kv", is_kernel=False, **_counts(call=1, ret=1), n_calls=1, callees=["launch"])

    _attempt(rows, files["src/b.c"], None, **refused, outcome="failed", reason="other", exit_code=1,
             diagnostics=[_error("src/b.c", "expected ';'")])  # fmt: skip
    _attempt(rows, files["src/b.c"], None, **refused, outcome="failed", reason="nothing_left", exit_code=0)
    none = {"compiler": None, "compiler_version": None, "toolchain_digest": None, "compile_argv": []}
    _attempt(rows, files["src/n.f90"], None, **refused, **none, outcome="not_run", reason="no_compiler", exit_code=None)


def _module(
    rows: Rows, file: Mapping[str, Any], ir_text: str, how: Mapping[str, Any], **values: Any
) -> Mapping[str, Any]:
    argv = ["clang", f"--target={how['target']}", file["path"]]
    bitcode = bitcode_of(ir_text)
    row = {
        **_defaults(IR_MODULES),
        **_of_file(IR_MODULES, file),
        **_COMMAND,
        "text": ir_text,
        "row_id": ir_module_id(file["content_id"], "clang 22.1.8", argv),
        "content_id": file["content_id"],
        "compile_argv": argv,
        "redistributable": True,
        "llvm_major": 22,
        "triple": "nvptx64-nvidia-cuda" if how["target"] == "nvptx64" else "x86_64-unknown-linux-gnu",
        "n_functions": ir_text.count("define "),
        "structural_hash": "alpha2:" + hashlib.sha256(ir_text.encode()).hexdigest()[:32],
        "stripped_sha256": hashlib.sha256(ir_text.encode()).hexdigest(),
        "is_verified": True,
        "bitcode": bitcode,
        "bitcode_sha256": hashlib.sha256(bitcode).hexdigest(),
        "bitcode_bytes": len(bitcode),
        **how,
        **values,
    }
    rows["ir_modules"].append(row)
    return row


def _function(rows: Rows, module: Mapping[str, Any], symbol: str, **values: Any) -> Mapping[str, Any]:
    row = {
        **_defaults(IR_FUNCTIONS),
        **{name: module[name] for name in IR_FUNCTIONS.schema.names if name in module},
        "text": NVVM_IR,
        "row_id": ir_function_id(module["row_id"], symbol),
        "dedup_cluster_id": ir_function_id(module["row_id"], symbol),
        "dedup_cluster_size": 1,
        "ir_module_id": module["row_id"],
        "symbol": symbol,
        "linkage": "external",
        "source_path": module["path"],
        "source_line": 1,
        **values,
    }
    rows["ir_functions"].append(row)
    return row


def _lowering(rows: Rows, function: Mapping[str, Any], arch: str, **values: Any) -> None:
    place = {"path": function["path"], "source_line": 1}
    rows["gpu_lowerings"].append(
        {
            **_defaults(GPU_LOWERINGS),
            **{name: function[name] for name in GPU_LOWERINGS.schema.names if name in function},
            "row_id": gpu_lowering_id(function["ir_module_id"], function["symbol"], arch),
            "arch": arch,
            "ir_function_id": function["row_id"],
            "nvvm_ir": NVVM_IR,
            "ptx": PTX,
            "sass": SASS,
            "registers": 8,
            "shared_bytes": 0,
            "local_bytes": 0,
            "spill_store_bytes": 0,
            "spill_load_bytes": 0,
            "ptx_histogram": [{"opcode": "ret", "n": 1}],
            "sass_histogram": [{"opcode": "EXIT", "n": 1}, {"opcode": "NOP", "n": 1}],
            "ptx_mix": [{"opcode": "control", "n": 1}],
            "sass_mix": [{"opcode": "control", "n": 1}, {"opcode": "other", "n": 1}],
            "nvvm_lines": [{"line": 2, **place}],
            "ptx_lines": [{"line": 6, **place}],
            "sass_lines": [{"line": 2, **place}, {"line": 3, "path": "<outside>/stub.h", "source_line": 7}],
            "sass_ptx_lines": [{"sass_line": 2, "ptx_line": 6}],
            "occupancy_block": 64,
            "occupancy": 1.0,
            "occupancy_limiter": "warps",
            "libdevice": "not_needed",
            "assembly": "done",
            "linkage": "whole_program",
            "assembler": "ptxas 13.0.88",
            "disassembler": "nvdisasm 13.5.37",
            **values,
        }
    )


def _attempt(rows: Rows, file: Mapping[str, Any], module: Mapping[str, Any] | None, **values: Any) -> None:
    """Add the next attempt on a file; with the module that came out, it has that one's command."""
    made = {} if module is None else {n: module[n] for n in COMPILE_ATTEMPTS.schema.names if n in module}
    argv = ["clang", f"--target={values.get('target')}", file["path"]]
    rows["compile_attempts"].append(
        {
            **_defaults(COMPILE_ATTEMPTS),
            **_COMMAND,
            "compile_argv": argv,
            **made,
            **{name: file[name] for name in ("repository_id", "repo_name", "path", "language")},
            "source_file_id": file["row_id"],
            "attempt_number": sum(row["source_file_id"] == file["row_id"] for row in rows["compile_attempts"]),
            "outcome": "compiled",
            "exit_code": 0,
            "ir_module_id": None if module is None else module["row_id"],
            **values,
        }
    )


def _counts(**opcodes: int) -> dict[str, Any]:
    histogram = [{"opcode": opcode, "n": n} for opcode, n in opcodes.items()]
    return {"n_instructions": sum(opcodes.values()), "n_basic_blocks": 1, "instruction_histogram": histogram}


def _included(kind: str, path: str, content: str | None = None) -> dict[str, Any]:
    expression = "MIT" if content else "Apache-2.0"
    return {
        "path": path, "kind": kind, "content_id": content, "license_expression": expression, "contributed_code": True,
    }  # fmt: skip


def _error(path: str, message: str) -> dict[str, Any]:
    return {"path": path, "line": 1, "column": 1, "severity": "error", "message": message}


def _of_file(table: Table, file: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: file[name] for name in table.schema.names if name in file},
        "source_file_id": file["row_id"],
    }


def _defaults(table: Table) -> dict[str, Any]:
    """Nothing, none, 0 and no for every column of a table."""
    return {column.name: _default(column.type, is_nullable=column.nullable) for column in table.columns}


def _default(kind: pa.DataType, *, is_nullable: bool) -> Any:
    if is_nullable:
        return None
    if pa.types.is_list(kind):
        return []
    if pa.types.is_boolean(kind):
        return False
    return 0 if pa.types.is_integer(kind) or pa.types.is_floating(kind) else ""
