"""Bitcode that nobody vouches for: whatever it does, this process lives and each row has its answer."""

from __future__ import annotations

import random
from collections import Counter

import llvmlite.binding as llvm
import pytest

from tests.extractors.ir.modules import EVERYTHING, bitcode_of
from warploom.extractors.ir.foreign_modules import ForeignModules, to_bitcode, to_text
from warploom.extractors.ir.module_facts import ModuleFacts, read_module
from warploom.schemas.reasons import Reason
from warploom.schemas.reject import Reject

_N_DAMAGED = 200


def damaged(bitcode: bytes, n: int, seed: int) -> list[bytes]:
    """Copies with one to eight bits turned over, or cut off."""
    chance = random.Random(seed)
    rows = []
    for _ in range(n):
        row = bytearray(bitcode)
        for _ in range(chance.choice((1, 1, 1, 2, 8))):
            row[chance.randrange(len(row))] ^= 1 << chance.randrange(8)
        if chance.random() < 0.05:
            del row[chance.randrange(len(row)) :]
        rows.append(bytes(row))
    return rows


def test_flipped_bits_kill_a_child_at_most() -> None:
    whole = bitcode_of(EVERYTHING)
    rows = [whole, *damaged(whole, _N_DAMAGED, 5), whole]
    with ForeignModules(timeout_s=20) as modules:
        answers = modules.read(rows)
    assert len(answers) == len(rows)
    assert answers[0] == answers[-1] == read_module(whole)
    outcomes = Counter("facts" if isinstance(answer, ModuleFacts) else str(answer.reason) for answer in answers)
    assert set(outcomes) == {"facts", Reason.BITCODE_DAMAGED, Reason.PARSER_CRASHED}
    assert all(answer.detail for answer in answers if isinstance(answer, Reject))


def test_a_small_module_that_prints_as_gigabytes() -> None:
    """A long name that a constant names again and again."""
    context = llvm.create_context()
    elements = ", ".join(["ptr @x"] * 10_000)
    module = llvm.parse_assembly(f"@x = external global i32\n@a = global [10000 x ptr] [{elements}]\n", context)
    module.get_global_variable("x").name = "n" * 60_000
    bomb = module.as_bitcode()
    assert len(bomb) < 200_000
    with ForeignModules(timeout_s=60, memory_bytes=256 * 1024 * 1024) as modules:
        (answer,) = modules.read([bomb])
    assert isinstance(answer, Reject)
    assert answer.reason in (Reason.PARSER_CRASHED, Reason.TOO_LARGE)


def test_text_and_bitcode_become_each_other() -> None:
    bitcode = bitcode_of(EVERYTHING)
    text = to_text(bitcode)
    assert b"!DISubprogram" in text
    assert read_module(to_bitcode(text)) == read_module(bitcode)


@pytest.mark.parametrize("export", [to_text, to_bitcode])
def test_export_of_what_is_neither(export) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Reject) as caught:
        export(b"int main(void) { return 0; }\n\xff")
    assert caught.value.reason is Reason.BITCODE_DAMAGED
