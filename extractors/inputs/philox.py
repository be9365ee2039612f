"""Draws by Philox 4x32-10: every value has a number of its own and needs no other, the same bits as `philox.h`."""

from __future__ import annotations

from importlib import resources

import numpy as np
import numpy.typing as npt

from warploom.extractors.native_cache import compiled

_Words = npt.NDArray[np.uint64]
_LOW = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)


def c_source() -> str:
    """The text of `philox.h`: the same draws for C and CUDA."""
    return resources.files(__package__).joinpath("philox.h").read_text(encoding="utf-8")


@compiled
def philox(key: npt.NDArray[np.uint32], counter: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """One block: four words from two of the key and four of the counter."""
    k0, k1 = np.uint64(key[0]), np.uint64(key[1])
    c0, c1, c2, c3 = np.uint64(counter[0]), np.uint64(counter[1]), np.uint64(counter[2]), np.uint64(counter[3])
    for _ in range(10):
        a, b = np.uint64(0xD2511F53) * c0, np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (b >> _WORD) ^ c1 ^ k0, b & _LOW, (a >> _WORD) ^ c3 ^ k1, a & _LOW
        k0, k1 = (k0 + np.uint64(0x9E3779B9)) & _LOW, (k1 + np.uint64(0xBB67AE85)) & _LOW
    return np.array([c0, c1, c2, c3], np.uint32)


@compiled
def _bits(seed: np.uint64, stream: np.uint64, space: np.uint64, length: int) -> _Words:
    drawn = np.empty(length + 1, np.uint64)  # a block gives two
    key0, key1 = seed & _LOW, seed >> _WORD
    for block in range((length + 1) // 2):
        k0, k1 = key0, key1
        number = np.uint64(block)
        c0, c1, c2, c3 = number & _LOW, number >> _WORD, stream, space
        for _ in range(10):
            a, b = np.uint64(0xD2511F53) * c0, np.uint64(0xCD9E8D57) * c2
            c0, c1, c2, c3 = (b >> _WORD) ^ c1 ^ k0, b & _LOW, (a >> _WORD) ^ c3 ^ k1, a & _LOW
            k0, k1 = (k0 + np.uint64(0x9E3779B9)) & _LOW, (k1 + np.uint64(0xBB67AE85)) & _LOW
        drawn[2 * block] = c1 << _WORD | c0
        drawn[2 * block + 1] = c3 << _WORD | c2
    return drawn[:length]


@compiled
def _below(bits: _Words, count: np.uint64) -> _Words:
    first, second = count & _LOW, count >> _WORD
    drawn = np.empty(len(bits), np.uint64)
    for i in range(len(bits)):
        low, high = bits[i] & _LOW, bits[i] >> _WORD
        middle = ((low * first) >> _WORD) + ((low * second) & _LOW) + ((high * first) & _LOW)
        drawn[i] = high * second + ((low * second) >> _WORD) + ((high * first) >> _WORD) + (middle >> _WORD)
    return drawn


def bits(seed: int, stream: int, space: int, length: int) -> _Words:
    """64 even bits for each of the numbers 0 to length - 1; `seed` has 64 bits, `stream` and `space` have 32."""
    return _bits(np.uint64(seed), np.uint64(stream), np.uint64(space), length)


def below(words: _Words, count: int) -> _Words:
    """Whole numbers below `count`, which is from 1 to 2**64: the upper half of the product with the bits."""
    return words if count == 1 << 64 else _below(words, np.uint64(count))


def between(words: _Words, low: float, high: float) -> npt.NDArray[np.float64]:
    """Evenly from `low` to `high`, in steps of 2**-53 of their distance."""
    share = (words >> np.uint64(11)).astype(np.float64) * 2.0**-53
    part = (high - low) * share
    return low + part
