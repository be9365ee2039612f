/* Order between threads by fences and atomic operations: what one did before a fence and an atomic operation is done
 * for who sees that operation by one of its own, after a fence of its own. */
#include "later.h"
#include "races.h"
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SCOPE, DEVICE_SCOPE };
enum { MOST_BYTES = 1 << 30, MOST_PENDING = 64, MOST_DEPTH = 200 };

/* Fences, in the order of a block's. */
typedef struct {
    uint64_t block;
    uint32_t number, epoch, before;
    uint16_t thread, scope;
    uint32_t known[WL_WARP];
} fence_t;
/* An atomic operation after fences: its thread's own, and others' that barriers had told it of. */
typedef struct {
    uint64_t block;
    uint32_t fence, of_warp, of_block, time, next;
    uint16_t warp;
} release_t;
/* That what is known of another cell up to some time is known here. `time`: since when. */
typedef struct {
    uint32_t cell, until, time, scope, next;
} link_t;
/* A granule that atomic operations touch; `last` is the time of the latest. */
typedef struct {
    uint32_t last, links, earlier[2];
    uint32_t query, until; /* the last search that was here */
    int is_shared;
} cell_t;
typedef struct {
    trace_t trace;
    uint32_t next;
} earlier_t;
typedef struct {
    uint64_t high, low;
    uint32_t value;
} slot_t;

/* Growing arrays, whose element 0 is nothing, and tables of their elements. */
typedef struct {
    void *data;
    uint32_t n, room, bytes;
} array_t;
typedef struct {
    slot_t *slots;
    uint32_t n, room;
} table_t;
static array_t fences = {.bytes = sizeof(fence_t)}, releases = {.bytes = sizeof(release_t)},
               links = {.bytes = sizeof(link_t)}, cells = {.bytes = sizeof(cell_t)},
               earliers = {.bytes = sizeof(earlier_t)};
static table_t cell_table, release_table;
static uint64_t total;

uint32_t wl_n_fences;
static uint32_t now, query;

/* Of the block that runs. Lists are of links; those of a thread come to all at a barrier. */
typedef struct {
    uint32_t fence[WL_MAX_THREADS], of_warp[WL_MAX_THREADS];
    uint32_t pending[WL_MAX_THREADS], acquired[WL_MAX_THREADS];
    uint32_t latest, of_block, all_pending, all_acquired;
} order_t;
static order_t mine;

#define FENCE(i) ((fence_t *)fences.data + (i))
#define RELEASE(i) ((release_t *)releases.data + (i))
#define LINK(i) ((link_t *)links.data + (i))
#define CELL(i) ((cell_t *)cells.data + (i))
#define EARLIER(i) ((earlier_t *)earliers.data + (i))

static void *resized(void *old, uint64_t old_bytes, uint64_t bytes)
{
    total += bytes - old_bytes;
    void *found = total > MOST_BYTES ? NULL : realloc(old, bytes);
    if (!found)
        wl_stop_with(WL_OUT_OF_MEMORY, 0, "for the order that fences make");
    return found;
}

static uint32_t added(array_t *a)
{
    if (a->n + 1 >= a->room) {
        uint32_t room = a->room ? a->room * 2 : 64;
        a->data = resized(a->data, (uint64_t)a->room * a->bytes, (uint64_t)room * a->bytes);
        a->room = room;
    }
    a->n++;
    memset((char *)a->data + (uint64_t)a->n * a->bytes, 0, a->bytes);
    return a->n;
}

static uint32_t *found(table_t *t, uint64_t high, uint64_t low)
{
    uint64_t hash = (high * 0x9e3779b97f4a7c15ull ^ low) * 0xbf58476d1ce4e5b9ull;
    for (uint64_t i = hash >> 20;; i++) {
        slot_t *s = &t->slots[i & (t->room - 1)];
        if (!s->value || (s->high == high && s->low == low)) {
            s->high = high;
            s->low = low;
            return &s->value;
        }
    }
}

/* Where the table has the value of a key; 0 where it is new, to be filled in at once. */
static uint32_t *entry(table_t *t, uint64_t high, uint64_t low)
{
    if (t->n * 2 >= t->room) {
        table_t larger = {.room = t->room ? t->room * 2 : 256, .n = t->n};
        larger.slots = resized(NULL, 0, larger.room * sizeof(slot_t));
        memset(larger.slots, 0, larger.room * sizeof(slot_t));
        for (uint32_t i = 0; i < t->room; i++)
            if (t->slots[i].value)
                *found(&larger, t->slots[i].high, t->slots[i].low) = t->slots[i].value;
        total -= t->room * sizeof(slot_t);
        free(t->slots);
        *t = larger;
    }
    return found(t, high, low);
}

static void forget(table_t *t)
{
    if (t->n)
        memset(t->slots, 0, t->room * sizeof(slot_t));
    t->n = 0;
}

void wl_order_launch(void)
{
    fences.n = releases.n = links.n = cells.n = earliers.n = 0;
    forget(&cell_table);
    forget(&release_table);
    wl_n_fences = now = query = 0;
}

void wl_order_block(void)
{
    memset(&mine, 0, sizeof mine);
}

void wl_order_swap(void)
{
    static order_t other, kept;
    memcpy(&kept, &mine, sizeof kept);
    memcpy(&mine, &other, sizeof kept);
    memcpy(&other, &kept, sizeof kept);
}

/* What is known of a granule of a window or variable; 0 where nothing is, unless it is to be made. */
uint32_t wl_cell(int place, uint64_t granule, int make)
{
    int is_shared = place >= WL_FIRST_SHARED && place < WL_FIRST_ALLOCATED;
    uint64_t high = (uint64_t)place + (is_shared ? (wl_block_number + 1) << 16 : 0);
    if (!make && !cell_table.n)
        return 0;
    uint32_t *value = entry(&cell_table, high, granule);
    if (*value || !make)
        return *value;
    uint32_t made = added(&cells);
    CELL(made)->is_shared = is_shared;
    cell_table.n++;
    return *value = made;
}

/* Accesses by other threads, which nothing orders among themselves: reads, and atomic operations. */
uint32_t *wl_earlier(uint32_t cell, int is_write)
{
    return &CELL(cell)->earlier[is_write];
}

void wl_keep_earlier(uint32_t cell, int is_write, const trace_t *trace)
{
    uint32_t made = added(&earliers);
    *EARLIER(made) = (earlier_t){*trace, CELL(cell)->earlier[is_write]};
    CELL(cell)->earlier[is_write] = made;
}

const trace_t *wl_earlier_trace(uint32_t number, uint32_t *next)
{
    *next = EARLIER(number)->next;
    return &EARLIER(number)->trace;
}

static int covers(uint32_t number, const trace_t *t)
{
    const fence_t *f = FENCE(number);
    if (f->block != t->block || (f->scope == BLOCK_SCOPE && t->block != wl_block_number) || t->epoch > f->epoch)
        return 0;
    if (t->epoch < f->epoch)
        return 1;
    if (t->several > ONE_WARP || t->thread / WL_WARP != f->thread / WL_WARP)
        return 0;
    for (uint32_t rest = t->lanes; rest; rest &= rest - 1) {
        int lane = __builtin_ctz(rest);
        if (lane == f->thread % WL_WARP ? t->n_fences >= f->number : f->known[lane] < t->step)
            return 0;
    }
    return 1;
}

static int is_released(const release_t *r, const trace_t *t)
{
    if (r->fence && covers(r->fence, t))
        return 1;
    for (uint32_t f = r->of_warp; f && f != r->of_block; f = FENCE(f)->before)
        if (FENCE(f)->thread / WL_WARP == r->warp && covers(f, t))
            return 1;
    for (uint32_t f = r->of_block; f; f = FENCE(f)->before)
        if (covers(f, t))
            return 1;
    return 0;
}

/* Whether an access is done for who knows of a cell up to a time. */
static int is_known(uint32_t cell, uint32_t until, const trace_t *t, int depth)
{
    cell_t *c = CELL(cell);
    if (depth > MOST_DEPTH || (c->query == query && c->until >= until))
        return 0;
    c->query = query;
    c->until = until;
    if (release_table.n)
        for (uint32_t r = *entry(&release_table, cell, t->block); r; r = RELEASE(r)->next)
            if (RELEASE(r)->time <= until && is_released(RELEASE(r), t))
                return 1;
    for (uint32_t l = c->links; l; l = LINK(l)->next)
        if (LINK(l)->time <= until && (LINK(l)->scope == DEVICE_SCOPE || t->block == wl_block_number) &&
            is_known(LINK(l)->cell, LINK(l)->until, t, depth + 1))
            return 1;
    return 0;
}

static int is_known_by(uint32_t list, const trace_t *t)
{
    for (; list; list = LINK(list)->next)
        if ((LINK(list)->scope == DEVICE_SCOPE || t->block == wl_block_number) &&
            is_known(LINK(list)->cell, LINK(list)->until, t, 0))
            return 1;
    return 0;
}

/* Whether an access of another thread is done for the one that runs, by fences. */
int wl_is_fenced(const trace_t *t)
{
    if (t->several == MANY_BLOCKS)
        return 0;
    query++;
    return is_known_by(mine.acquired[wl_thread], t) || is_known_by(mine.all_acquired, t);
}

/* Whether all that was done atomically to a granule is done for the thread that runs. */
int wl_has_acquired(uint32_t cell)
{
    const uint32_t lists[] = {mine.acquired[wl_thread], mine.all_acquired};
    for (int i = 0; i < 2; i++)
        for (uint32_t l = lists[i]; l; l = LINK(l)->next)
            if (LINK(l)->cell == cell && LINK(l)->until >= CELL(cell)->last &&
                (LINK(l)->scope == DEVICE_SCOPE || CELL(cell)->is_shared))
                return 1;
    return 0;
}

/* Add to a list what is not in it yet; of more than `most`, the oldest goes. */
static void learn(uint32_t *list, uint32_t cell, uint32_t until, uint32_t scope, int most)
{
    int n = 0;
    uint32_t last = 0;
    for (uint32_t l = *list; l; l = LINK(l)->next) {
        if (LINK(l)->cell == cell && LINK(l)->scope == scope) {
            if (LINK(l)->until < until)
                LINK(l)->until = until;
            return;
        }
        if (++n == most)
            last = l;
    }
    uint32_t made = added(&links);
    *LINK(made) = (link_t){cell, until, now, scope, *list};
    *list = made;
    if (last)
        LINK(last)->next = 0;
}

static void learn_all(uint32_t *list, uint32_t from, int most)
{
    for (; from; from = LINK(from)->next)
        learn(list, LINK(from)->cell, LINK(from)->until, LINK(from)->scope, most);
}

static void link_cell(uint32_t cell, uint32_t list)
{
    for (; list; list = LINK(list)->next) {
        const link_t known = *LINK(list);
        int is_new = known.cell != cell;
        for (uint32_t l = CELL(cell)->links; l && is_new; l = LINK(l)->next)
            is_new = LINK(l)->cell != known.cell || LINK(l)->scope != known.scope || LINK(l)->until < known.until;
        if (!is_new)
            continue;
        uint32_t made = added(&links);
        *LINK(made) = (link_t){known.cell, known.until, now, known.scope, CELL(cell)->links};
        CELL(cell)->links = made;
    }
}

/* An atomic operation is done to the cell. */
void wl_order_atomic(uint32_t cell)
{
    int t = wl_thread;
    CELL(cell)->last = ++now;
    if (mine.fence[t] || mine.of_warp[t] || mine.of_block) {
        uint32_t *first = entry(&release_table, cell, wl_block_number), before = *first;
        const release_t *r = RELEASE(before);
        if (!before || r->fence != mine.fence[t] || r->of_warp != mine.of_warp[t] || r->of_block != mine.of_block) {
            uint32_t made = added(&releases);
            *RELEASE(made) = (release_t){wl_block_number, mine.fence[t], mine.of_warp[t], mine.of_block, now, before,
                                         (uint16_t)(t / WL_WARP)};
            *first = made;
            release_table.n += !before;
        }
        link_cell(cell, mine.acquired[t]);
        link_cell(cell, mine.all_acquired);
    }
    learn(&mine.pending[t], cell, now, DEVICE_SCOPE, MOST_PENDING);
}

static void acquire(uint32_t *list, uint32_t from, uint32_t scope)
{
    for (; from; from = LINK(from)->next)
        learn(list, LINK(from)->cell, LINK(from)->until, scope, 1 << 30);
}

/* __threadfence_block (0) and the wider ones (1). */
void wl_fence(uint32_t scope)
{
    if (wl_n_later && scope)
        wl_finish_thread();
    if (!wl_choices.races || !wl_choices.fences || !wl_in_kernel)
        return;
    int t = wl_thread;
    uint32_t made = added(&fences);
    fence_t *f = FENCE(made);
    *f = (fence_t){.block = wl_block_number, .number = ++wl_n_fences, .epoch = wl_epoch, .before = mine.latest,
                   .thread = (uint16_t)t, .scope = (uint16_t)(scope ? DEVICE_SCOPE : BLOCK_SCOPE)};
    memcpy(f->known, wl_known[t], sizeof f->known);
    mine.latest = made;
    mine.fence[t] = made;
    acquire(&mine.acquired[t], mine.pending[t], f->scope);
    acquire(&mine.acquired[t], mine.all_pending, FENCE(made)->scope);
    if (FENCE(made)->scope == DEVICE_SCOPE)
        mine.pending[t] = 0;
}

void wl_order_barrier(void)
{
    mine.of_block = mine.latest;
    for (int t = 0; t < wl_n_threads; t++) {
        learn_all(&mine.all_pending, mine.pending[t], MOST_PENDING);
        learn_all(&mine.all_acquired, mine.acquired[t], 1 << 30);
        mine.pending[t] = mine.acquired[t] = mine.of_warp[t] = mine.fence[t] = 0;
    }
}

void wl_order_syncwarp(int warp, uint32_t mask)
{
    int base = warp * WL_WARP, first = base + __builtin_ctz(mask);
    for (uint32_t rest = mask; rest; rest &= rest - 1) {
        int t = base + __builtin_ctz(rest);
        mine.of_warp[t] = mine.latest;
        if (t != first) {
            learn_all(&mine.pending[first], mine.pending[t], MOST_PENDING);
            learn_all(&mine.acquired[first], mine.acquired[t], 1 << 30);
        }
    }
    for (uint32_t rest = mask & (mask - 1); rest; rest &= rest - 1) {
        int t = base + __builtin_ctz(rest);
        learn_all(&mine.pending[t], mine.pending[first], MOST_PENDING);
        learn_all(&mine.acquired[t], mine.acquired[first], 1 << 30);
    }
}
