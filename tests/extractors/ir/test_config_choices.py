"""Choices of a configuration: one of several definitions of a thing, and none where a file does without."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.config_choices import choices

REAL = b"""\
#if defined(LIB_USE_SINGLE)
typedef float real;
#elif defined(LIB_USE_DOUBLE)
typedef double real;
#endif
"""
NAMES = b"""\
#ifdef LIB_USE_SINGLE
#define SUFFIX s
#elif defined(LIB_USE_DOUBLE)
#define SUFFIX d
#endif
"""
WITHOUT = b"""\
#if defined(LIB_USE_SINGLE)
int kind = 1;
#elif defined(LIB_USE_DOUBLE)
int kind = 2;
#else
int kind = 0;
#endif
"""
DEFINED = b"#define LIB_USE_SINGLE 1\n"
INSTALLED = b"#if defined(HAVE_THIS)\ntypedef int t;\n#elif defined(HAVE_THAT)\ntypedef long t;\n#endif\n"


def test_the_plainest_of_several_definitions_is_chosen() -> None:
    assert choices([REAL]) == ("LIB_USE_DOUBLE",)
    assert choices([NAMES]) == ("LIB_USE_DOUBLE",)


def test_what_another_file_does_without_is_none_unless_a_type_is_missing() -> None:
    assert choices([NAMES, WITHOUT]) == ()
    assert choices([REAL, WITHOUT]) == ("LIB_USE_DOUBLE",)
    assert choices([WITHOUT, NAMES, REAL]) == ("LIB_USE_DOUBLE",)


def test_what_is_defined_or_installed_is_no_choice() -> None:
    assert choices([REAL, DEFINED]) == ()
    assert choices([INSTALLED]) == ()


@given(st.lists(st.sampled_from([REAL, NAMES, WITHOUT, DEFINED, INSTALLED]), max_size=5), st.randoms())
def test_the_order_of_texts_does_not_matter(texts: list[bytes], random: object) -> None:
    shuffled = list(texts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choices(shuffled) == choices(texts)
