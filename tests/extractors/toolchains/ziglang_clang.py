"""The clang of the ziglang wheel, for tests that compile; they skip where it is not installed."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

import pytest

from warploom.extractors.ir.compile_request import CompileRequest, Flags, Target
from warploom.extractors.ir.diagnostics import Diagnostic
from warploom.extractors.toolchains.clang import clang_command, prefix_names
from warploom.extractors.toolchains.clang_answers import errors_of
from warploom.extractors.toolchains.tool import Tool

TIMEOUT_S = 60


def ziglang_clang(root: Path | None = None) -> Tool:
    """As a `Tool` whose files are seen below `root`, or where they are installed."""
    spec = importlib.util.find_spec("ziglang")
    if spec is None or spec.origin is None:
        pytest.skip("needs the ziglang wheel, to compile")
    home = Path(spec.origin).parent if root is None else root
    return Tool("clang", "22", "0" * 64, home / "zig", ("clang",), "ziglang", (home,))


def request(
    path: str,
    *,
    language: str = "CUDA",
    target: Target = Target.NVPTX,
    arch: str = "sm_80",
    standard: str = "",
    level: str = "unoptimised",
    flags: Flags | None = None,
    is_offload: bool = False,
) -> CompileRequest:
    """A request with what most tests leave as it is."""
    return CompileRequest(path, language, target, arch, flags or Flags(standard=standard), level, is_offload)


def compile_one(
    tool: Tool, tree: Path, asked: CompileRequest, output: Path, **options: str
) -> tuple[int, list[Diagnostic]]:
    """Exit status and complaints of one compilation, started in `tree`."""
    done = subprocess.run(
        clang_command(tool, asked, str(output), **options),  # type: ignore[arg-type]
        cwd=tree,
        capture_output=True,
        check=False,
        timeout=TIMEOUT_S,
        stdin=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "ZIG_GLOBAL_CACHE_DIR": "/nonexistent"},
    )
    return done.returncode, errors_of(done.stderr, prefix_names(tool, None, None))
