"""Whatever hangs on where memory lies is told; alignment, equality and pointers into one array are nobody's secret."""

from __future__ import annotations

import pytest

from warploom.validators.proof.address_rules import told_by_addresses
from warploom.validators.proof.ir_text import Function, parse_module

NUMBER = "an address as a number"
APART = "the order or distance of what was not allocated together"
TOLD = {
    "%a = ptrtoint ptr %x to i64\n  %b = ptrtoint ptr %y to i64\n  %c = sub i64 %a, %b": APART,
    "%a = ptrtoint ptr %x to i64\n  %c = icmp ugt i64 %a, 16777216": NUMBER,
    "%a = ptrtoint ptr %x to i64\n  %b = and i64 %a, 2097151": "an address by more than 256 bytes",
    "%a = ptrtoint ptr %x to i64\n  %b = lshr i64 %a, 24": NUMBER,
    "%a = ptrtoint ptr %x to i64\n  %b = trunc i64 %a to i32\n  store i32 %b, ptr %y, align 4": NUMBER,
    "%c = icmp ult ptr %x, %y": APART,
    "%a = getelementptr i8, ptr %x, i64 512\n  %c = icmp eq ptr %a, %y": APART,
    "%c = icmp ugt ptr %x, inttoptr (i64 16777216 to ptr)": "an address beside a number",
    "%p = load ptr, ptr %x, align 8\n  %q = load ptr, ptr %y, align 8\n  %c = icmp ult ptr %p, %q": APART,
}
PLAIN = (
    "%a = ptrtoint ptr %x to i64\n  %b = and i64 %a, 15\n  %c = icmp eq i64 %b, 0",
    "%a = ptrtoint ptr %x to i64\n  %b = ptrtoint ptr %y to i64\n  %c = or i64 %a, %b\n  %d = and i64 %c, 255",
    "%e = getelementptr float, ptr %x, i64 %n\n  %c = icmp ult ptr %x, %e",
    "%e = getelementptr i8, ptr %x, i64 %n\n  %a = ptrtoint ptr %e to i64\n  %b = ptrtoint ptr %x to i64\n"
    "  %c = sub i64 %a, %b\n  %d = lshr i64 %c, 2",
    "%c = icmp eq ptr %x, %y",
    "%c = icmp ne ptr %x, null",
    "%a = ptrtoint ptr %x to i64\n  call void @wl_stream_step(i64 %a)",
    "%c = icmp ult i64 %n, 5",
)


@pytest.mark.parametrize("body", TOLD)
def test_what_hangs_on_places_is_told(body: str) -> None:
    found = told_by_addresses(_function(body))
    assert found is not None
    assert found[1].startswith(TOLD[body])


@pytest.mark.parametrize("body", PLAIN)
def test_plain_uses_of_addresses_are_nobody_s_secret(body: str) -> None:
    assert told_by_addresses(_function(body)) is None


def test_a_walk_over_an_array_is_plain() -> None:
    """A pointer that a loop moves on still is one into the array that it began in."""
    walk = (
        "%end = getelementptr i8, ptr %x, i64 %n\n  br label %l\n\nl:\n  %p = phi ptr [ %x, %0 ], [ %q, %l ]\n"
        "  %q = getelementptr i8, ptr %p, i64 4\n  %c = icmp ult ptr %q, %end\n  br i1 %c, label %l, label %d\n\nd:"
    )
    assert told_by_addresses(_function(walk)) is None
    assert told_by_addresses(_function(walk.replace("ptr %x, i64 %n", "ptr %y, i64 %n"))) is not None


def _function(body: str) -> Function:
    text = f"define void @f(ptr %x, ptr %y, i64 %n) {{\n  {body}\n  ret void\n}}\n\ndeclare void @wl_stream_step(i64)\n"
    return parse_module(text).functions["f"]
