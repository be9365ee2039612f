"""What foreign code may not have: here, frames beyond the guard of a stack."""

from __future__ import annotations

import pytest

from warploom.validators.simulate.externals import ForbiddenError, checked


@pytest.mark.parametrize(
    ("objects", "is_allowed"),
    [
        (["[64 x [64 x float]], align 16"], True),
        (["[64 x [64 x double]], align 16"] * 2, True),
        (["[64 x [64 x double]], align 16"] * 3, False),
        (["[268435456 x i8], align 16"], False),
        (["i32, align 4", "%struct.body, align 8"], True),
        (["i8, i64 4096, align 16"], True),
        (["i8, i64 65537, align 16"], False),
        (["float, i64 %n, align 16"], False),
    ],
)
def test_a_frame_cannot_reach_over_the_guard_of_its_stack(objects: list[str], is_allowed: bool) -> None:
    """Static objects up to 64 KiB in all; none whose size is only known at run time."""
    lines = "\n".join(f"  %{k} = alloca {kind}" for k, kind in enumerate(objects))
    text = f"define void @f(i64 %n) {{\n{lines}\n  ret void\n}}\n"
    if is_allowed:
        assert checked(text) == text
    else:
        with pytest.raises(ForbiddenError, match="stack"):
            checked(text)
