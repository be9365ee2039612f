/* What host code calls: launches, memory of the device, and copies between host and device. */
#include "simulator.h"
#include "launch_rules.h"
#include <stdlib.h>
#include <string.h>

enum { CLOSURE_BYTES = 4096 };

static wl_shared shared[WL_N_SHARED];
static int n_shared;
static _Alignas(64) uint8_t kept_closure[CLOSURE_BYTES];

void wl_run_grid(wl_index grid, wl_index block, void (*entry)(void *), void *with, void (*before_block)(void));
void *wl_allocate(uint64_t bytes, int space);
void wl_free_allocated(void *data, int is_host);
void wl_open_all(void);
uint64_t wl_bytes_of(int window);

/* The shared variables of the code that runs next. */
void wl_set_shared(const wl_shared *given, int n)
{
    n_shared = n;
    memcpy(shared, given, sizeof *given * (size_t)n);
    wl_forget_rules();
}

/* Whether an address lies in the arguments of the launch. */
int wl_is_argument(uint64_t address)
{
    return address - (uint64_t)kept_closure < sizeof kept_closure;
}

/* Whether a variable that the launch sizes begins where an earlier one does: a device has them all at one address. */
static int is_same(int number)
{
    for (int i = 0; i < number && !shared[number].bytes; i++)
        if (!shared[i].bytes)
            return 1;
    return 0;
}

static void poison_shared(void)
{
    for (int i = 0; i < n_shared; i++)
        if (!is_same(i))
            wl_poison(WL_FIRST_SHARED + i, wl_choices.poison);
}

/* Where a shared variable of the launch lies; NULL where there is no memory. */
static void *placed(int number, uint64_t dynamic_bytes)
{
    uint32_t granule = shared[number].granule;
    if (is_same(number)) {
        for (int i = 0; i < number; i++)
            if (!shared[i].bytes)
                return *(void **)shared[i].slot;
    }
    for (int i = number + 1; i < n_shared && !shared[number].bytes; i++)
        if (!shared[i].bytes && shared[i].granule < granule)
            granule = shared[i].granule;
    if (shared[number].alignment)
        return wl_place_loosely(WL_FIRST_SHARED + number, shared[number].bytes, wl_choices.flush_right,
                                wl_choices.poison, granule, shared[number].alignment);
    return wl_place(WL_FIRST_SHARED + number, shared[number].bytes ? shared[number].bytes : dynamic_bytes,
                    wl_choices.flush_right, wl_choices.poison, granule, WL_SHARED_SPACE);
}

/* Whether so many threads are more than are to run. */
static int is_skipped(const wl_index *grid, const wl_index *block)
{
    double threads = (double)grid->x * grid->y * grid->z * block->x * block->y * block->z;
    if (!wl_choices.most_threads || (double)wl_result.n_threads + threads <= (double)wl_choices.most_threads)
        return 0;
    wl_result.n_skipped++;
    return 1;
}

/* What a block that is interrupted has in its shared variables goes out, and what another one had comes back. */
void wl_swap_shared(void)
{
    static uint8_t *kept;
    static uint64_t room;
    uint64_t total = 0;
    for (int i = 0; i < n_shared; i++)
        total += is_same(i) ? 0 : wl_bytes_of(WL_FIRST_SHARED + i);
    if (total > room) {
        kept = realloc(kept, total);
        if (!kept)
            wl_stop(WL_OUT_OF_MEMORY);
        room = total;
    }
    uint8_t *at = kept;
    for (int i = 0; i < n_shared; i++) {
        uint8_t *data = *(uint8_t **)shared[i].slot;
        for (uint64_t left = is_same(i) ? 0 : wl_bytes_of(WL_FIRST_SHARED + i), n; left; left -= n, at += n, data += n) {
            uint8_t chunk[256];
            n = left < sizeof chunk ? left : sizeof chunk;
            memcpy(chunk, data, n);
            memcpy(data, at, n);
            memcpy(at, chunk, n);
        }
    }
}

void wl_launch(const wl_index *grid, const wl_index *block, uint64_t bytes, void (*entry)(void *), const void *closure,
               uint64_t closure_bytes)
{
    if (wl_in_kernel)
        wl_stop_with(WL_FORBIDDEN_CALL, 0, "a launch in a kernel");
    wl_result.launch++;
    wl_result.grid = *grid;
    wl_result.shape = *block;
    wl_demand_launchable(grid, block, bytes);
    if (closure_bytes > CLOSURE_BYTES)
        wl_stop_with(WL_LAUNCH_ERROR, 3, "more than 4 KiB of arguments");
    memcpy(kept_closure, closure, closure_bytes);
    wl_record_kernel();
    for (int i = 0; i < n_shared; i++) {
        void *data = placed(i, bytes);
        if (!data)
            wl_stop(WL_OUT_OF_MEMORY);
        *(void **)shared[i].slot = data;
    }
    if (!is_skipped(grid, block)) {
        wl_in_kernel = 1;
        wl_open(1);
        wl_race_launch();
        wl_run_grid(*grid, *block, entry, kept_closure, poison_shared);
    }
    int spoilt = wl_check_slack(WL_FIRST_SHARED, WL_FIRST_SHARED + n_shared);
    if (spoilt >= 0)
        wl_stop(WL_OUT_OF_BOUNDS);
    for (int i = 0; i < n_shared; i++)
        wl_release(WL_FIRST_SHARED + i);
    wl_in_kernel = 0;
    wl_open(0);
    wl_record_launch(grid, block, bytes);
}

/* A launch that somebody else's host made. */
typedef struct {
    wl_index grid, block;
    uint64_t shared_bytes;
    void (*entry)(void *);
    const void *arguments;
    uint64_t argument_bytes;
} wl_repeated;

void wl_repeat(void *given)
{
    const wl_repeated *launch = given;
    wl_launch(&launch->grid, &launch->block, launch->shared_bytes, launch->entry, launch->arguments,
              launch->argument_bytes);
}

static void demand_host(void)
{
    if (wl_in_kernel)
        wl_stop_with(WL_FORBIDDEN_CALL, 0, "a call of the host's in a kernel");
}

void *wl_device_malloc(uint64_t bytes)
{
    demand_host();
    void *data = wl_allocate(bytes, WL_DEVICE);
    wl_written_begin(data, bytes);
    wl_record_allocate(data, bytes);
    return data;
}

void *wl_managed_malloc(uint64_t bytes)
{
    demand_host();
    void *data = wl_allocate(bytes, WL_BOTH);
    wl_record_allocate(data, bytes);
    return data;
}

void wl_device_free(void *data)
{
    demand_host();
    wl_record_free(data);
    wl_free_allocated(data, 0);
}

void wl_copy(void *to, const void *from, uint64_t bytes, uint32_t kind)
{
    demand_host();
    wl_demand_kind(to, from, bytes, kind);
    wl_demand_apart(to, from, bytes);
    wl_open_all();
    memmove(to, from, bytes);
    wl_written_copy(to, from, bytes);
    wl_record_copy(to, from, bytes);
    wl_open(0);
}

void wl_fill(void *to, int value, uint64_t bytes)
{
    demand_host();
    wl_demand_device(to, bytes);
    wl_open_all();
    memset(to, value, bytes);
    wl_written_mark(to, bytes);
    wl_record_fill(to, value, bytes);
    wl_open(0);
}

void *wl_malloc(uint64_t bytes)
{
    demand_host();
    return wl_allocate(bytes, WL_HOST);
}

void *wl_calloc(uint64_t n, uint64_t size)
{
    uint64_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        wl_stop(WL_OUT_OF_MEMORY);
    return memset(wl_malloc(bytes), 0, bytes);
}

void *wl_aligned_alloc(uint64_t alignment, uint64_t bytes)
{
    (void)alignment; /* flush right, nothing is aligned to more than its size is a multiple of */
    return wl_malloc(bytes);
}

void *wl_realloc(void *old, uint64_t bytes)
{
    void *made = wl_malloc(bytes);
    int64_t offset;
    if (old) {
        int window = wl_window_of((uint64_t)old, &offset);
        uint64_t kept = window < 0 ? 0 : wl_bytes_of(window);
        memcpy(made, old, kept < bytes ? kept : bytes);
        wl_free_allocated(old, 1);
    }
    return made;
}

void wl_free(void *data)
{
    demand_host();
    wl_free_allocated(data, 1);
}

/* atomicInc and atomicDec, which no instruction of LLVM's C dialect is. */
unsigned wl_atomic_inc(unsigned *at, unsigned limit)
{
    void wl_atomic(const void *, uint32_t);
    if (wl_choices.races)
        wl_atomic(at, 4);
    unsigned old = *at;
    *at = old >= limit ? 0 : old + 1;
    return old;
}

unsigned wl_atomic_dec(unsigned *at, unsigned limit)
{
    void wl_atomic(const void *, uint32_t);
    if (wl_choices.races)
        wl_atomic(at, 4);
    unsigned old = *at;
    *at = old == 0 || old > limit ? limit : old - 1;
    return old;
}

/* What the code prints is nobody's. */
int wl_print(const char *format, ...)
{
    (void)format;
    return 0;
}

static uint64_t n_hits[1 << 16];

/* Counts a basic block's run, for coverage; what lies beyond the table is counted in its last place. */
void wl_block(uint32_t index)
{
    n_hits[index < (1 << 16) ? index : (1 << 16) - 1]++;
}

uint64_t *wl_hits(void)
{
    return n_hits;
}
