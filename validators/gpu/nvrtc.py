"""Compiles device code to cubins and PTX by NVRTC, in the sandbox and without a driver or a device."""

from __future__ import annotations

import base64
import ctypes
import functools
import os
import re
from collections.abc import Sequence
from ctypes import byref, c_char_p, c_size_t, c_void_p
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from warploom.extractors.toolchains.registry import found_tools
from warploom.extractors.toolchains.tool import Tool
from warploom.schemas.errors import WarploomError
from warploom.validators.proof.foreign import confined_values
from warploom.validators.simulate.confined import Lost

_ERROR = re.compile(r"^[^\n(]*\((\d+)\): (?:catastrophic )?error: ([^\n]*)", re.MULTILINE)
_INTEGERS = """
typedef signed char int8_t; typedef short int16_t; typedef int int32_t; typedef long int64_t;
typedef unsigned char uint8_t; typedef unsigned short uint16_t; typedef unsigned int uint32_t;
typedef unsigned long uint64_t; typedef unsigned long size_t; typedef unsigned long uintptr_t; typedef long intptr_t;
"""
_FLOATS = """
#define FLT_MAX 3.402823466e+38f
#define FLT_MIN 1.175494351e-38f
#define FLT_EPSILON 1.192092896e-07f
#define DBL_MAX 1.7976931348623158e+308
#define DBL_MIN 2.2250738585072014e-308
#define DBL_EPSILON 2.2204460492503131e-16
"""
_LIMITS = """
#define INT_MAX 2147483647
#define INT_MIN (-2147483647 - 1)
#define UINT_MAX 4294967295u
#define LLONG_MAX 9223372036854775807ll
#define LLONG_MIN (-9223372036854775807ll - 1)
#define ULLONG_MAX 18446744073709551615ull
"""
_MATH = """
#define INFINITY __int_as_float(0x7f800000)
#define NAN __int_as_float(0x7fffffff)
#define M_PI 3.14159265358979323846
#define M_SQRT1_2 0.70710678118654752440
#define M_SQRT2 1.41421356237309504880
#define M_E 2.7182818284590452354
#define M_LN2 0.69314718055994530942
"""
_HEADERS = {
    **dict.fromkeys(("stdint.h", "cstdint", "stddef.h", "cstddef"), _INTEGERS),
    **dict.fromkeys(("float.h", "cfloat"), _FLOATS),
    **dict.fromkeys(("limits.h", "climits"), _LIMITS),
    **dict.fromkeys(("math.h", "cmath"), _MATH),
    **dict.fromkeys(("stdio.h", "cstdio", "stdlib.h", "cstdlib", "string.h", "cstring", "cuda_runtime.h"), ""),
    **dict.fromkeys(("assert.h", "cassert", "algorithm", "utility"), ""),
}
"""What texts include of C's and the host's library: NVRTC reads no file for them, and knows the rest by itself."""
_CUBIN = re.compile(r"sm_\d+[a-z]?$")
_AT_ONCE = 12
_SECONDS = 120
"""Of processor time, for one load of the library and what it compiles."""


class NvrtcError(WarploomError):
    """Code that does not compile for the device, or NVRTC not being there; says where."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text, what it is compiled for (a cubin for `sm_80`, PTX for `compute_80`), and its `-D` options."""

    text: str
    architecture: str
    definitions: tuple[str, ...] = ()


class DeviceCompiler(Protocol):
    """What makes images for devices."""

    @property
    def name(self) -> str:
        """With its version."""

    @property
    def digest(self) -> str:
        """Of all that it consists of."""

    def compile(self, sources: Sequence[Source]) -> list[bytes | NvrtcError]:
        """The image of each, or why there is none."""


@dataclass(frozen=True, slots=True)
class NvrtcJob:
    """Sources for one load of the library, which takes as long as compiling a kernel."""

    tool: Tool
    sources: Sequence[Source]


class Nvrtc:
    """One NVRTC. Texts are anybody's: it reads them in the sandbox."""

    def __init__(self, tool: Tool) -> None:
        self.name, self.digest = f"nvrtc {tool.version}", tool.digest
        self._tool = tool

    def compile(self, sources: Sequence[Source]) -> list[bytes | NvrtcError]:
        """The image of each, or why there is none. Raises as `foreign.confined_values`."""
        parts = [sources[start : start + _AT_ONCE] for start in range(0, len(sources), _AT_ONCE)]
        jobs = [NvrtcJob(self._tool, part) for part in parts]
        said, _ = confined_values(f"{__name__}:plain_images", jobs, _SECONDS, readable=_roots(self._tool))
        return [made for part, one in zip(parts, said, strict=True) for made in _images(part, one)]


def plain_images(job: NvrtcJob) -> list[list[str]]:
    """In the sandbox: the images, as values of JSON."""
    library = _Library(job.tool)
    made = []
    for source in job.sources:
        try:
            image = library.compile(source.text, source.architecture, source.definitions)
            made.append(["image", base64.b64encode(image).decode()])
        except NvrtcError as error:
            made.append(["error", str(error)])
    return made


def _images(sources: Sequence[Source], said: object) -> list[bytes | NvrtcError]:
    if isinstance(said, Lost):
        return [NvrtcError(f"NVRTC {said.how}: {said.detail}") for _ in sources]
    try:
        return [_made(*one) for one, _ in zip(cast("list[Any]", said), sources, strict=True)]
    except (TypeError, ValueError) as error:
        return [NvrtcError(f"no answer of NVRTC: {error}") for _ in sources]


def _made(kind: Any, content: Any) -> bytes | NvrtcError:
    if kind == "image":
        return base64.b64decode(content, validate=True)
    return NvrtcError(str(content)[:500])


class _Library:
    """The library itself, in this process."""

    def __init__(self, tool: Tool) -> None:
        for part in sorted(tool.path.parent.glob("libnvrtc-builtins.so.*")):
            if ".alt." not in part.name:  # found by its name once it is loaded, wherever it lies
                ctypes.CDLL(str(part), mode=os.RTLD_GLOBAL)
        self._library = ctypes.CDLL(str(tool.path))
        self._include = next((str(root / "include") for root in _roots(tool) if (root / "include").is_dir()), None)

    def compile(self, text: str, architecture: str, definitions: Sequence[str] = ()) -> bytes:
        """A cubin for `sm_80`, PTX for `compute_80`."""
        names = list(_HEADERS)
        program = c_void_p()
        headers = (c_char_p * len(names))(*(_guarded(name).encode() for name in names))
        included = (c_char_p * len(names))(*(name.encode() for name in names))
        self._call("nvrtcCreateProgram", byref(program), text.encode(), b"pair.cu", len(names), headers, included)
        try:
            options = [f"--gpu-architecture={architecture}", "-std=c++17", "-default-device", "-w", *definitions]
            if self._include is not None:
                options.append(f"-I{self._include}")
            given = (c_char_p * len(options))(*(option.encode() for option in options))
            code = self._library.nvrtcCompileProgram(program, len(options), given)
            if code:
                raise NvrtcError(self._first_error(program, code))
            kind = "CUBIN" if _CUBIN.match(architecture) else "PTX"
            size = c_size_t()
            self._call(f"nvrtcGet{kind}Size", program, byref(size))
            image = ctypes.create_string_buffer(size.value)
            self._call(f"nvrtcGet{kind}", program, image)
            return image.raw if kind == "CUBIN" else image.raw.rstrip(b"\0")
        finally:
            self._call("nvrtcDestroyProgram", byref(program))

    def _first_error(self, program: c_void_p, code: int) -> str:
        size = c_size_t()
        self._call("nvrtcGetProgramLogSize", program, byref(size))
        log = ctypes.create_string_buffer(size.value)
        self._call("nvrtcGetProgramLog", program, log)
        text = log.value.decode("utf-8", "replace")
        found = _ERROR.search(text)
        if found is not None:
            return f"line {found[1]}: {found[2][:300]}"
        return f"NVRTC fails with {code}: {text.strip().splitlines()[0][:300] if text.strip() else 'it says nothing'}"

    def _call(self, name: str, *arguments: Any) -> None:
        code = getattr(self._library, name)(*arguments)
        if code:
            raise NvrtcError(f"{name} fails with {code}")


@functools.cache
def nvrtc() -> Nvrtc:
    """The one of this machine; raises `NvrtcError` where there is none."""
    found = found_tools("nvrtc")
    if not found:
        raise NvrtcError("device code is compiled ahead by NVRTC, which is not here: pip install 'warploom[cuda]'")
    return Nvrtc(found[0])


def _guarded(name: str) -> str:
    return f"#pragma once\n{_HEADERS[name]}"


def _roots(tool: Tool) -> list[Path]:
    return [tool.path.parent.parent, *tool.prefixes]
