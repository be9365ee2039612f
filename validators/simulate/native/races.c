/* Accesses of the threads of a launch that nothing orders: who touched a granule of memory last, and since when. */
#include "simulator.h"
#include <string.h>

/* What was done to a granule. Threads of one block are ordered by barriers, lanes of one warp by its own; blocks and
 * launches by nothing and by everything. `several`: more than one thread did so since the last order between them. */
typedef struct {
    uint64_t block;
    uint32_t launch, epoch;
    uint32_t step, lanes; /* of the lanes in the thread's warp that did so, the latest step */
    uint16_t thread;
    uint8_t several, is_atomic; /* several: 1 in one warp, 2 in one block, 3 in several blocks */
} trace_t;
typedef struct {
    trace_t write, read;
} shadow_t;

enum { NONE, ONE_WARP, ONE_BLOCK, MANY_BLOCKS };
static struct {
    shadow_t *shadow;
    uint64_t data, n, mapped;
    uint32_t granule;
} watched[WL_N_WINDOWS];
static uint32_t launch, epoch;
/* What a thread did between two of its warp's barriers is a step. `known[t][lane]` is the last step of a lane in the
 * warp of `t` that is over for `t`: their barrier named both. */
static uint32_t step[WL_MAX_THREADS], known[WL_MAX_THREADS][WL_WARP];

void wl_race_launch(void)
{
    launch++;
    epoch = 0;
}

void wl_race_block(void)
{
    epoch++;
    if (!wl_choices.races)
        return;
    for (int t = 0; t < wl_n_threads; t++)
        step[t] = 1;
    memset(known, 0, sizeof *known * (size_t)wl_n_threads);
    for (int i = WL_FIRST_SHARED; i < WL_FIRST_ALLOCATED; i++) /* each block has its own */
        if (watched[i].shadow)
            memset(watched[i].shadow, 0, watched[i].n * sizeof(shadow_t));
}

void wl_race_barrier(void)
{
    epoch++;
}

void wl_race_syncwarp(int warp, uint32_t mask)
{
    uint32_t over[WL_WARP] = {0}, next = 0;
    int first = warp * WL_WARP;
    if (!wl_choices.races)
        return;
    for (uint32_t rest = mask; rest; rest &= rest - 1) {
        int thread = first + __builtin_ctz(rest);
        known[thread][thread % WL_WARP] = step[thread];
        next = step[thread] > next ? step[thread] : next;
        for (int lane = 0; lane < WL_WARP; lane++)
            over[lane] = known[thread][lane] > over[lane] ? known[thread][lane] : over[lane];
    }
    for (uint32_t rest = mask; rest; rest &= rest - 1) {
        int thread = first + __builtin_ctz(rest);
        memcpy(known[thread], over, sizeof over);
        step[thread] = next + 1;
    }
}

void wl_race_forget(void)
{
    for (int i = 0; i < WL_N_WINDOWS; i++)
        if (watched[i].mapped) { /* what is watched may lie there still when the next run begins */
            wl_give_shadow(watched[i].shadow, watched[i].mapped);
            watched[i].shadow = NULL;
            watched[i].mapped = 0;
        }
}

void wl_race_window(int window, uint64_t data, uint64_t bytes, uint32_t granule)
{
    if (watched[window].mapped)
        wl_give_shadow(watched[window].shadow, watched[window].mapped);
    memset(&watched[window], 0, sizeof watched[window]);
    watched[window].data = data;
    watched[window].granule = granule ? granule : 1;
    watched[window].n = bytes / watched[window].granule + 1;
}

static shadow_t *shadow_of(int window)
{
    if (!watched[window].shadow) {
        uint64_t bytes = watched[window].n * sizeof(shadow_t);
        void *found = wl_take_shadow(bytes);
        if (!found)
            wl_stop_with(WL_OUT_OF_MEMORY, 0, "for the traces of accesses");
        watched[window].shadow = found;
        watched[window].mapped = bytes;
    }
    return watched[window].shadow;
}

static int is_ordered(const trace_t *t)
{
    if (t->launch != launch)
        return 1;
    if (t->several == MANY_BLOCKS || t->block != wl_block_number)
        return 0;
    if (t->epoch != epoch)
        return 1;
    if (t->several == ONE_BLOCK)
        return 0;
    int warp = wl_thread / WL_WARP;
    if (t->thread / WL_WARP != warp)
        return 0;
    for (uint32_t rest = t->lanes & ~(1u << wl_thread % WL_WARP); rest; rest &= rest - 1)
        if (known[wl_thread][__builtin_ctz(rest)] < t->step)
            return 0;
    return 1;
}

static void note(trace_t *t, int is_atomic)
{
    int warp = wl_thread / WL_WARP, several = NONE;
    uint32_t lanes = 1u << wl_thread % WL_WARP, latest = step[wl_thread];
    int is_here = t->launch == launch && t->epoch == epoch && t->block == wl_block_number && t->several <= ONE_WARP &&
                  t->thread / WL_WARP == warp;
    if (!is_ordered(t)) {
        several = t->block != wl_block_number || t->several == MANY_BLOCKS  ? MANY_BLOCKS
                  : t->several == ONE_BLOCK || t->thread / WL_WARP != warp ? ONE_BLOCK
                                                                            : ONE_WARP;
        if (several == ONE_WARP) {
            lanes |= t->lanes;
            latest = t->step > latest ? t->step : latest;
        }
    } else if (is_here && t->thread == wl_thread && !t->is_atomic)
        is_atomic = 0; /* its plain access still is as open to others as before */
    *t = (trace_t){wl_block_number, launch, epoch, latest, lanes, (uint16_t)wl_thread, (uint8_t)several,
                   (uint8_t)is_atomic};
}

/* Kinds: bit 0, this access writes; bit 1, the other did; bit 2, in another block. */
static _Noreturn void race(const trace_t *other, int is_write, int other_wrote, int window, int64_t offset)
{
    uint32_t thread = other->thread;
    wl_result.window = window;
    wl_result.offset = offset;
    wl_result.other_thread = (wl_index){thread % blockDim.x, thread / blockDim.x % blockDim.y,
                                        thread / blockDim.x / blockDim.y};
    wl_result.other_block = (wl_index){(uint32_t)(other->block % gridDim.x),
                                       (uint32_t)(other->block / gridDim.x % gridDim.y),
                                       (uint32_t)(other->block / gridDim.x / gridDim.y)};
    wl_stop_with(WL_RACE, is_write | other_wrote << 1 | (other->block != wl_block_number) << 2,
                 is_write ? other_wrote ? "two writes" : "a read and a write after it" : "a write and a read after it");
}

enum access { READ, WRITE, ATOMIC };

static void access(const void *at, uint32_t bytes, enum access how)
{
    int64_t offset;
    if (!wl_choices.races || !wl_in_kernel)
        return;
    int window = wl_window_of((uint64_t)at, &offset);
    if (window < 0 || wl_space_of(window) == WL_NOTHING || offset < 0)
        return; /* a stack's, or soon a fault */
    shadow_t *shadow = shadow_of(window);
    uint64_t first = (uint64_t)offset / watched[window].granule;
    uint64_t last = ((uint64_t)offset + (bytes ? bytes : 1) - 1) / watched[window].granule;
    for (uint64_t i = first; i <= last && i < watched[window].n; i++) {
        shadow_t *s = &shadow[i];
        if (!is_ordered(&s->write) && !(how == ATOMIC && s->write.is_atomic))
            race(&s->write, how != READ, 1, window, offset);
        if (how == READ) {
            note(&s->read, 0);
            continue;
        }
        if (!is_ordered(&s->read))
            race(&s->read, 1, 0, window, offset);
        note(&s->write, how == ATOMIC);
    }
}

void wl_read(const void *at, uint32_t bytes) { access(at, bytes, READ); }
void wl_write(const void *at, uint32_t bytes) { access(at, bytes, WRITE); }
void wl_atomic(const void *at, uint32_t bytes) { access(at, bytes, ATOMIC); }
