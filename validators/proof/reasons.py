"""The closed set of reasons why a check of a pair failed or was not run."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class ProofReason(StrEnum):
    """`description` says what it means, in a sentence."""

    description: str

    def __new__(cls, value: str, description: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member

    # before anything runs
    DOES_NOT_COMPILE = "does_not_compile", "Our clang refuses a side."
    DOES_NOT_COMPILE_FOR_DEVICE = "does_not_compile_for_device", "NVIDIA's compiler refuses the CUDA side."
    NO_ENTRY = "no_entry", "A side does not define its entry, or names what only the proof may name."
    FORBIDDEN_CALL = "forbidden_call", "A side uses a function that is not allowed, or assembly."
    UNSUPPORTED = "unsupported", "A side is in a language, or uses a feature, that the simulator does not have."
    BAD_SPECIFICATION = "bad_specification", "The input specification contradicts itself or cannot be drawn from."
    BAD_ORACLE = "bad_oracle", "The oracle fails, or forgets an output."
    NO_OUTPUT = "no_output", "No array is written: there is nothing to compare."
    TOO_SMALL = "too_small", "The largest array of the ladder has fewer than 4,096 elements."
    NULL_KERNEL_PASSES = "null_kernel_passes", "A program that does nothing passes the suite."
    # a run
    WRONG_RESULT = "wrong_result", "An output is not what is expected."
    UNWRITTEN_OUTPUT = "unwritten_output", "An output still holds what the memory was filled with before."
    OUT_OF_BOUNDS = "out_of_bounds", "An access lies outside of the array."
    WILD_POINTER = "wild_pointer", "An access or a jump goes where nothing is, or to memory of the other side."
    DIVIDE_BY_ZERO = "divide_by_zero", "A whole number is divided by zero."
    UNDEFINED_BEHAVIOUR = "undefined_behaviour", "The language gives what happened no meaning."
    OUT_OF_FUEL = "out_of_fuel", "Loops went on for longer than any right program's."
    DIVERGENT_BARRIER = "divergent_barrier", "Threads of a block wait at different barriers."
    MISSING_THREAD_AT_BARRIER = "missing_thread_at_barrier", "Threads wait at a barrier for one that has ended."
    ABSENT_LANE = "absent_lane", "A warp exchanges values with a lane that does not take part."
    RACE = "race", "Two threads touch the same memory, one writes, and nothing orders them."
    NO_KERNEL = "no_kernel", "The GPU side never starts a thread."
    STACK_OVERFLOW = "stack_overflow", "The stack is used up."
    OUT_OF_MEMORY = "out_of_memory", "More memory was asked for than there is for a run."
    LAUNCH_ERROR = "launch_error", "A launch has an empty or too large grid or block, or too much shared memory."
    TIMED_OUT = "timed_out", "A run took more processor time than it may."
    CRASHED = "crashed", "The process ended."
    ABORTED = "aborted", "The code ended itself."
    SANITIZER = "sanitizer", "AddressSanitizer or UndefinedBehaviorSanitizer found something."
    # what the suite is worth
    LOW_KILL_RATE = "low_kill_rate", "The suite lets too many wrong variants pass."
    NO_MUTANTS = "no_mutants", "There is nothing in the code that can be made wrong."
    LOW_COVERAGE = "low_coverage", "The suite leaves too many basic blocks out."
    # not run
    EARLIER_CHECK = "earlier_check", "A check that comes before failed."
    NO_TOOL = "no_tool", "What it needs is not on this machine."


def reason_of(name: str) -> ProofReason:
    """The reason of this name. `KeyError` for one that is in no table: a defect."""
    return ProofReason[name.upper()]
