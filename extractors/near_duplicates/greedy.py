"""The sequential choice of representatives, natively.

Places are positions in canonical order among the documents that are candidates of any other; an earlier one is lower.
"""

from __future__ import annotations

import numba
import numpy as np

from warploom.extractors.near_duplicates.estimates import (
    first_band,
    is_possible,
    matches_of,
    needed_for,
    screen,
    sketch,
)
from warploom.extractors.near_duplicates.hash_tables import count_in, fill, shift_for, slots_for

_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


@numba.njit(cache=True, nogil=True)
def choose(
    members: np.ndarray,
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray],
    banned: tuple[np.ndarray, np.ndarray],
    groups: tuple[np.ndarray, np.ndarray, np.ndarray],
    signatures: np.ndarray,
    offsets: np.ndarray,
    shingles: np.ndarray,
    limits: tuple[int, int, int, int, int],
    threshold: tuple[int, int, bool],
    estimate: tuple[int, float],
    odd: np.uint64,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int, int, int]:
    """Rows (place, place of a representative, common shingles) of what joined, what is alike too, what is not; counts.

    `pairs` are offsets by place, earlier places and matches; `banned` likewise; `groups` are offsets by place, numbers
    of groups, and for each group where its slots begin.
    """
    pair_offsets, pair_other, pair_matches = pairs
    group_offsets, group_of, slot_offsets = groups
    n_bands, n_rows, max_estimated, max_compared, max_rejected = limits
    numerator, denominator, is_containment = threshold
    needed, n_deviations = estimate
    least_needed = 0 if is_containment else needed
    n_permutations = signatures.shape[1]
    n_words = (n_permutations + 63) // 64
    n = len(members)

    is_representative = np.zeros(n, np.bool_)
    of_class, class_representative = _classes(members, offsets, shingles)
    joined = np.empty((n, 3), np.int64)
    n_joined = 0
    alike = np.empty((1024, 3), np.int64)
    n_alike = 0
    rejected = np.empty((1024, 3), np.int64)
    n_rejected = 0
    n_compared = n_screened = n_cut = 0
    found = np.empty(n, np.int64)
    matches = np.empty(n, np.int32)
    kept = np.empty(n, np.int64)
    kept_matches = np.empty(n, np.int32)
    seen_by = np.full(n, -1, np.int64)
    common = np.empty(max_compared, np.int64)
    high = np.empty(max_compared, np.int64)
    high_common = np.empty(max_compared, np.int64)
    counts = np.empty(n_permutations + 1, np.int64)
    slot_words = np.empty((slot_offsets[-1], n_words), np.uint64)
    slot_place = np.empty(slot_offsets[-1], np.int64)
    near = np.empty(np.diff(slot_offsets).max() if len(slot_offsets) > 1 else 0, np.int64)
    near_equal = np.empty(len(near), np.int32)
    slots_used = np.zeros(len(slot_offsets), np.int64)
    words = np.empty(n_words, np.uint64)
    table = np.empty(0, np.uint64)

    for place in range(n):
        document = members[place]
        size = offsets[document + 1] - offsets[document]
        shift = shift_for(size)
        if slots_for(shift) > len(table):
            table = np.empty(slots_for(shift), np.uint64)
        is_filled = has_zero = False

        equal = class_representative[of_class[place]]
        if equal >= 0 and not _is_banned(banned, place, equal):
            other = members[equal]
            start, stop = offsets[other], offsets[other + 1]
            if stop - start == size:
                has_zero = fill(table, shift, shingles, offsets[document], offsets[document + 1], odd)
                is_filled = True
                n_compared += 1
                if count_in(table, has_zero, shift, shingles, start, stop, odd) == size:
                    joined[n_joined] = (place, equal, size)
                    n_joined += 1
                    continue

        n_found = 0
        is_cut = False
        for at in range(pair_offsets[place], pair_offsets[place + 1]):
            other = pair_other[at]
            if is_representative[other] and seen_by[other] != place:
                seen_by[other] = place
                if not _is_banned(banned, place, other):
                    found[n_found] = other
                    matches[n_found] = pair_matches[at]
                    n_found += 1
        if group_offsets[place] < group_offsets[place + 1]:
            sketch(signatures, document, words)
            for at in range(group_offsets[place], group_offsets[place + 1]):
                first = slot_offsets[group_of[at]]
                last = first + slots_used[group_of[at]]
                n_screened += last - first
                n_near = screen(words, slot_words, first, last, n_permutations - least_needed, near, near_equal)
                is_cut |= n_near > max_estimated
                n_near = _most_matches(near, near_equal, n_near, max_estimated, counts, near, near_equal)
                for slot in near[:n_near]:
                    other = slot_place[slot]
                    if seen_by[other] == place:
                        continue
                    seen_by[other] = place
                    second = members[other]
                    other_size = offsets[second + 1] - offsets[second]
                    if not is_possible(size, other_size, numerator, denominator, is_containment):
                        continue
                    if is_containment:
                        needed = needed_for(size, other_size, numerator / denominator, n_permutations, n_deviations)
                    n_equal = matches_of(signatures, document, second, needed)
                    if n_equal >= 0 and not _is_banned(banned, place, other):
                        found[n_found] = other
                        matches[n_found] = n_equal
                        n_found += 1
        n_kept = _select(
            signatures,
            members,
            document,
            found,
            matches,
            n_found,
            max_compared,
            n_bands,
            n_rows,
            counts,
            kept,
            kept_matches,
        )
        n_cut += is_cut or n_found > n_kept == max_compared

        best = -1
        best_common = best_whole = 0
        if n_kept and not is_filled:
            has_zero = fill(table, shift, shingles, offsets[document], offsets[document + 1], odd)
        n_compared += n_kept
        n_low = n_high = 0
        for at in range(n_kept):
            other = kept[at]
            start, stop = offsets[members[other]], offsets[members[other] + 1]
            n_common = count_in(table, has_zero, shift, shingles, start, stop, odd)
            whole = _whole(size, stop - start, n_common, is_containment)
            if n_common * denominator >= whole * numerator:
                high[n_high] = other
                high_common[n_high] = n_common
                n_high += 1
                order = n_common * best_whole - best_common * whole
                if best < 0 or order > 0 or (order == 0 and other < best):
                    best, best_common, best_whole = other, n_common, whole
            else:
                kept[n_low] = other
                common[n_low] = n_common
                n_low += 1

        for at in range(n_high):
            if high[at] == best:
                continue
            if n_alike == len(alike):
                alike = _enlarged(alike)
            alike[n_alike] = (place, high[at], high_common[at])
            n_alike += 1

        for _ in range(min(n_low, max_rejected)):
            at = _best_of(kept, common, n_low, members, offsets, size, is_containment)
            if n_rejected == len(rejected):
                rejected = _enlarged(rejected)
            rejected[n_rejected] = (place, kept[at], common[at])
            n_rejected += 1
            n_low -= 1
            kept[at], common[at] = kept[n_low], common[n_low]

        if best >= 0:
            joined[n_joined] = (place, best, best_common)
            n_joined += 1
            continue
        is_representative[place] = True
        if equal < 0:
            class_representative[of_class[place]] = place
        for at in range(group_offsets[place], group_offsets[place + 1]):
            group = group_of[at]
            slot = slot_offsets[group] + slots_used[group]
            slot_words[slot] = words
            slot_place[slot] = place
            slots_used[group] += 1
    return (
        joined[:n_joined].copy(),
        alike[:n_alike].copy(),
        rejected[:n_rejected].copy(),
        n_compared,
        n_screened,
        n_cut,
    )


@numba.njit(cache=True, nogil=True)
def _enlarged(rows: np.ndarray) -> np.ndarray:
    larger = np.empty((2 * len(rows), 3), np.int64)
    larger[: len(rows)] = rows
    return larger


@numba.njit(cache=True, nogil=True)
def _classes(members: np.ndarray, offsets: np.ndarray, shingles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of classes by place, equal for equal sets of shingles; and for each class room for a representative."""
    n = len(members)
    digests = np.empty(n, np.uint64)
    for place in range(n):
        digest = np.uint64(0)
        for at in range(offsets[members[place]], offsets[members[place] + 1]):
            mixed = (shingles[at] ^ (shingles[at] >> _HALF)) * _FIRST
            digest += (mixed ^ (mixed >> _HALF)) * _SECOND
        digests[place] = digest
    order = np.argsort(digests)
    classes = np.empty(n, np.int64)
    n_classes = 0
    for at in range(n):
        if at == 0 or digests[order[at]] != digests[order[at - 1]]:
            n_classes += 1
        classes[order[at]] = n_classes - 1
    return classes, np.full(n_classes, -1, np.int64)


@numba.njit(cache=True, nogil=True)
def _is_banned(banned: tuple[np.ndarray, np.ndarray], place: int, other: int) -> bool:
    at, stop = banned[0][place], banned[0][place + 1]
    while at < stop and banned[1][at] != other:
        at += 1
    return at < stop


@numba.njit(cache=True, nogil=True)
def _whole(size: int, other: int, n_common: int, is_containment: bool) -> int:
    return min(size, other) if is_containment else size + other - n_common


@numba.njit(cache=True, nogil=True)
def _best_of(
    found: np.ndarray,
    common: np.ndarray,
    n: int,
    members: np.ndarray,
    offsets: np.ndarray,
    size: int,
    is_containment: bool,
) -> int:
    best = 0
    best_whole = 0
    for at in range(n):
        other = members[found[at]]
        whole = _whole(size, offsets[other + 1] - offsets[other], common[at], is_containment)
        order = common[at] * best_whole - common[best] * whole
        if at == 0 or order > 0 or (order == 0 and found[at] < found[best]):
            best, best_whole = at, whole
    return best


@numba.njit(cache=True, nogil=True)
def _select(
    signatures: np.ndarray,
    members: np.ndarray,
    document: int,
    found: np.ndarray,
    matches: np.ndarray,
    n: int,
    limit: int,
    n_bands: int,
    n_rows: int,
    counts: np.ndarray,
    kept: np.ndarray,
    kept_matches: np.ndarray,
) -> int:
    """Keep the best `limit` that agree with the document in a band; how many.

    Merged groups hold pairs that agree in none, and keys may collide. To look for a band costs more than to count
    matches, so that only what may be kept is asked.
    """
    asked = limit
    n_kept = _most_matches(found, matches, n, asked, counts, kept, kept_matches)
    n_kept = _agreeing(signatures, members, document, n_kept, n_bands, n_rows, kept, kept_matches)
    while n_kept < limit and asked < n:
        asked *= 2
        n_kept = _most_matches(found, matches, n, asked, counts, kept, kept_matches)
        n_kept = _agreeing(signatures, members, document, n_kept, n_bands, n_rows, kept, kept_matches)
    return _most_matches(kept, kept_matches, n_kept, limit, counts, kept, kept_matches)


@numba.njit(cache=True, nogil=True)
def _agreeing(
    signatures: np.ndarray,
    members: np.ndarray,
    document: int,
    n: int,
    n_bands: int,
    n_rows: int,
    kept: np.ndarray,
    kept_matches: np.ndarray,
) -> int:
    n_kept = 0
    for at in range(n):
        if first_band(signatures, document, members[kept[at]], n_bands, n_rows) >= 0:
            kept[n_kept], kept_matches[n_kept] = kept[at], kept_matches[at]
            n_kept += 1
    return n_kept


@numba.njit(cache=True, nogil=True)
def _most_matches(
    found: np.ndarray,
    matches: np.ndarray,
    n: int,
    limit: int,
    counts: np.ndarray,
    kept: np.ndarray,
    kept_matches: np.ndarray,
) -> int:
    """Copy the `limit` of the most matches, of equal ones the earliest; how many."""
    if n <= limit:
        kept[:n] = found[:n]
        kept_matches[:n] = matches[:n]
        return n
    counts[:] = 0
    for at in range(n):
        counts[matches[at]] += 1
    least = len(counts) - 1
    above = 0
    while above + counts[least] < limit:
        above += counts[least]
        least -= 1
    edge = np.empty(counts[least], np.int64)
    n_edge = 0
    for at in range(n):
        if matches[at] == least:
            edge[n_edge] = found[at]
            n_edge += 1
    edge.sort()
    last = edge[limit - above - 1]
    n_kept = 0
    for at in range(n):
        if matches[at] > least or (matches[at] == least and found[at] <= last):
            kept[n_kept], kept_matches[n_kept] = found[at], matches[at]
            n_kept += 1
    return n_kept
