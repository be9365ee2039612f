"""Flags of files whose build nobody describes, in small repositories."""

from __future__ import annotations

import time

import pytest

from warploom.extractors.ir.build_files import BuildFiles
from warploom.extractors.ir.compile_request import Flags, FlagsOrigin
from warploom.extractors.ir.include_closure import include_closure
from warploom.extractors.ir.infer_flags import GUESSED, FlagInference
from warploom.extractors.ir.repository_files import RepositoryFiles
from warploom.extractors.ir.standard_fallbacks import fallbacks

PROJECT = {
    "CMakeLists.txt": b"set(CMAKE_CXX_STANDARD 14)\nadd_definitions(-DALWAYS=1 -DBAD=$(id) -DDIR=${X})\n"
    b"if(WIN32)\nadd_definitions(-DNEVER)\nendif()\n# add_definitions(-DCOMMENT)\n",
    "src/a.cpp": b'#include "near.h"\n#include <p/api.h>\n#include <vector>\n#include "deep/x.h"\n#include <gone.h>\n',
    "src/near.h": b"",
    "include/p/api.h": b'#include "other.h"\n',
    "include/p/other.h": b"",
    "third_party/q/include/deep/x.h": b'#include "config.h"\n#pragma omp parallel\n',
    "third_party/q/config.h.in": b"#undef HAVE_CUDA\n#undef HAVE_STDINT_H\n#undef SIZEOF_LONG\n",
    "src/b.c": b"#pragma omp parallel for\n",
}


def infer(files: dict[str, bytes], path: str, language: str) -> tuple[Flags, FlagInference]:
    inference = FlagInference(RepositoryFiles(files), frozenset({"vector", "stdio.h"}))
    return inference.flags_for(path, language).flags, inference


def test_a_project_without_a_word_on_its_flags() -> None:
    """Directories by suffix, the standard and defines from the build file, a header from its template."""
    how = FlagInference(RepositoryFiles(PROJECT), frozenset({"vector"})).flags_for("src/a.cpp", "C++")
    expected = Flags(("include", "third_party/q/include", "third_party/q"), ("ALWAYS=1",), "gnu++14")
    assert expected == how.flags
    assert ("gone.h",) == how.missing_headers
    assert {
        "third_party/q/config.h": b"/* #undef HAVE_CUDA */\n#define HAVE_STDINT_H 1\n#define SIZEOF_LONG 8\n"
    } == how.added_headers


def test_openmp_is_on_where_the_file_has_a_pragma() -> None:
    """And C has its own default."""
    flags, _ = infer(PROJECT, "src/b.c", "C")
    assert Flags((), ("ALWAYS=1",), "gnu17", True) == flags


def test_the_repositorys_own_commands_come_first_then_cmakes() -> None:
    """With what they leave out filled in."""
    own = b'[{"directory": "/r", "file": "/r/src/b.c", "arguments": ["cc", "-DOWN"]}]'
    index = RepositoryFiles({**PROJECT, "build/compile_commands.json": own})
    cmake = {path: Flags((), ("CMAKE",), "c11", origin=FlagsOrigin.CMAKE) for path in ("src/b.c", "src/a.cpp")}
    inference = FlagInference(index, frozenset({"vector"}), cmake=cmake)
    first, second = inference.flags_for("src/b.c", "C").flags, inference.flags_for("src/a.cpp", "C++").flags
    assert (("OWN",), "gnu17", FlagsOrigin.COMPILE_COMMANDS) == (first.defines, first.standard, first.origin)
    assert (("CMAKE",), "c11", FlagsOrigin.CMAKE) == (second.defines, second.standard, second.origin)


def test_the_nearest_of_several_headers_is_meant() -> None:
    """Of the closest directory around, in it, its `include` and its `src`."""
    index = RepositoryFiles(dict.fromkeys(["a/x/c.c", "a/include/h.h", "b/h.h", "include/h.h", "a/y/h.h"], b""))
    assert ["a/include/h.h", "b/h.h", "include/h.h"] == [index.nearest(place, "h.h") for place in ("a/x", "b", "z")]


def test_a_name_that_climbs_is_found_from_a_directory_beside() -> None:
    """As `<../src/m/m.h>` is from `include`."""
    index = RepositoryFiles({"src/m/k/a.c": b"#include <../src/m/m.h>\n", "src/m/m.h": b"", "include/p.h": b""})
    closure = include_closure("src/m/k/a.c", index)
    assert (("include",), ("src/m/k/a.c", "src/m/m.h"), ()) == (
        closure.directories,
        closure.files,
        closure.missing_headers,
    )


def test_a_define_whose_absence_is_an_error_comes_from_any_build_file() -> None:
    """Others that stand under conditions do not."""
    files = {"Makefile": b"CFLAGS = -DNEEDED=4 -DOTHER\n", "a.c": b"#ifndef NEEDED\n#error no\n#endif\n"}
    assert ("NEEDED=4",) == infer(files, "a.c", "C")[0].defines


def test_what_is_defined_behind_an_undef_is_defined_elsewhere_first() -> None:
    """Two decorations that no file defines first: one is defined anew in a corner, the other properly."""
    texts = {
        "a.c": b'#include "pconf.h"\nP_DEPRECATED_FUNCTION("") int f(void);\nQ_DEPRECATED_FUNCTION("") int g(void);\n',
        "b.h": b"#undef P_DEPRECATED_FUNCTION\n#define P_DEPRECATED_FUNCTION(x)\n",
        "c.h": b"#define Q_DEPRECATED_FUNCTION(x)\n#undef Q_DEPRECATED_FUNCTION\n",
    }
    guess = FlagInference(RepositoryFiles(texts)).flags_for("a.c", "C").added_headers[f"{GUESSED}/pconf.h"]
    assert (b"#define P_DEPRECATED_FUNCTION(...)" in guess, b"Q_DEPRECATED" in guess) == (True, False)


def test_a_configuration_without_a_template_is_guessed() -> None:
    """Facts, words that decorate, and one of several definitions of a type."""
    header = (
        b"#include <pconf.h>\n#if defined(P_REAL_SINGLE)\ntypedef float real;\n#elif defined(P_REAL_DOUBLE)\n"
        b'typedef double real;\n#endif\n#if P_SIZEOF_VOID_P == 8\n#endif\nint f(int *P_RESTRICT a) P_DEPRECATED("x");\n'
    )
    inference = FlagInference(RepositoryFiles({"p.h": header, "a.c": b'#include "p.h"\n'}))
    how = inference.flags_for("a.c", "C")
    guess = how.added_headers[f"{GUESSED}/pconf.h"].decode()
    defined = [line for line in guess.splitlines() if line.startswith("#define")]
    assert [
        "#define P_DEPRECATED(...)",
        "#define P_REAL_DOUBLE 1",
        "#define P_RESTRICT __restrict",
        "#define P_SIZEOF_VOID_P 8",
    ] == defined
    assert (GUESSED,) == how.flags.include_directories


def test_constants_that_the_compiler_misses_come_from_build_files() -> None:
    """A size that nobody tells is one, and a name that the repository defines otherwise is left alone."""
    files = {"CMakeLists.txt": b"set(P_MAXDIM 3)\n", "a.c": b"#define P_OTHER f()\n"}
    flags, inference = infer(files, "a.c", "C")
    said = [
        f"a.c:1:1: error: use of undeclared identifier '{name}'" for name in ("P_MAXDIM", "P_SIZE", "P_OTHER", "low")
    ]
    after = inference.after(flags, said, language="C")
    assert after is not None
    assert ("P_MAXDIM=3", "P_SIZE=1") == after.defines


def test_standards_are_tried_until_none_is_left() -> None:
    """Even if all messages come at once."""
    said = ["implicit declaration of function", "C++17 extension", "'register'", "no member named 'span'", "narrowed"]
    for language, first in (("C", "gnu17"), ("C++", "gnu++17")):
        flags: Flags | None = Flags(standard=first)
        tried: list[str] = []
        while flags is not None:
            assert flags.standard not in tried
            tried.append(flags.standard)
            flags = fallbacks(flags, said, language=language, tried=tried)
        assert len(tried) > 1
    assert fallbacks(Flags(standard="gnu17"), ["unknown type name 'x'"], language="C") is None
    greatest = ["no matching function for call to 'max'"]
    newer = fallbacks(Flags(standard="gnu++11"), greatest, language="CUDA")
    assert newer is not None
    assert newer.standard == "gnu++17"
    assert fallbacks(Flags(standard="gnu++11"), greatest, language="C++") is None


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("CMakeLists.txt", b"target_compile_features(a PUBLIC cxx_std_20)", "gnu++20"),
        ("setup.py", b"extra_compile_args=['-std=c++11', '-std=c++14']", "gnu++14"),
        ("meson.build", b"project('a', default_options: ['cpp_std=c++17'])", "gnu++17"),
        ("BUILD.bazel", b'copts = ["--std=gnu++14"]', "gnu++14"),
        ("Makefile", b"# -std=c++11\nall:\n", ""),
    ],
)
def test_standards_of_build_files(name: str, text: bytes, expected: str) -> None:
    """The newest that is named, with extensions."""
    assert expected == BuildFiles(RepositoryFiles({name: text, "a.cpp": b""})).standard("a.cpp", "C++")


def test_hostile_repositories_take_bounded_time() -> None:
    """Includes in cycles, a hundred thousand lines, files, directories and conditions, brackets that never close."""
    many = b"".join(b'#include "d%d/h.h"\n' % number for number in range(20_000))
    files = {f"d{number}/h.h": b'#include "../a.c"\n#include "h.h"\n' for number in range(20_000)}
    files |= {
        "a.c": many,
        "CMakeLists.txt": b"add_definitions(-DA\n" * 100_000 + b"if(" * 100_000,
        "Makefile": b"CFLAGS += -I" + b"-I" * 100_000 + b" -D" * 100_000,
        "setup.py": b"[(" * 200_000 + b"include_dirs=[" * 50_000,
        "config.h.in": b"#undef A\n@" * 100_000 + b"${" * 100_000,
        "deep.h": b"#if defined(A_B)\n" * 50_000 + b"#include <xconf.h>\n" + b"HAVE_" * 50_000,
        "b.c": b'#include "config.h"\n#include "deep.h"\n' + b" " * 500_000 + b"#" + b" " * 500_000,
    }
    start = time.process_time()
    inference = FlagInference(RepositoryFiles(files))
    inference.flags_for("a.c", "C")
    inference.flags_for("b.c", "C")
    assert time.process_time() - start < 20


def test_a_bracketed_name_is_no_reason_to_shadow_the_compilers_headers() -> None:
    """`<omp.h>` beside a header `string.h` is not meant; in quotes, or by a path, it is."""
    files = {"a.c": b"#include <omp.h>\n", "b.c": b'#include "omp.h"\n', "x/omp.h": b"", "x/string.h": b""}
    inference = FlagInference(RepositoryFiles(files), frozenset({"string.h"}))
    found = [inference.flags_for(path, "C") for path in ("a.c", "b.c")]
    assert [((), ("omp.h",)), (("x",), ())] == [(how.flags.include_directories, how.missing_headers) for how in found]


def test_no_file_means_itself() -> None:
    """A header that wraps another one of its name means that one, or none of the repository's."""
    files = {"a.c": b'#include "wrap/api.h"\n', "wrap/api.h": b"#include <api.h>\n"}
    alone = include_closure("a.c", RepositoryFiles(files))
    assert ((), ("api.h",)) == (alone.directories, alone.missing_headers)
    both = include_closure("a.c", RepositoryFiles({**files, "lib/api.h": b""}))
    assert (("lib",), ()) == (both.directories, both.missing_headers)


def test_headers_that_programs_copy_are_their_own_where_they_have_them() -> None:
    """Ours stand in for those of NVIDIA's samples, and are not missing."""
    files = {"src/a.cu": b"#include <helper_math.h>\n", "common/inc/helper_math.h": b""}
    known = frozenset({"helper_math.h"})
    found = [FlagInference(RepositoryFiles(f), known) for f in (files, {"src/a.cu": files["src/a.cu"]})]
    how = [inference.flags_for("src/a.cu", "CUDA") for inference in found]
    assert [(h.flags.include_directories, h.missing_headers) for h in how] == [(("common/inc",), ()), ((), ())]
