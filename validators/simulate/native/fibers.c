/* The threads of a block as fibers: switches by hand, barriers, and what the lanes of a warp do together. */
#include "simulator.h"
#include <string.h>
#include <sys/mman.h>

enum {
    STACK_STRIDE = 256 << 10,
    STACK_BYTES = 192 << 10, /* the rest of the stride is the guard below it */
    COLOURS = 32,
    COLOUR_BYTES = 128,
    HOST_STRIDE = 64 << 20,
    HOST_BYTES = 8 << 20,
};
enum { NEW, RUNNABLE, AT_BARRIER, IN_WARP, DONE };

static uint8_t *stacks, *host_stack;
static uint8_t is_usable[WL_MAX_THREADS];

wl_index threadIdx, blockIdx, blockDim, gridDim;
int wl_thread, wl_n_threads;
uint64_t wl_block_number;

static void (*body)(void *);
static void *closure;
static uint8_t state[WL_MAX_THREADS];
static void *pointer[WL_MAX_THREADS], *site[WL_MAX_THREADS];
static uint16_t stack_of[WL_MAX_THREADS], free_stacks[WL_MAX_THREADS];
static int n_free, n_started;
static uint16_t place_of[WL_MAX_THREADS], thread_at[WL_MAX_THREADS];
static wl_index index_of[WL_MAX_THREADS];
static uint32_t runnable[WL_MAX_THREADS / 32], some;
static void *first_site; /* of those who wait at a barrier */
static int sites_differ;
static int n_done, n_waiting, reduced, barrier_kind, reduced_result;
static void *launcher;

/* What the lanes of a warp wait with. */
typedef struct {
    uint32_t existing, waiting, done;
    uint32_t mask[WL_WARP], kind[WL_WARP];
    uint64_t value[WL_WARP], result[WL_WARP];
    int32_t argument[WL_WARP], width[WL_WARP];
} warp_t;
static warp_t warps[WL_MAX_THREADS / WL_WARP];

/* Saves what a call must keep, and goes on where another fiber saved. `pop; jmp` is predicted, `ret` would not be. */
__attribute__((naked, noinline)) static void switch_to(void **save, void *restore)
{
    __asm__("pushq %rbp\n\tpushq %rbx\n\tpushq %r12\n\tpushq %r13\n\tpushq %r14\n\tpushq %r15\n\t"
            "movq %rsp, (%rdi)\n\tmovq %rsi, %rsp\n\t"
            "popq %r15\n\tpopq %r14\n\tpopq %r13\n\tpopq %r12\n\tpopq %rbx\n\tpopq %rbp\n\t"
            "popq %rcx\n\tjmpq *%rcx");
}

/* A stack from which `switch_to` starts a function that never returns. */
static void *fresh(uint8_t *top, void (*start)(void))
{
    uint64_t *at = (uint64_t *)((uint64_t)top & ~63ull);
    *--at = 0; /* where a return address would be */
    *--at = (uint64_t)start;
    at -= 6;
    memset(at, 0, 48);
    return at;
}

int wl_prepare_stacks(void)
{
    if (stacks)
        return 0;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    uint8_t *found = mmap(NULL, (uint64_t)STACK_STRIDE * WL_MAX_THREADS, PROT_NONE, flags, -1, 0);
    uint8_t *host = mmap(NULL, HOST_STRIDE, PROT_NONE, flags, -1, 0);
    if (found == MAP_FAILED || host == MAP_FAILED)
        return -1;
    if (mprotect(host + HOST_STRIDE - HOST_BYTES, HOST_BYTES, PROT_READ | PROT_WRITE) != 0)
        return -1;
    stacks = found;
    host_stack = host;
    return 0;
}

/* Whether an address lies in a guard below a stack. */
int wl_stack_guard(uint64_t address)
{
    uint64_t from = address - (uint64_t)stacks;
    if (from < (uint64_t)STACK_STRIDE * WL_MAX_THREADS)
        return from % STACK_STRIDE < STACK_STRIDE - STACK_BYTES;
    return address - (uint64_t)host_stack < HOST_STRIDE - HOST_BYTES;
}

/* Whether an address lies on the stack of the thread that runs. */
int wl_is_own_stack(uint64_t address)
{
    return address - (uint64_t)(stacks + (uint64_t)stack_of[wl_thread] * STACK_STRIDE) < STACK_STRIDE;
}

static uint8_t *top_of(int stack)
{
    uint8_t *base = stacks + (uint64_t)stack * STACK_STRIDE;
    if (!is_usable[stack]) {
        if (mprotect(base + STACK_STRIDE - STACK_BYTES, STACK_BYTES, PROT_READ | PROT_WRITE) != 0)
            wl_stop(WL_OUT_OF_MEMORY);
        is_usable[stack] = 1;
    }
    /* Tops of the same colour would share the sets of the first cache. */
    return base + STACK_STRIDE - (stack % COLOURS) * COLOUR_BYTES;
}

static void set_runnable(int thread)
{
    int place = place_of[thread];
    runnable[place / 32] |= 1u << place % 32;
    some |= 1u << place / 32;
}

static void set_blocked(int thread)
{
    int place = place_of[thread];
    if (!(runnable[place / 32] &= ~(1u << place % 32)))
        some &= ~(1u << place / 32);
}

/* The next thread after a place, its own group of 32 before others; -1 where none can run. */
static int pick(int place)
{
    if (!some)
        return -1;
    int group = place / 32;
    uint32_t word = runnable[group];
    if (word) {
        uint32_t later = place % 32 == 31 ? 0 : word & (~0u << (place % 32 + 1));
        return thread_at[group * 32 + __builtin_ctz(later ? later : word)];
    }
    uint32_t later = group == 31 ? 0 : some & (~0u << (group + 1));
    group = __builtin_ctz(later ? later : some);
    return thread_at[group * 32 + __builtin_ctz(runnable[group])];
}

static void thread_main(void);

/* Leave the running fiber, whose state is set, for another thread. */
static void go_to(int next, void **save)
{
    void *to;
    wl_thread = next;
    threadIdx = index_of[next];
    if (state[next] == NEW) {
        int stack = n_free ? free_stacks[--n_free] : n_started++;
        stack_of[next] = (uint16_t)stack;
        to = fresh(top_of(stack), thread_main);
    } else
        to = pointer[next];
    state[next] = RUNNABLE;
    switch_to(save, to);
}

static const char *const waits[] = {"", "", "waits at __syncthreads", "waits for its warp", "has ended"};

/* No thread can run, and not all have ended. */
static _Noreturn void deadlock(void)
{
    int at_barrier = -1, in_warp = -1, ended = -1;
    for (int t = wl_n_threads - 1; t >= 0; t--) {
        if (state[t] == AT_BARRIER)
            at_barrier = t;
        else if (state[t] == IN_WARP)
            in_warp = t;
        else if (state[t] == DONE)
            ended = t;
    }
    int waiting = in_warp >= 0 ? in_warp : at_barrier, other = in_warp >= 0 ? (at_barrier >= 0 ? at_barrier : ended) : ended;
    wl_result.thread = index_of[waiting];
    wl_result.other_thread = index_of[other >= 0 ? other : waiting];
    const char *how = waits[other >= 0 ? state[other] : IN_WARP];
    if (in_warp < 0)
        wl_stop_with(WL_MISSING_THREAD, 0, how);
    int is_sync = warps[in_warp / WL_WARP].kind[in_warp % WL_WARP] == 0;
    wl_stop_with(is_sync ? WL_DIVERGENT_BARRIER : WL_ABSENT_LANE, 0, how);
}

static void complete_warp(int warp, uint32_t mask);

/* Let a collective of the warp happen if all that it waits for have come. */
static int try_warp(int warp, int lane)
{
    warp_t *w = &warps[warp];
    uint32_t mask = w->mask[lane] & w->existing & ~w->done;
    if ((w->waiting & mask) != mask)
        return 0;
    for (uint32_t rest = mask; rest; rest &= rest - 1) {
        int other = __builtin_ctz(rest);
        if (w->kind[other] != w->kind[lane] || w->mask[other] != w->mask[lane])
            return 0;
    }
    complete_warp(warp, mask);
    return 1;
}

static void thread_main(void)
{
    for (;;) {
        body(closure);
        int ended = wl_thread, warp = ended / WL_WARP;
        state[ended] = DONE;
        set_blocked(ended);
        n_done++;
        warps[warp].done |= 1u << ended % WL_WARP;
        for (int lane = 0; lane < WL_WARP && warps[warp].waiting; lane++) /* who waits for nobody but this one */
            if (warps[warp].waiting >> lane & 1)
                try_warp(warp, lane);
        int next = pick(place_of[ended]);
        if (next < 0) {
            if (n_done != wl_n_threads)
                deadlock();
            free_stacks[n_free++] = stack_of[ended];
            void *unused;
            switch_to(&unused, launcher);
        }
        if (state[next] == NEW) { /* on the same stack, which nobody needs any more */
            stack_of[next] = stack_of[ended];
            state[next] = RUNNABLE;
            wl_thread = next;
            threadIdx = index_of[next];
            continue;
        }
        free_stacks[n_free++] = stack_of[ended];
        void *unused;
        go_to(next, &unused);
    }
}

static void wait_as(int how)
{
    int thread = wl_thread;
    state[thread] = (uint8_t)how;
    set_blocked(thread);
    int next = pick(place_of[thread]);
    if (next < 0)
        deadlock();
    go_to(next, &pointer[thread]);
}

enum { PLAIN, COUNT, AND, OR };

static int barrier(int kind, int predicate, void *from)
{
    int thread = wl_thread;
    if (!wl_in_kernel)
        wl_stop_with(WL_FORBIDDEN_CALL, 0, "a barrier outside of a kernel");
    if (!n_waiting) {
        barrier_kind = kind;
        reduced = kind == AND;
        first_site = from;
        sites_differ = 0;
    }
    site[thread] = from;
    sites_differ |= from != first_site;
    if (kind == COUNT)
        reduced += predicate != 0;
    else if (kind == AND)
        reduced &= predicate != 0;
    else if (kind == OR)
        reduced |= predicate != 0;
    n_waiting++;
    if (n_waiting < wl_n_threads) {
        state[thread] = AT_BARRIER;
        set_blocked(thread);
        int next = pick(place_of[thread]);
        if (next < 0)
            deadlock();
        go_to(next, &pointer[thread]);
        return reduced_result;
    }
    for (int t = 0; sites_differ && t < wl_n_threads; t++)
        if (site[t] != from) {
            wl_result.thread = index_of[thread];
            wl_result.other_thread = index_of[t];
            wl_stop_with(WL_DIVERGENT_BARRIER, 0, "two threads are at different barriers");
        }
    n_waiting = 0;
    reduced_result = reduced;
    wl_result.n_barriers += (uint64_t)wl_n_threads;
    wl_race_barrier();
    memset(state, RUNNABLE, (size_t)wl_n_threads);
    int n_groups = (wl_n_threads + 31) / 32;
    memset(runnable, 0xff, (size_t)n_groups * 4);
    if (wl_n_threads % 32)
        runnable[n_groups - 1] = (1u << wl_n_threads % 32) - 1;
    some = n_groups == 32 ? ~0u : (1u << n_groups) - 1;
    if (thread_at[0] != thread)
        go_to(thread_at[0], &pointer[thread]);
    return reduced_result;
}

void wl_barrier(void)
{
    barrier(PLAIN, 0, __builtin_return_address(0));
}

int wl_barrier_reduce(int kind, int predicate)
{
    return barrier(kind, predicate, __builtin_return_address(0));
}

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

/* The lane that a shuffle reads; its own where the source lies outside of its segment. */
static int source(uint32_t kind, int lane, int argument, int width)
{
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
    warp_t *w = &warps[warp];
    int first = __builtin_ctz(mask);
    uint32_t kind = w->kind[first], votes = 0;
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
                wl_result.thread = index_of[warp * WL_WARP + lane];
                wl_result.other_thread = index_of[from >= 0 && from < WL_WARP && other < wl_n_threads ? other : 0];
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
        state[thread] = RUNNABLE;
        set_runnable(thread);
    }
    w->waiting &= ~mask;
    if (kind == SYNC)
        wl_race_syncwarp(warp, mask);
}

static uint64_t together(uint32_t kind, uint32_t mask, uint64_t value, int argument, int width)
{
    int thread = wl_thread, warp = thread / WL_WARP, lane = thread % WL_WARP;
    if (!wl_in_kernel)
        wl_stop_with(WL_FORBIDDEN_CALL, 0, "a warp's operation outside of a kernel");
    if (width <= 0 || width > WL_WARP || (width & (width - 1)))
        wl_stop_with(WL_ABSENT_LANE, width, "the width is no power of two up to 32");
    if (!(mask >> lane & 1)) {
        wl_result.thread = index_of[thread];
        wl_stop_with(WL_ABSENT_LANE, lane, "the mask lacks the lane itself");
    }
    warp_t *w = &warps[warp];
    w->mask[lane] = mask;
    w->kind[lane] = kind;
    w->value[lane] = value;
    w->argument[lane] = argument;
    w->width[lane] = width;
    w->waiting |= 1u << lane;
    if (!try_warp(warp, lane))
        wait_as(IN_WARP);
    else { /* its turn comes in the order that was chosen */
        int next = pick(place_of[thread] | 31);
        if (next != thread)
            go_to(next, &pointer[thread]);
    }
    return w->result[lane];
}

void wl_syncwarp(uint32_t mask)
{
    together(SYNC, mask, 0, 0, WL_WARP);
}

uint64_t wl_shuffle(uint32_t mask, uint64_t value, uint32_t kind, int argument, int width)
{
    return together(kind, mask, value, argument, width);
}

uint64_t wl_vote(uint32_t mask, uint64_t value, uint32_t kind)
{
    return together(kind, mask, value, 0, WL_WARP);
}

/* Lanes that have not ended: which of them would be at the same place on a device, nobody can say. */
uint32_t wl_active(void)
{
    const warp_t *w = &warps[wl_thread / WL_WARP];
    return w->existing & ~w->done;
}

static uint64_t next_random(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15ull;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}

static void arrange_threads(uint64_t *seed)
{
    for (int p = 0; p < wl_n_threads; p++)
        thread_at[p] = (uint16_t)(wl_choices.order == WL_REVERSED ? wl_n_threads - 1 - p : p);
    if (wl_choices.order == WL_SHUFFLED)
        for (int p = wl_n_threads - 1; p > 0; p--) {
            int other = (int)(next_random(seed) % (uint64_t)(p + 1));
            uint16_t kept = thread_at[p];
            thread_at[p] = thread_at[other];
            thread_at[other] = kept;
        }
    for (int p = 0; p < wl_n_threads; p++)
        place_of[thread_at[p]] = (uint16_t)p;
}

static void run_block(void)
{
    int n_groups = (wl_n_threads + 31) / 32;
    memset(state, NEW, (size_t)wl_n_threads);
    memset(runnable, 0, sizeof runnable);
    memset(runnable, 0xff, (size_t)n_groups * 4);
    if (wl_n_threads % 32)
        runnable[n_groups - 1] = (1u << wl_n_threads % 32) - 1;
    some = n_groups == 32 ? ~0u : (1u << n_groups) - 1;
    for (int i = 0; i < n_groups; i++) {
        warps[i].existing = i * 32 + 32 <= wl_n_threads ? ~0u : (1u << wl_n_threads % 32) - 1;
        warps[i].waiting = warps[i].done = 0;
    }
    n_done = n_waiting = 0;
    wl_race_block();
    go_to(thread_at[0], &launcher);
}

static uint64_t coprime_step(uint64_t n, uint64_t *seed)
{
    for (;;) {
        uint64_t step = next_random(seed) % n, a = n, b = step;
        while (b) {
            uint64_t rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1)
            return step;
    }
}

void wl_forget_launch(void)
{
    n_free = n_started = 0;
}

/* Run a grid: its blocks one after the other. What was checked of its shape is `launch.c`'s affair. */
void wl_run_grid(wl_index grid, wl_index block, void (*entry)(void *), void *with, void (*before_block)(void))
{
    uint64_t n_blocks = (uint64_t)grid.x * grid.y * grid.z, seed = wl_choices.order_seed, step = 1, first = 0;
    body = entry;
    closure = with;
    gridDim = grid;
    blockDim = block;
    wl_n_threads = (int)(block.x * block.y * block.z);
    for (int t = 0; t < wl_n_threads; t++) {
        uint32_t u = (uint32_t)t;
        index_of[t] = (wl_index){u % block.x, u / block.x % block.y, u / block.x / block.y};
    }
    arrange_threads(&seed);
    if (wl_choices.order == WL_SHUFFLED && n_blocks > 1) {
        step = coprime_step(n_blocks, &seed);
        first = next_random(&seed) % n_blocks;
    }
    for (uint64_t i = 0, at = first; i < n_blocks; i++, at = (at + step) % n_blocks) {
        wl_block_number = wl_choices.order == WL_REVERSED ? n_blocks - 1 - i : at;
        blockIdx.x = (uint32_t)(wl_block_number % grid.x);
        blockIdx.y = (uint32_t)(wl_block_number / grid.x % grid.y);
        blockIdx.z = (uint32_t)(wl_block_number / grid.x / grid.y);
        if (wl_choices.order == WL_SHUFFLED)
            arrange_threads(&seed);
        before_block();
        run_block();
    }
    wl_result.n_threads += n_blocks * (uint64_t)wl_n_threads;
}

static void (*host_enter)(void *);
static void *host_arguments, *host_caller;

static void host_main(void)
{
    host_enter(host_arguments);
    void *unused;
    switch_to(&unused, host_caller);
}

void wl_run_on_host_stack(void (*enter)(void *), void *arguments)
{
    host_enter = enter;
    host_arguments = arguments;
    switch_to(&host_caller, fresh(host_stack + HOST_STRIDE - 64, host_main));
}
