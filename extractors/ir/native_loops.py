"""Natural loops of control-flow graphs: back edges to blocks that dominate them, in all but linear time."""

from __future__ import annotations

import numpy as np

from warploom.extractors.ir.native_text import native


def work_words(n_blocks: int, n_edges: int) -> int:
    """Length of the scratch that `find_loops` needs."""
    return 14 * n_blocks + n_edges + 2


@native
def find_loops(edges: np.ndarray, n: int, work: np.ndarray, result: np.ndarray) -> None:
    """Number of loops, and depth of the deepest, of a graph of n blocks entered at block 0, into `result[:2]`.

    `edges` is (m, 2) from and to. Loops of one header are one loop; what the entry does not reach counts for nothing;
    cycles that can be entered at two places are no natural loops. `work` is scratch, see `work_words`.
    """
    result[0] = result[1] = 0
    m = len(edges)
    is_forward = True
    for e in range(m):
        is_forward = is_forward and edges[e, 1] > edges[e, 0]
    if is_forward or n == 0:
        return
    first_out, first_in = work[: n + 1], work[n + 1 : 2 * n + 2]
    at = 2 * n + 2
    sources = work[at : at + m]
    at += m
    number = work[at : at + n]  # of a block in pre-order of a depth-first search; -1: not reached
    vertex = work[at + n : at + 2 * n]  # from here all goes by that number
    parent = work[at + 2 * n : at + 3 * n]
    semi = work[at + 3 * n : at + 4 * n]
    ancestor = work[at + 4 * n : at + 5 * n]
    label = work[at + 5 * n : at + 6 * n]
    dominator = work[at + 6 * n : at + 7 * n]
    bucket = work[at + 7 * n : at + 8 * n]
    chain = work[at + 8 * n : at + 9 * n]
    stack = work[at + 9 * n : at + 10 * n]
    cursor = work[at + 10 * n : at + 11 * n]
    last = work[at + 11 * n : at + 12 * n]
    reached = _depth_first(edges, n, first_out, number, vertex, parent, stack, cursor)
    _incoming(edges, n, first_in, sources, cursor)
    _dominators(
        reached, first_in, sources, number, vertex, parent, semi, ancestor, label, dominator, bucket, chain, stack
    )
    entered = semi
    _clock(reached, dominator, bucket, chain, stack, entered, last)
    # Inner headers have higher numbers than those around them. Each loop that is found is drawn together into its
    # header: `merged` leads there.
    merged, around, depth = ancestor, label, dominator
    for v in range(reached):
        merged[v] = v
        around[v] = -1
        depth[v] = 0
    for header in range(reached - 1, -1, -1):
        top = -1
        block = vertex[header]
        for k in range(first_in[block], first_in[block + 1]):
            latch = number[sources[k]]
            if latch >= 0 and entered[header] <= entered[latch] <= last[header]:
                depth[header] = 1
                top = _claim(latch, header, merged, around, stack, top)
        while top >= 0:
            block = vertex[stack[top]]
            top -= 1
            for k in range(first_in[block], first_in[block + 1]):
                before = number[sources[k]]
                if before >= 0:
                    top = _claim(before, header, merged, around, stack, top)
    for header in range(reached):
        if depth[header]:
            if around[header] >= 0:
                depth[header] += depth[around[header]]
            result[0] += 1
            result[1] = max(result[1], depth[header])


@native
def _claim(v: int, header: int, merged: np.ndarray, around: np.ndarray, stack: np.ndarray, top: int) -> int:
    """Take a block, or the outermost loop around it, into the header's loop; the new top of the stack."""
    while merged[v] != v:
        merged[v] = merged[merged[v]]
        v = merged[v]
    if v != header:
        merged[v] = header
        around[v] = header
        top += 1
        stack[top] = v
    return top


@native
def _depth_first(
    edges: np.ndarray,
    n: int,
    first: np.ndarray,
    number: np.ndarray,
    vertex: np.ndarray,
    parent: np.ndarray,
    stack: np.ndarray,
    cursor: np.ndarray,
) -> int:
    """Number the blocks that the entry reaches; how many. Edges are grouped by where they start."""
    first[:] = 0
    for e in range(len(edges)):
        first[edges[e, 0] + 1] += 1
    for v in range(n):
        first[v + 1] += first[v]
        number[v] = -1
        cursor[v] = first[v]
    number[0] = parent[0] = vertex[0] = stack[0] = 0
    reached = 1
    top = 0
    while top >= 0:
        block = stack[top]
        if cursor[block] == first[block + 1]:
            top -= 1
            continue
        target = edges[cursor[block], 1]
        cursor[block] += 1
        if number[target] < 0:
            number[target] = reached
            vertex[reached] = target
            parent[reached] = number[block]
            reached += 1
            top += 1
            stack[top] = target
    return reached


@native
def _incoming(edges: np.ndarray, n: int, first: np.ndarray, sources: np.ndarray, cursor: np.ndarray) -> None:
    """Where edges come from, grouped by where they go."""
    first[:] = 0
    for e in range(len(edges)):
        first[edges[e, 1] + 1] += 1
    for v in range(n):
        first[v + 1] += first[v]
        cursor[v] = first[v]
    for e in range(len(edges)):
        target = edges[e, 1]
        sources[cursor[target]] = edges[e, 0]
        cursor[target] += 1


@native
def _dominators(
    reached: int,
    first_in: np.ndarray,
    sources: np.ndarray,
    number: np.ndarray,
    vertex: np.ndarray,
    parent: np.ndarray,
    semi: np.ndarray,
    ancestor: np.ndarray,
    label: np.ndarray,
    dominator: np.ndarray,
    bucket: np.ndarray,
    chain: np.ndarray,
    stack: np.ndarray,
) -> None:
    """Immediate dominators after Lengauer and Tarjan."""
    for v in range(reached):
        semi[v] = label[v] = v
        ancestor[v] = bucket[v] = chain[v] = -1
        dominator[v] = 0
    for v in range(reached - 1, 0, -1):
        block = vertex[v]
        for k in range(first_in[block], first_in[block + 1]):
            u = number[sources[k]]
            if u >= 0:
                semi[v] = min(semi[v], semi[_evaluate(u, ancestor, label, semi, stack)])
        chain[v] = bucket[semi[v]]
        bucket[semi[v]] = v
        above = parent[v]
        ancestor[v] = above
        w = bucket[above]
        while w >= 0:
            u = _evaluate(w, ancestor, label, semi, stack)
            dominator[w] = u if semi[u] < semi[w] else above
            w = chain[w]
        bucket[above] = -1
    for v in range(1, reached):
        if dominator[v] != semi[v]:
            dominator[v] = dominator[dominator[v]]


@native
def _evaluate(v: int, ancestor: np.ndarray, label: np.ndarray, semi: np.ndarray, stack: np.ndarray) -> int:
    """The vertex of least semidominator on the way up from v, which gets shorter by it."""
    if ancestor[v] < 0:
        return v
    top = -1
    u = v
    while ancestor[ancestor[u]] >= 0:
        top += 1
        stack[top] = u
        u = ancestor[u]
    root = ancestor[u]
    while top >= 0:
        w = stack[top]
        top -= 1
        if semi[label[u]] < semi[label[w]]:
            label[w] = label[u]
        ancestor[w] = root
        u = w
    return int(label[v])


@native
def _clock(
    reached: int,
    dominator: np.ndarray,
    child: np.ndarray,
    sibling: np.ndarray,
    stack: np.ndarray,
    entered: np.ndarray,
    last: np.ndarray,
) -> None:
    """When each vertex of the dominator tree is met, and the last one below it: v is below u if it is met between."""
    for v in range(reached):
        child[v] = sibling[v] = -1
    for v in range(reached - 1, 0, -1):
        sibling[v] = child[dominator[v]]
        child[dominator[v]] = v
    clock = 0
    top = 0
    stack[0] = entered[0] = 0
    while top >= 0:
        v = stack[top]
        below = child[v]
        if below < 0:
            last[v] = clock
            top -= 1
            continue
        child[v] = sibling[below]
        clock += 1
        entered[below] = clock
        top += 1
        stack[top] = below
