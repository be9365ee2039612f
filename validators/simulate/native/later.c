/* Atomic operations whose result nobody asks for: others may see them later than what their thread does next, until a
 * fence, or a barrier of the block. */
#include "later.h"
#include <string.h>

enum { MOST = 256 };
/* In the order of `later_atomics.OPERATIONS`. */
enum { EXCHANGE, ADD, SUB, AND, OR, XOR, MAX, MIN, UMAX, UMIN, FADD };

typedef struct {
    uint64_t block, address, value;
    uint32_t bytes, operation;
    int thread;
} waiting_t;

static waiting_t waiting[MOST];
int wl_n_later;

static uint64_t whole(uint32_t operation, uint64_t old, uint64_t value, int is_signed_less)
{
    switch (operation) {
    case ADD:
        return old + value;
    case SUB:
        return old - value;
    case AND:
        return old & value;
    case OR:
        return old | value;
    case XOR:
        return old ^ value;
    case MAX:
        return is_signed_less ? value : old;
    case MIN:
        return is_signed_less ? old : value;
    case UMAX:
        return old < value ? value : old;
    case UMIN:
        return old < value ? old : value;
    default:
        return value;
    }
}

static void perform(uint64_t address, uint64_t value, uint32_t bytes, uint32_t operation)
{
    uint64_t old = 0, made;
    memcpy(&old, (void *)address, bytes);
    if (operation == FADD && bytes == 4) {
        float a, b;
        memcpy(&a, &old, 4);
        memcpy(&b, &value, 4);
        a += b;
        memcpy((void *)address, &a, 4);
        return;
    }
    if (operation == FADD) {
        double a, b;
        memcpy(&a, &old, 8);
        memcpy(&b, &value, 8);
        a += b;
        memcpy((void *)address, &a, 8);
        return;
    }
    made = whole(operation, old, value, bytes == 4 ? (int32_t)old < (int32_t)value : (int64_t)old < (int64_t)value);
    memcpy((void *)address, &made, bytes);
}

/* Those of a thread of the block that runs, or of all its threads (-1), that touch the bytes; all where there are none. */
static void finish(int thread, uint64_t from, uint64_t bytes)
{
    int kept = 0, n = wl_n_later;
    for (int i = 0; i < n; i++) {
        const waiting_t w = waiting[i];
        int is_meant = w.block == wl_block_number && (thread < 0 || w.thread == thread) &&
                       (!bytes || (w.address < from + bytes && from < w.address + w.bytes));
        if (is_meant)
            perform(w.address, w.value, w.bytes, w.operation);
        else
            waiting[kept++] = w;
    }
    wl_n_later = kept;
}

void wl_forget_later(void) { wl_n_later = 0; }
void wl_finish_thread(void) { finish(wl_thread, 0, 0); }
void wl_finish_block(void) { finish(-1, 0, 0); }
void wl_finish_at(const void *at, uint64_t bytes) { finish(-1, (uint64_t)at, bytes ? bytes : 1); }

int wl_has_later(void)
{
    for (int i = 0; i < wl_n_later; i++)
        if (waiting[i].block == wl_block_number && waiting[i].thread == wl_thread)
            return 1;
    return 0;
}

/* In place of the operation. */
void wl_later(void *at, uint64_t value, uint32_t bytes, uint32_t operation)
{
    int64_t offset;
    int place = wl_window_of((uint64_t)at, &offset), is_shared = place >= WL_FIRST_SHARED && place < WL_FIRST_ALLOCATED;
    if (wl_choices.races && wl_in_kernel && wl_choices.order == WL_SHUFFLED && wl_n_later < MOST && !is_shared)
        waiting[wl_n_later++] = (waiting_t){wl_block_number, (uint64_t)at, value, bytes, operation, wl_thread};
    else
        perform((uint64_t)at, value, bytes, operation);
}
