/* Accesses of the threads of a launch that nothing orders: who touched a granule of memory last, and since when. */
#include "simulator.h"
#include <string.h>
#include <sys/mman.h>

/* What was done to a granule. Threads of one block are ordered by barriers, lanes of one warp by its own; blocks and
 * launches by nothing and by everything. `several`: more than one thread did so since the last order between them. */
typedef struct {
    uint64_t block;
    uint32_t launch, epoch, warp_epoch;
    uint16_t thread;
    uint8_t several, is_atomic; /* several: 1 in one warp, 2 in one block, 3 in several blocks */
} trace_t;
typedef struct {
    trace_t write, read;
} shadow_t;

static struct {
    shadow_t *shadow;
    uint64_t data, n, mapped;
    uint32_t granule;
} watched[WL_N_WINDOWS];
static uint32_t launch, epoch, warp_epoch[WL_MAX_THREADS / WL_WARP];

enum { NONE, ONE_WARP, ONE_BLOCK, MANY_BLOCKS };

void wl_race_launch(void)
{
    launch++;
    epoch = 0;
}

void wl_race_block(void)
{
    epoch++;
    memset(warp_epoch, 0, sizeof warp_epoch);
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
    (void)mask; /* lanes that are not named wait for nobody: they are ordered too seldom, never too often */
    warp_epoch[warp]++;
}

void wl_race_forget(void)
{
    for (int i = 0; i < WL_N_WINDOWS; i++)
        if (watched[i].mapped)
            munmap(watched[i].shadow, watched[i].mapped), memset(&watched[i], 0, sizeof watched[i]);
}

void wl_race_window(int window, uint64_t data, uint64_t bytes, uint32_t granule)
{
    if (watched[window].mapped)
        munmap(watched[window].shadow, watched[window].mapped);
    memset(&watched[window], 0, sizeof watched[window]);
    watched[window].data = data;
    watched[window].granule = granule ? granule : 1;
    watched[window].n = bytes / watched[window].granule + 1;
}

static shadow_t *shadow_of(int window)
{
    if (!watched[window].shadow) {
        uint64_t bytes = watched[window].n * sizeof(shadow_t);
        void *found = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (found == MAP_FAILED)
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
    return t->warp_epoch != warp_epoch[warp] || (t->several == NONE && t->thread == wl_thread);
}

static void note(trace_t *t, int is_atomic)
{
    int warp = wl_thread / WL_WARP, several = NONE;
    if (!is_ordered(t)) {
        several = t->block != wl_block_number || t->several == MANY_BLOCKS                          ? MANY_BLOCKS
                  : t->several == ONE_BLOCK || t->thread / WL_WARP != warp                         ? ONE_BLOCK
                  : t->thread != wl_thread || t->several                                           ? ONE_WARP
                                                                                                    : NONE;
    }
    *t = (trace_t){wl_block_number, launch, epoch, warp_epoch[warp], (uint16_t)wl_thread, (uint8_t)several,
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
