"""Headers of what errors miss of the standard library."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extractors.toolchains.ziglang_clang import compile_one, request, ziglang_clang
from warploom.extractors.ir.compile_request import Flags, Target
from warploom.extractors.ir.standard_names import _DEVICE, _GLOBALS, _MEMBERS, headers_of_missed
from warploom.extractors.toolchains.clang import provided_headers


def test_headers_by_what_is_missed() -> None:
    messages = [
        "no member named 'list' in namespace 'std'",
        "no template named 'unique_ptr' in namespace 'std'; did you mean '::unique_ptr'?",
        "use of undeclared identifier 'memcpy'",
        "unknown type name 'uint32_t'",
        "no type named 'path' in namespace 'std::filesystem'",
        "no member named 'list' in namespace 'mine'",
        "use of undeclared identifier 'list'",
    ]
    assert headers_of_missed(messages, "C++") == ("filesystem", "list", "memory", "stdint.h", "string.h")
    assert headers_of_missed(messages, "C") == ("stdint.h", "string.h")
    assert headers_of_missed(["expected expression"], "C++") == ()


def test_headers_of_cuda() -> None:
    """For CUDA alone; each is one of ours."""
    messages = ["unknown type name 'half'", "use of undeclared identifier 'cub'", "unknown type name 'uint8_t'"]
    assert headers_of_missed(messages, "CUDA") == ("cub/cub.cuh", "cuda_fp16.h", "stdint.h")
    assert headers_of_missed(messages, "C++") == ("stdint.h",)
    assert set(_DEVICE) <= provided_headers()


@pytest.mark.parametrize("language", ["C", "C++"])
def test_every_header_has_its_names(tmp_path: Path, language: str) -> None:
    """So that none is included for nothing."""
    old = {"result_of"}
    lines = [f"#include <{header}>\n" for header in (*_GLOBALS, *(_MEMBERS if language == "C++" else ()))]
    if language == "C++":
        lines += [f"using std::{n};\n" for n in " ".join(_MEMBERS.values()).split() if n not in old | _NAMESPACES]
    else:
        names = set(" ".join(_GLOBALS.values()).split()) - {"assert", "offsetof"}
        lines += [f"int size_{n} = sizeof({n});\n" for n in sorted(names)]
    (tmp_path / "a.x").write_text("".join(lines))
    flags = Flags(standard="gnu++20" if language == "C++" else "gnu17")
    asked = request("a.x", language=language, target=Target.HOST, arch="x86-64", flags=flags)
    assert compile_one(ziglang_clang(), tmp_path, asked, tmp_path / "o.bc") == (0, [])


_NAMESPACES = {"chrono", "filesystem", "this_thread", "placeholders"}
