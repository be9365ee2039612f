/* Accesses of the threads of a launch that nothing orders: who touched a granule of memory last, and since when. */
#include "later.h"
#include "races.h"
#include <string.h>

typedef struct {
    trace_t write, read;
} shadow_t;

static struct {
    shadow_t *shadow;
    uint64_t data, n;
    uint32_t granule;
    shadow_t *other; /* of the block that was interrupted */
} watched[WL_N_PLACES];
static uint32_t launch;
uint32_t wl_epoch;
/* What a thread did between two of its warp's barriers is a step. `wl_known[t][lane]` is the last step of a lane in the
 * warp of `t` that is over for `t`: their barrier named both. */
static uint32_t step[WL_MAX_THREADS];
uint32_t wl_known[WL_MAX_THREADS][WL_WARP];

void wl_race_launch(void)
{
    launch++;
    wl_epoch = 0;
    if (wl_choices.races && wl_choices.fences)
        wl_order_launch();
}

void wl_race_block(void)
{
    wl_epoch++;
    if (!wl_choices.races)
        return;
    if (wl_choices.fences)
        wl_order_block();
    for (int t = 0; t < wl_n_threads; t++)
        step[t] = 1;
    memset(wl_known, 0, sizeof *wl_known * (size_t)wl_n_threads);
    for (int i = WL_FIRST_SHARED; i < WL_FIRST_ALLOCATED; i++) /* each block has its own */
        if (watched[i].shadow)
            memset(watched[i].shadow, 0, watched[i].n * sizeof(shadow_t));
}

/* Exchange what is known of the block that runs and of the one that was interrupted. */
void wl_race_swap(void)
{
    static uint32_t other_epoch, other_step[WL_MAX_THREADS], other_known[WL_MAX_THREADS][WL_WARP];
    static uint32_t kept[WL_MAX_THREADS][WL_WARP];
    size_t n = (size_t)wl_n_threads;
    uint32_t before = wl_epoch;
    wl_epoch = other_epoch;
    other_epoch = before;
    memcpy(kept, step, n * sizeof *step);
    memcpy(step, other_step, n * sizeof *step);
    memcpy(other_step, kept, n * sizeof *step);
    memcpy(kept, wl_known, n * sizeof *wl_known);
    memcpy(wl_known, other_known, n * sizeof *wl_known);
    memcpy(other_known, kept, n * sizeof *wl_known);
    for (int i = WL_FIRST_SHARED; i < WL_FIRST_ALLOCATED; i++) {
        shadow_t *mine = watched[i].shadow;
        watched[i].shadow = watched[i].other;
        watched[i].other = mine;
    }
    wl_order_swap();
}

void wl_race_barrier(void)
{
    wl_epoch++;
    if (wl_choices.races && wl_choices.fences)
        wl_order_barrier();
}

void wl_race_syncwarp(int warp, uint32_t mask)
{
    uint32_t over[WL_WARP] = {0}, next = 0;
    int first = warp * WL_WARP;
    if (!wl_choices.races)
        return;
    for (uint32_t rest = mask; rest; rest &= rest - 1) {
        int thread = first + __builtin_ctz(rest);
        wl_known[thread][thread % WL_WARP] = step[thread];
        next = step[thread] > next ? step[thread] : next;
        for (int lane = 0; lane < WL_WARP; lane++)
            over[lane] = wl_known[thread][lane] > over[lane] ? wl_known[thread][lane] : over[lane];
    }
    for (uint32_t rest = mask; rest; rest &= rest - 1) {
        int thread = first + __builtin_ctz(rest);
        memcpy(wl_known[thread], over, sizeof over);
        step[thread] = next + 1;
    }
    if (wl_choices.fences)
        wl_order_syncwarp(warp, mask);
}

static void forget(int place)
{
    uint64_t bytes = watched[place].n * sizeof(shadow_t);
    if (watched[place].shadow)
        wl_give_shadow(watched[place].shadow, bytes);
    if (watched[place].other)
        wl_give_shadow(watched[place].other, bytes);
    watched[place].shadow = watched[place].other = NULL;
}

void wl_race_forget(void)
{
    for (int i = 0; i < WL_N_PLACES; i++) {
        forget(i);
        if (i >= WL_N_WINDOWS) /* the next run may be another program's; what windows hold may lie there still */
            watched[i].data = 0;
    }
}

void wl_race_window(int window, uint64_t data, uint64_t bytes, uint32_t granule)
{
    forget(window);
    watched[window].data = data;
    watched[window].granule = granule ? granule : 1;
    watched[window].n = bytes / watched[window].granule + 1;
}

int wl_is_watched(int place)
{
    return watched[place].data != 0;
}

static shadow_t *shadow_of(int window)
{
    if (!watched[window].shadow) {
        uint64_t bytes = watched[window].n * sizeof(shadow_t);
        void *found = wl_take_shadow(bytes);
        if (!found)
            wl_stop_with(WL_OUT_OF_MEMORY, 0, "for the traces of accesses");
        if (wl_choices.fences) /* what fences know lies beside, and says nothing of earlier launches */
            memset(found, 0, bytes);
        watched[window].shadow = found;
    }
    return watched[window].shadow;
}

static int is_ordered(const trace_t *t)
{
    if (t->launch != launch)
        return 1;
    if (t->several == MANY_BLOCKS || t->block != wl_block_number)
        return 0;
    if (t->epoch != wl_epoch)
        return 1;
    if (t->several == ONE_BLOCK)
        return 0;
    int warp = wl_thread / WL_WARP;
    if (t->thread / WL_WARP != warp)
        return 0;
    for (uint32_t rest = t->lanes & ~(1u << wl_thread % WL_WARP); rest; rest &= rest - 1)
        if (wl_known[wl_thread][__builtin_ctz(rest)] < t->step)
            return 0;
    return 1;
}

static void note(trace_t *t, int is_atomic)
{
    if (is_atomic && t->is_atomic == ATOMIC_IN_BLOCK && t->launch == launch && t->block == wl_block_number)
        is_atomic = ATOMIC_IN_BLOCK;
    int warp = wl_thread / WL_WARP, several = NONE;
    uint32_t lanes = 1u << wl_thread % WL_WARP, latest = step[wl_thread];
    int is_here = t->launch == launch && t->epoch == wl_epoch && t->block == wl_block_number && t->several <= ONE_WARP &&
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
    *t = (trace_t){wl_block_number, launch, wl_epoch, latest, lanes, wl_n_fences, (uint16_t)wl_thread, (uint8_t)several,
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

enum access { READ, WRITE, ATOMIC, BLOCK_ATOMIC, CACHED_READ };

/* Whether nothing that others did to a granule keeps the thread from its access; where fences order something, also
 * what is no longer in the traces. */
static int is_over(const trace_t *t, uint32_t cell, int is_write)
{
    if (is_ordered(t))
        return 1;
    return wl_choices.fences && (wl_is_fenced(t) || (is_write && t->is_atomic && cell && wl_has_acquired(cell)));
}

/* Whether two atomic operations are so for each other. */
static int is_atomic_for(const trace_t *t, enum access how)
{
    if (how != ATOMIC && how != BLOCK_ATOMIC)
        return 0;
    if (how == ATOMIC && t->is_atomic == ATOMIC_FOR_ALL)
        return 1;
    return t->is_atomic && t->block == wl_block_number && t->several != MANY_BLOCKS;
}

static void demand_earlier(uint32_t cell, int is_write, enum access how, int place, int64_t offset)
{
    uint32_t next;
    for (uint32_t e = *wl_earlier(cell, is_write); e; e = next) {
        const trace_t *t = wl_earlier_trace(e, &next);
        if (!is_atomic_for(t, how) && !is_over(t, cell, is_write))
            race(t, how != READ, is_write, place, offset);
    }
}

/* Note an access where fences may order threads: what it does not come after is kept beside it. */
static void note_beside(trace_t *t, int place, uint64_t granule, uint32_t cell, int is_write, int is_atomic)
{
    if (!is_ordered(t)) {
        if (is_over(t, cell, is_write))
            t->launch = 0;
        else if (is_atomic || t->block != wl_block_number) {
            wl_keep_earlier(cell ? cell : wl_cell(place, granule, 1), is_write, t);
            t->launch = 0;
        }
    }
    note(t, is_atomic);
}

static _Noreturn void stop_at(int place, int64_t offset, enum access how, const char *text)
{
    wl_result.window = place;
    wl_result.offset = offset;
    wl_result.access = how != READ && how != CACHED_READ;
    wl_stop_with(WL_UNDEFINED_BEHAVIOUR, 0, text);
}

static void touch(int place, int64_t offset, uint64_t granule, enum access how)
{
    shadow_t *s = &shadow_of(place)[granule];
    int is_cached = s->read.launch == launch && s->read.is_atomic;
    if ((how == CACHED_READ && s->write.launch == launch) || (is_cached && how != READ && how != CACHED_READ))
        stop_at(place, offset, how, "__ldg of what the same launch writes");
    is_cached |= how == CACHED_READ;
    how = how == CACHED_READ ? READ : how;
    int scope = how == ATOMIC ? ATOMIC_FOR_ALL : how == BLOCK_ATOMIC ? ATOMIC_IN_BLOCK : PLAIN;
    uint32_t cell = wl_choices.fences ? wl_cell(place, granule, scope != PLAIN) : 0;
    if (!is_atomic_for(&s->write, how) && !is_over(&s->write, cell, 1))
        race(&s->write, how != READ, 1, place, offset);
    if (cell && how != ATOMIC)
        demand_earlier(cell, 1, how, place, offset);
    if (how != READ && !is_over(&s->read, cell, 0))
        race(&s->read, 1, 0, place, offset);
    if (cell && how != READ) {
        demand_earlier(cell, 0, how, place, offset);
        *wl_earlier(cell, 0) = 0;
        if (how == WRITE)
            *wl_earlier(cell, 1) = 0;
    }
    trace_t *t = how == READ ? &s->read : &s->write;
    if (wl_choices.fences)
        note_beside(t, place, granule, cell, how != READ, scope);
    else
        note(t, scope);
    if (how == READ)
        t->is_atomic = (uint8_t)is_cached;
    if (cell && scope != PLAIN)
        wl_order_atomic(cell);
}

static void access(const void *at, uint32_t bytes, enum access how)
{
    int64_t offset;
    if (!wl_choices.races || !wl_in_kernel)
        return;
    if (wl_n_later)
        wl_finish_at(at, bytes);
    int place = wl_window_of((uint64_t)at, &offset);
    if (place < 0) {
        wl_result.address = (uint64_t)at;
        wl_result.access = how != READ && how != CACHED_READ;
        place = wl_variable_of((uint64_t)at, &offset);
        if (place < 0)
            return;
    } else if (wl_space_of(place) == WL_NOTHING || offset < 0)
        return; /* soon a fault */
    else if (place >= WL_FIRST_ALLOCATED && (how == READ || how == CACHED_READ))
        wl_written_read(at, bytes);
    else if (place >= WL_FIRST_ALLOCATED)
        wl_written_mark(at, bytes);
    uint64_t first = (uint64_t)offset / watched[place].granule;
    uint64_t last = ((uint64_t)offset + (bytes ? bytes : 1) - 1) / watched[place].granule;
    for (uint64_t i = first; i <= last && i < watched[place].n; i++)
        touch(place, offset, i, how);
}

/* Of copies whose length is no constant. */
void wl_read_long(const void *at, uint64_t bytes)
{
    if (bytes)
        access(at, bytes < UINT32_MAX ? (uint32_t)bytes : UINT32_MAX, READ);
}

void wl_write_long(const void *at, uint64_t bytes)
{
    if (bytes)
        access(at, bytes < UINT32_MAX ? (uint32_t)bytes : UINT32_MAX, WRITE);
}

void wl_read(const void *at, uint32_t bytes) { access(at, bytes, READ); }
void wl_write(const void *at, uint32_t bytes) { access(at, bytes, WRITE); }

/* By a cache that is not told of what the launch writes. */
void wl_read_cached(const void *at, uint32_t bytes) { access(at, bytes, CACHED_READ); }

/* The atomic operation that comes is one among the threads of a block alone. */
static const void *in_block;

void wl_atomic_in_block(const void *at) { in_block = at; }

void wl_atomic(const void *at, uint32_t bytes)
{
    enum access how = in_block == at ? BLOCK_ATOMIC : ATOMIC;
    in_block = NULL;
    if (wl_choices.races && wl_in_kernel && wl_choices.order == WL_SHUFFLED)
        wl_come_between();
    if (wl_choices.races && wl_in_kernel && bytes && (uint64_t)at % bytes)
        wl_stop_with(WL_UNDEFINED_BEHAVIOUR, 0, "an atomic operation at an address that is not a multiple of its size");
    access(at, bytes, how);
}
