"""The planted faults themselves: each changes a program, and every member has enough of them."""

from __future__ import annotations

from collections import Counter

from tests.validators.planted.fooling import fooling_pairs
from tests.validators.planted.hostile import FOLDER, REASONS, hostile_pairs
from tests.validators.planted.variants import EDITS, planted_variants, right_text
from warploom.extractors.pairs.reference.reference import MEMBERS
from warploom.validators.proof.reasons import ProofReason

KINDS = {
    "off by one",
    "dropped guard",
    "missing barrier",
    "wrong stride",
    "swapped operator",
    "lost accumulator",
    "zeros",
    "non-atomic update",
    "race across blocks",
    "divergent barrier",
    "thread that exits before a barrier",
    "overflow",
}
NAMES = {reason.value for reason in ProofReason}


def test_every_member_has_five_faults_and_every_kind_is_there() -> None:
    assert min(Counter({member.name: 0 for member in MEMBERS} | Counter(e.member for e in EDITS)).values()) >= 5
    assert KINDS == {edit.kind for edit in EDITS}
    assert all(edit.reasons and edit.reasons <= NAMES for edit in EDITS)


def test_every_fault_changes_one_side_of_one_pair() -> None:
    for planted in planted_variants():
        text = right_text(planted.edit)
        changed = [side for side in (planted.pair.cpu, planted.pair.gpu) if planted.edit.new in side.text]
        assert text.replace(planted.edit.old, planted.edit.new) in {side.text for side in changed}, planted.name
        assert text not in {planted.pair.cpu.text, planted.pair.gpu.text}, planted.name


def test_attacks_are_those_in_the_folder() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(REASONS)
    assert all(hostile.reasons and hostile.reasons <= NAMES for hostile in hostile_pairs())


def test_kernels_that_try_to_fool_say_why_they_are_wrong() -> None:
    found = fooling_pairs()
    assert len(found) >= 30
    assert all(fooling.why for fooling in found)
