/* What the lanes of a warp do together: barriers, shuffles, votes and sums. */
#include "fibers.h"
#include "later.h"

/* Kinds of what a warp does together, as our header has them. */
enum { SYNC, FROM, UP, DOWN, XOR, ALL, ANY, BALLOT, MATCH_ANY, ADD, MIN, MAX, UADD, UMIN, UMAX, BITAND, BITOR, BITXOR };

static uint64_t reduce(uint32_t kind, uint64_t a, uint64_t b)
{
    switch (kind) {
    case ADD:
    case UADD:
        return (uint32_t)(a + b);
    case MIN:
        return (int32_t)a < (int32_t)b ? a : b;
    case MAX:
        return (int32_t)a > (int32_t)b ? a : b;
    case UMIN:
        return (uint32_t)a < (uint32_t)b ? a : b;
    case UMAX:
        return (uint32_t)a > (uint32_t)b ? a : b;
    case BITAND:
        return a & b;
    case BITOR:
        return a | b;
    default:
        return a ^ b;
    }
}

/* The lane that a shuffle reads; its own where the source lies outside of its segment. Of a distance, as of a lane, a
 * device looks at five bits. */
static int source(uint32_t kind, int lane, int argument, int width)
{
    argument &= WL_WARP - 1;
    int base = lane & ~(width - 1), within = lane & (width - 1), from;
    switch (kind) {
    case FROM:
        return base + (argument & (width - 1));
    case UP:
        return within - argument < 0 ? lane : lane - argument;
    case DOWN:
        return within + argument >= width ? lane : lane + argument;
    default:
        from = lane ^ argument;
        return from >= base + width ? lane : from;
    }
}

static void complete_warp(int warp, uint32_t mask)
{
    warp_t *w = &wl_live.warps[warp];
    int first = __builtin_ctz(mask);
    uint32_t kind = w->kind[first], votes = 0;
    if (kind == SYNC && wl_n_later)
        wl_finish_block();
    uint64_t total = w->value[first];
    for (uint32_t rest = mask; rest; rest &= rest - 1) {
        int lane = __builtin_ctz(rest);
        votes |= (uint32_t)(w->value[lane] != 0) << lane;
        if (kind >= ADD && lane != first)
            total = reduce(kind, total, w->value[lane]);
    }
    for (uint32_t rest = mask; rest; rest &= rest - 1) {
        int lane = __builtin_ctz(rest);
        if (kind >= FROM && kind <= XOR) {
            int from = source(kind, lane, w->argument[lane], w->width[lane]);
            if (from < 0 || from >= WL_WARP || !(mask >> from & 1)) {
                int other = warp * WL_WARP + from;
                wl_result.thread = wl_index_of[warp * WL_WARP + lane];
                wl_result.other_thread = wl_index_of[from >= 0 && from < WL_WARP && other < wl_n_threads ? other : 0];
                wl_stop_with(WL_ABSENT_LANE, from, "reads a lane that does not take part");
            }
            w->result[lane] = w->value[from];
        } else if (kind == MATCH_ANY) {
            uint32_t same = 0;
            for (uint32_t others = mask; others; others &= others - 1)
                same |= (uint32_t)(w->value[__builtin_ctz(others)] == w->value[lane]) << __builtin_ctz(others);
            w->result[lane] = same;
        } else
            w->result[lane] = kind == ALL ? votes == mask : kind == ANY ? votes != 0 : kind == BALLOT ? votes : total;
        int thread = warp * WL_WARP + lane;
        wl_live.state[thread] = RUNNABLE;
        wl_set_runnable(thread);
    }
    w->waiting &= ~mask;
    if (kind == SYNC)
        wl_race_syncwarp(warp, mask);
}

/* Let a collective of the warp happen if all that it waits for have come. */
int wl_try_warp(int warp, int lane)
{
    warp_t *w = &wl_live.warps[warp];
    uint32_t mask = w->mask[lane] & w->existing & ~w->done;
    if ((w->waiting & mask) != mask)
        return 0;
    for (uint32_t rest = mask; rest; rest &= rest - 1) {
        int other = __builtin_ctz(rest);
        if (w->kind[other] != w->kind[lane] || w->mask[other] != w->mask[lane])
            return 0;
        /* all lanes must be at the same instruction, but of a barrier of warps */
        if (w->kind[lane] != SYNC && wl_live.site[warp * WL_WARP + other] != wl_live.site[warp * WL_WARP + lane])
            return 0;
    }
    complete_warp(warp, mask);
    return 1;
}

static uint64_t together(uint32_t kind, uint32_t mask, uint64_t value, int argument, int width)
{
    int thread = wl_thread, warp = thread / WL_WARP, lane = thread % WL_WARP;
    if (!wl_in_kernel)
        wl_stop_with(WL_FORBIDDEN_CALL, 0, "a warp's operation outside of a kernel");
    if (width <= 0 || width > WL_WARP || (width & (width - 1)))
        wl_stop_with(WL_ABSENT_LANE, width, "the width is no power of two up to 32");
    if (!(mask >> lane & 1)) {
        wl_result.thread = wl_index_of[thread];
        wl_stop_with(WL_ABSENT_LANE, lane, "the mask lacks the lane itself");
    }
    warp_t *w = &wl_live.warps[warp];
    w->mask[lane] = mask;
    w->kind[lane] = kind;
    w->value[lane] = value;
    w->argument[lane] = argument;
    w->width[lane] = width;
    w->waiting |= 1u << lane;
    if (!wl_try_warp(warp, lane))
        wl_wait_as(IN_WARP);
    else { /* its turn comes in the order that was chosen */
        int next = wl_pick(wl_live.place_of[thread] | 31);
        if (next != thread)
            wl_go_to(next, &wl_live.pointer[thread]);
    }
    return w->result[lane];
}

void wl_syncwarp(uint32_t mask)
{
    together(SYNC, mask, 0, 0, WL_WARP);
}

uint64_t wl_shuffle(uint32_t mask, uint64_t value, uint32_t kind, int argument, int width)
{
    wl_live.site[wl_thread] = __builtin_return_address(0);
    return together(kind, mask, value, argument, width);
}

uint64_t wl_vote(uint32_t mask, uint64_t value, uint32_t kind)
{
    wl_live.site[wl_thread] = __builtin_return_address(0);
    return together(kind, mask, value, 0, WL_WARP);
}

/* Lanes that have not ended: which of them would be at the same place on a device, nobody can say. */
uint32_t wl_active(void)
{
    const warp_t *w = &wl_live.warps[wl_thread / WL_WARP];
    return w->existing & ~w->done;
}
