/* What a function reaches through each of its pointers, where one is __restrict__: what one writes, no other may touch. */
#include "simulator.h"
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 18 };

/* Of a byte of memory in one call: through which pointers it was read and written, a bit for each. */
typedef struct {
    uint64_t call, address;
    uint32_t read, written;
} touched_t;
/* Which call it is, and its pointers that are __restrict__; where the code keeps it. */
typedef struct {
    uint32_t number, restricted;
} call_t;

static touched_t *slots;
static uint32_t n_calls, n_used;

void wl_restricted(call_t *call, uint32_t restricted)
{
    *call = (call_t){++n_calls, restricted};
}

static touched_t *slot_of(uint32_t call, uint64_t address)
{
    if (!slots && !(slots = calloc(SLOTS, sizeof *slots)))
        wl_stop_with(WL_OUT_OF_MEMORY, 0, "for what restricted pointers reach");
    if (n_used > SLOTS / 2) { /* of calls that are over, mostly */
        memset(slots, 0, SLOTS * sizeof *slots);
        n_used = 0;
    }
    uint64_t hash = (address ^ (uint64_t)call << 40) * 0x9e3779b97f4a7c15ull;
    for (uint64_t i = hash >> 20;; i++) {
        touched_t *s = &slots[i % SLOTS];
        if (!s->address) {
            *s = (touched_t){call, address, 0, 0};
            n_used++;
        }
        if (s->call == call && s->address == address)
            return s;
    }
}

void wl_through(const call_t *call, uint32_t pointer, const void *at, uint32_t bytes, uint32_t is_write)
{
    if (!wl_choices.races || !wl_in_kernel)
        return;
    for (uint32_t i = 0; i < bytes; i++) {
        touched_t *s = slot_of(call->number, (uint64_t)at + i);
        uint32_t others = (is_write ? s->read | s->written : s->written) & ~pointer;
        if (others && (call->restricted & (others | pointer)))
            wl_stop_with(WL_UNDEFINED_BEHAVIOUR, 0, "what a __restrict__ pointer and another one reach, one writing");
        *(is_write ? &s->written : &s->read) |= pointer;
    }
}
