/* The threads of a block as fibers: their stacks, switches by hand, and the barriers of a block. */
#include "fibers.h"
#include "later.h"
#include <string.h>
#include <sys/mman.h>

enum {
    N_STACKS = 2 * WL_MAX_THREADS, /* two blocks may be under way */
    STACK_STRIDE = 256 << 10,
    STACK_BYTES = 192 << 10, /* the rest of the stride is the guard below it */
    COLOURS = 32,
    COLOUR_BYTES = 128,
    HOST_STRIDE = 64 << 20,
    HOST_BYTES = 8 << 20,
    GRID_BYTES = 64 << 10,
};

static uint8_t *stacks, *host_stack, *grid_stack;
static uint8_t is_usable[N_STACKS];
static int is_hidden; /* the host's stack */

wl_index threadIdx, blockIdx, blockDim, gridDim;
int wl_thread, wl_n_threads;
uint64_t wl_block_number;

block_t wl_live;
wl_index wl_index_of[WL_MAX_THREADS];
void *wl_launcher;
static void (*body)(void *);
static void *closure;
static uint16_t free_stacks[N_STACKS];
static int n_free, n_started;

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

static void *reserved(uint64_t bytes)
{
    void *found = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return found == MAP_FAILED ? NULL : found;
}

int wl_prepare_stacks(void)
{
    if (stacks)
        return 0;
    uint8_t *found = reserved((uint64_t)STACK_STRIDE * N_STACKS), *host = reserved(HOST_STRIDE);
    uint8_t *grid = reserved(2 * GRID_BYTES);
    if (!found || !host || !grid)
        return -1;
    if (mprotect(host + HOST_STRIDE - HOST_BYTES, HOST_BYTES, PROT_READ | PROT_WRITE) != 0 ||
        mprotect(grid + GRID_BYTES, GRID_BYTES, PROT_READ | PROT_WRITE) != 0)
        return -1;
    stacks = found;
    host_stack = host;
    grid_stack = grid;
    return 0;
}

/* Whether an address lies in a guard below a stack. */
int wl_stack_guard(uint64_t address)
{
    uint64_t from = address - (uint64_t)stacks;
    if (from < (uint64_t)STACK_STRIDE * N_STACKS)
        return from % STACK_STRIDE < STACK_STRIDE - STACK_BYTES;
    return address - (uint64_t)host_stack < HOST_STRIDE - HOST_BYTES;
}

/* Whether an address lies on the stack of the thread that runs. */
int wl_is_own_stack(uint64_t address)
{
    return address - (uint64_t)(stacks + (uint64_t)wl_live.stack_of[wl_thread] * STACK_STRIDE) < STACK_STRIDE;
}

int wl_is_host_stack(uint64_t address)
{
    return address - (uint64_t)host_stack < HOST_STRIDE;
}

/* While a kernel runs, what the launcher has on its stack is nobody's. */
void wl_hide_host_stack(int hide)
{
    if (is_hidden == hide)
        return;
    is_hidden = hide;
    mprotect(host_stack + HOST_STRIDE - HOST_BYTES, HOST_BYTES, hide ? PROT_NONE : PROT_READ | PROT_WRITE);
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

void wl_set_runnable(int thread)
{
    int place = wl_live.place_of[thread];
    wl_live.runnable[place / 32] |= 1u << place % 32;
    wl_live.some |= 1u << place / 32;
}

static void set_blocked(int thread)
{
    int place = wl_live.place_of[thread];
    if (!(wl_live.runnable[place / 32] &= ~(1u << place % 32)))
        wl_live.some &= ~(1u << place / 32);
}

/* The next thread after a place, its own group of 32 before others; -1 where none can run. */
int wl_pick(int place)
{
    if (!wl_live.some)
        return -1;
    int group = place / 32;
    uint32_t word = wl_live.runnable[group];
    if (word) {
        uint32_t later = place % 32 == 31 ? 0 : word & (~0u << (place % 32 + 1));
        return wl_live.thread_at[group * 32 + __builtin_ctz(later ? later : word)];
    }
    uint32_t later = group == 31 ? 0 : wl_live.some & (~0u << (group + 1));
    group = __builtin_ctz(later ? later : wl_live.some);
    return wl_live.thread_at[group * 32 + __builtin_ctz(wl_live.runnable[group])];
}

/* The same where everybody's turn comes: whoever waits for another one must not keep that one from going on. */
int wl_pick_later(int place)
{
    int group = place / 32;
    uint32_t later = place % 32 == 31 ? 0 : wl_live.runnable[group] & (~0u << (place % 32 + 1));
    if (later)
        return wl_live.thread_at[group * 32 + __builtin_ctz(later)];
    later = group == 31 ? 0 : wl_live.some & (~0u << (group + 1));
    group = __builtin_ctz(later ? later : wl_live.some);
    return wl_live.thread_at[group * 32 + __builtin_ctz(wl_live.runnable[group])];
}

static void thread_main(void);

static void have_turn(int thread)
{
    wl_live.state[thread] = RUNNABLE;
    wl_live.thread = wl_thread = thread;
    threadIdx = wl_index_of[thread];
}

/* Leave the running fiber, whose state is set, for another thread. */
void wl_go_to(int next, void **save)
{
    void *to = wl_live.pointer[next];
    if (wl_live.state[next] == NEW) {
        int stack = n_free ? free_stacks[--n_free] : n_started++;
        wl_live.stack_of[next] = (uint16_t)stack;
        to = fresh(top_of(stack), thread_main);
    }
    have_turn(next);
    switch_to(save, to);
}

/* Let the launcher decide which block goes on; the thread is still runnable. */
void wl_leave(void)
{
    switch_to(&wl_live.pointer[wl_thread], wl_launcher);
}

static const char *const waits[] = {"", "", "waits at __syncthreads", "waits for its warp", "has ended"};

/* No thread can run, and not all have ended. */
_Noreturn void wl_deadlock(void)
{
    const uint8_t *state = wl_live.state;
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
    wl_result.thread = wl_index_of[waiting];
    wl_result.other_thread = wl_index_of[other >= 0 ? other : waiting];
    const char *how = waits[other >= 0 ? state[other] : IN_WARP];
    if (in_warp < 0)
        wl_stop_with(WL_MISSING_THREAD, 0, how);
    int is_sync = wl_live.warps[in_warp / WL_WARP].kind[in_warp % WL_WARP] == 0;
    wl_stop_with(is_sync ? WL_DIVERGENT_BARRIER : WL_ABSENT_LANE, 0, how);
}

static void thread_main(void)
{
    for (;;) {
        body(closure);
        if (wl_n_later && wl_has_later()) {
            wl_come_before_late();
            wl_finish_thread();
        }
        int ended = wl_thread, warp = ended / WL_WARP;
        warp_t *w = &wl_live.warps[warp];
        wl_live.state[ended] = DONE;
        set_blocked(ended);
        wl_live.n_done++;
        w->done |= 1u << ended % WL_WARP;
        for (int lane = 0; lane < WL_WARP && w->waiting; lane++) /* who waits for nobody but this one */
            if (w->waiting >> lane & 1)
                wl_try_warp(warp, lane);
        int next = wl_pick(wl_live.place_of[ended]);
        if (next < 0) {
            if (wl_live.n_done != wl_n_threads)
                wl_deadlock();
            free_stacks[n_free++] = wl_live.stack_of[ended];
            void *unused;
            switch_to(&unused, wl_launcher);
        }
        if (wl_live.state[next] == NEW) { /* on the same stack, which nobody needs any more */
            wl_live.stack_of[next] = wl_live.stack_of[ended];
            have_turn(next);
            continue;
        }
        free_stacks[n_free++] = wl_live.stack_of[ended];
        void *unused;
        wl_go_to(next, &unused);
    }
}

void wl_wait_as(int how)
{
    int thread = wl_thread;
    wl_live.state[thread] = (uint8_t)how;
    set_blocked(thread);
    int next = wl_pick(wl_live.place_of[thread]);
    if (next < 0)
        wl_deadlock();
    wl_go_to(next, &wl_live.pointer[thread]);
}

/* All threads that exist can run. */
static void open_all(void)
{
    int n_groups = (wl_n_threads + 31) / 32;
    memset(wl_live.runnable, 0xff, (size_t)n_groups * 4);
    if (wl_n_threads % 32)
        wl_live.runnable[n_groups - 1] = (1u << wl_n_threads % 32) - 1;
    wl_live.some = n_groups == 32 ? ~0u : (1u << n_groups) - 1;
}

enum { PLAIN, COUNT, AND, OR };

static int barrier(int kind, int predicate, void *from)
{
    int thread = wl_thread;
    if (!wl_in_kernel)
        wl_stop_with(WL_FORBIDDEN_CALL, 0, "a barrier outside of a kernel");
    if (wl_n_later && wl_has_later())
        wl_come_before_late();
    if (!wl_live.n_waiting) {
        wl_live.barrier_kind = kind;
        wl_live.reduced = kind == AND;
        wl_live.first_site = from;
        wl_live.sites_differ = 0;
    }
    wl_live.site[thread] = from;
    wl_live.sites_differ |= from != wl_live.first_site;
    if (kind == COUNT)
        wl_live.reduced += predicate != 0;
    else if (kind == AND)
        wl_live.reduced &= predicate != 0;
    else if (kind == OR)
        wl_live.reduced |= predicate != 0;
    wl_live.n_waiting++;
    if (wl_live.n_waiting < wl_n_threads) {
        wl_wait_as(AT_BARRIER);
        return wl_live.reduced_result;
    }
    for (int t = 0; wl_live.sites_differ && t < wl_n_threads; t++)
        if (wl_live.site[t] != from) {
            wl_result.thread = wl_index_of[thread];
            wl_result.other_thread = wl_index_of[t];
            wl_stop_with(WL_DIVERGENT_BARRIER, 0, "two threads are at different barriers");
        }
    if (wl_n_later)
        wl_finish_block();
    wl_live.n_waiting = 0;
    wl_live.reduced_result = wl_live.reduced;
    wl_result.n_barriers += (uint64_t)wl_n_threads;
    wl_race_barrier();
    memset(wl_live.state, RUNNABLE, (size_t)wl_n_threads);
    open_all();
    if (wl_live.thread_at[0] != thread)
        wl_go_to(wl_live.thread_at[0], &wl_live.pointer[thread]);
    return wl_live.reduced_result;
}

void wl_barrier(void)
{
    barrier(PLAIN, 0, __builtin_return_address(0));
}

int wl_barrier_reduce(int kind, int predicate)
{
    return barrier(kind, predicate, __builtin_return_address(0));
}

/* What the threads of the blocks that follow run. */
void wl_use_body(void (*entry)(void *), void *with)
{
    body = entry;
    closure = with;
}

/* Have all threads of a block before them. */
void wl_start_threads(void)
{
    int n_groups = (wl_n_threads + 31) / 32;
    memset(wl_live.state, NEW, (size_t)wl_n_threads);
    memset(wl_live.runnable, 0, sizeof wl_live.runnable);
    open_all();
    for (int i = 0; i < n_groups; i++) {
        warp_t *w = &wl_live.warps[i];
        w->existing = i * 32 + 32 <= wl_n_threads ? ~0u : (1u << wl_n_threads % 32) - 1;
        w->waiting = w->done = 0;
    }
    wl_live.n_done = wl_live.n_waiting = 0;
}

void wl_forget_launch(void)
{
    n_free = n_started = 0;
}

static void (*host_enter)(void *), (*grid_enter)(void);
static void *host_arguments, *host_caller, *grid_caller;

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

static void grid_main(void)
{
    grid_enter();
    void *unused;
    switch_to(&unused, grid_caller);
}

/* Blocks are started from a stack of their own, so that the host's can be hidden from them. */
void wl_run_on_grid_stack(void (*enter)(void))
{
    grid_enter = enter;
    switch_to(&grid_caller, fresh(grid_stack + 2 * GRID_BYTES - 64, grid_main));
}
