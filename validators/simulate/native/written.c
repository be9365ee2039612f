/* Which bytes of the memory that a launcher allocates were ever written: a device leaves in it what was there before. */
#include "simulator.h"
#include <stdlib.h>
#include <string.h>

static uint8_t *written[WL_N_ALLOCATED];
static uint64_t sizes[WL_N_ALLOCATED];
static wl_report noted;
static int is_noted;

void wl_written_forget(int window)
{
    int at = window - WL_FIRST_ALLOCATED;
    if (at < 0 || !written[at])
        return;
    free(written[at]);
    written[at] = NULL;
}

void wl_written_forget_read(void) { is_noted = 0; }

/* What was allocated holds nothing yet. */
void wl_written_begin(const void *data, uint64_t bytes)
{
    int64_t offset;
    int at = wl_window_of((uint64_t)data, &offset) - WL_FIRST_ALLOCATED;
    if (!wl_choices.races || at < 0)
        return;
    wl_written_forget(at + WL_FIRST_ALLOCATED);
    written[at] = calloc(bytes + 1, 1);
    if (!written[at])
        wl_stop_with(WL_OUT_OF_MEMORY, 0, "for the traces of accesses");
    sizes[at] = bytes;
}

/* The marks of some bytes; NULL where nobody keeps any of them. */
static uint8_t *marks_of(const void *data, uint64_t bytes, int *window, int64_t *offset)
{
    *window = wl_window_of((uint64_t)data, offset);
    int at = *window - WL_FIRST_ALLOCATED;
    if (at < 0 || at >= WL_N_ALLOCATED || !written[at] || *offset < 0 || (uint64_t)*offset > sizes[at] ||
        bytes > sizes[at] - (uint64_t)*offset)
        return NULL;
    return written[at] + *offset;
}

void wl_written_mark(const void *data, uint64_t bytes)
{
    int window;
    int64_t offset;
    uint8_t *marks = wl_choices.races ? marks_of(data, bytes, &window, &offset) : NULL;
    if (marks)
        memset(marks, 1, bytes);
}

/* The first read of what nobody wrote is told when the run ends well: where a race is why, that one is told. */
static void note(int window, int64_t offset)
{
    if (is_noted)
        return;
    is_noted = 1;
    noted = wl_result;
    noted.window = window;
    noted.offset = offset;
    noted.access = 0;
    noted.in_kernel = wl_in_kernel;
    if (wl_in_kernel) {
        noted.block = blockIdx;
        noted.thread = threadIdx;
        noted.grid = gridDim;
        noted.shape = blockDim;
    }
}

/* A kernel reads: of structures, what lies between members need not have been written. */
void wl_written_read(const void *data, uint64_t bytes)
{
    int window;
    int64_t offset;
    const uint8_t *marks = marks_of(data, bytes, &window, &offset);
    if (marks && bytes && !memchr(marks, 1, bytes))
        note(window, offset);
}

/* A copy of the host's: what nobody wrote is copied among the device's own arrays as such, and goes nowhere else. */
void wl_written_copy(const void *to, const void *from, uint64_t bytes)
{
    int window, target;
    int64_t offset, behind;
    if (!wl_choices.races)
        return;
    const uint8_t *marks = marks_of(from, bytes, &window, &offset);
    uint8_t *others = marks_of(to, bytes, &target, &behind);
    const uint8_t *hole = marks ? memchr(marks, 0, bytes) : NULL;
    if (others && marks)
        memmove(others, marks, bytes);
    else if (others)
        memset(others, 1, bytes);
    else if (hole && (target < 0 || wl_space_of(target) == WL_HOST))
        note(window, offset + (hole - marks));
}

/* At the end of a run that is well: that something was read which nobody wrote, if it was. */
void wl_written_tell(void)
{
    if (!is_noted || wl_result.outcome != WL_OK)
        return;
    static const char text[] = "memory of cudaMalloc that nobody wrote is read";
    noted.outcome = WL_UNDEFINED_BEHAVIOUR;
    noted.fuel_left = wl_result.fuel_left;
    noted.n_threads = wl_result.n_threads;
    noted.n_skipped = wl_result.n_skipped;
    noted.largest_block = wl_result.largest_block;
    memcpy(noted.text, text, sizeof text);
    wl_result = noted;
}
