"""What is restricted is told by kernel; pointers that nobody uses hold anything, and do not count."""

from __future__ import annotations

from warploom.validators.simulate.restricted_pointers import Pointers, restricted_pointers

IR = """\
define internal void @"_ZN10wl_closureI3AddE5enterEPv"(ptr noundef %0) #0 {
  tail call void @add(i32 noundef 4, ptr readonly poison, ptr noundef %0, ptr noundef %0)
  ret void
}
define dso_local void @add(i32 noundef %0, ptr noalias readonly captures(none) %1, ptr noalias noundef readonly %2, ptr noundef %3) #1 {
  %5 = load float, ptr %2, align 4
  store float %5, ptr %3, align 4
  ret void
}
define dso_local void @host(ptr noalias %0, ptr %1) #1 {
  store ptr %0, ptr %1, align 8
  ret void
}
"""  # noqa: E501


def test_used_pointers_of_kernels_are_told() -> None:
    assert restricted_pointers(IR) == {"add": Pointers((2, 3), restricted=0b01, written=0b10)}


def test_without_a_restricted_pointer_or_a_second_one_nothing_is_told() -> None:
    assert restricted_pointers(IR.replace("noalias ", "")) == {}
    assert restricted_pointers(IR.replace("ptr %2, align", "ptr %3, align")) == {}
