"""Our own headers for HIP and OpenCL: real interfaces compile with them, on the host and on the device."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

import llvmlite.binding as llvm
import pytest

import warploom.extractors.toolchains as toolchains

HEADERS = Path(toolchains.__path__[0]) / "headers"
HERE = Path(__file__).parent


def compiled(source: str, output: Path, *arguments: str) -> llvm.ModuleRef:
    """By the clang of ziglang, with its headers and ours and nothing of this machine."""
    spec = importlib.util.find_spec("ziglang")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("ziglang is not installed: pip install ziglang")
    root = Path(spec.submodule_search_locations[0])
    library = root / "lib"
    includes = [library / "include", *(library / "libc/include" / name for name in ("x86-linux-gnu", "generic-glibc"))]
    includes += [library / "libc/include" / name for name in ("x86-linux-any", "any-linux-any")]
    search = [argument for path in includes for argument in ("-isystem", str(path))]
    command = [str(root / "zig"), "clang", "-nostdinc", "-nostdinc++", *search, "-D__GLIBC_MINOR__=31", *arguments]
    command += ["-O2", "-Xclang", "-disable-llvm-passes", "-emit-llvm", "-c", "-o", str(output), str(HERE / source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert not done.returncode, done.stderr
    module = llvm.parse_bitcode(output.read_bytes())
    module.verify()
    return module


@pytest.mark.parametrize("version", ["CL1.2", "CL2.0", "CL3.0"])
@pytest.mark.parametrize("target", ["spir64", "nvptx64-nvidia-cuda", "amdgcn-amd-amdhsa"])
def test_opencl_compiles_for_every_target(target: str, version: str, tmp_path: Path) -> None:
    """Vectors, conversions, images, atomic operations, halves."""
    own = ["-isystem", str(HEADERS / "opencl"), "-Xclang", "-finclude-default-header"]
    functions = ["-Xclang", "-fdeclare-opencl-builtins", "-Xclang", "-cl-ext=+all", "-nogpulib"]
    language = ["-x", "cl", f"-cl-std={version}", f"--target={target}"]
    module = compiled("kernel.cl", tmp_path / "out.bc", *language, *own, *functions)
    assert any(function.name == "blend" for function in module.functions)


@pytest.mark.parametrize("side", ["--offload-device-only", "--offload-host-only"])
def test_hip_compiles_on_both_sides(side: str, tmp_path: Path) -> None:
    """Kernels on the device, launches on the host."""
    language = ["-x", "hip", side, "-nogpulib", "-nogpuinc", "--offload-arch=gfx90a", "-std=c++17"]
    own = ["-isystem", str(HEADERS / "hip"), "--target=x86_64-unknown-linux-gnu"]
    module = compiled("kernel.hip", tmp_path / "out.bc", *language, *own)
    text = str(module)
    if side == "--offload-device-only":
        assert "amdgcn" in module.triple
        assert "amdgpu_kernel" in text
        assert "@__ocml_sin_f32" in text
        assert "llvm.amdgcn.s.barrier" in text
    else:
        assert "@hipLaunchKernel" in text


def test_every_header_says_that_it_is_our_own() -> None:
    """In its first line."""
    headers = [*(HEADERS / "hip/hip").iterdir(), *(HEADERS / "opencl").iterdir()]
    assert len(headers) >= 10
    for header in headers:
        assert "eclarations of our own" in header.read_text().partition("\n")[0], header.name
