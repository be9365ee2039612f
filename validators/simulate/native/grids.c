/* Runs a grid: in which order its blocks and threads have their turns, and who comes between whom. */
#include "fibers.h"
#include "later.h"
#include <string.h>

/* Of interruptions, so many let another block go on: first many, as most faults show between few atomic operations;
 * then few, as an exchange of blocks takes as long as a thousand exchanges of threads. */
enum { MANY = 64, ONE_OF_MANY = 2, ONE_OF_MORE = 64 };

void wl_use_body(void (*entry)(void *), void *with);
void wl_swap_shared(void);

static wl_index grid, block;
static void (*before)(void);
static uint64_t seed, turns, n_blocks, n_started, step, place;
static block_t other; /* that was interrupted while another one started */
static int has_other, n_swaps;

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15ull;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}

static void arrange_threads(void)
{
    uint16_t *thread_at = wl_live.thread_at;
    for (int p = 0; p < wl_n_threads; p++)
        thread_at[p] = (uint16_t)(wl_choices.order == WL_REVERSED ? wl_n_threads - 1 - p : p);
    if (wl_choices.order == WL_SHUFFLED)
        for (int p = wl_n_threads - 1; p > 0; p--) {
            int second = (int)(next_random(&seed) % (uint64_t)(p + 1));
            uint16_t kept = thread_at[p];
            thread_at[p] = thread_at[second];
            thread_at[second] = kept;
        }
    for (int p = 0; p < wl_n_threads; p++)
        wl_live.place_of[thread_at[p]] = (uint16_t)p;
}

static uint64_t coprime_step(uint64_t n)
{
    for (;;) {
        uint64_t found = next_random(&seed) % n, a = n, b = found;
        while (b) {
            uint64_t rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1)
            return found;
    }
}

static void switch_block(void)
{
    wl_block_number = wl_live.number;
    blockIdx = wl_live.index;
}

static void start_block(void)
{
    uint64_t number = wl_choices.order == WL_REVERSED ? n_blocks - 1 - n_started : place;
    place = (place + step) % n_blocks;
    n_started++;
    wl_live.number = number;
    wl_live.index = (wl_index){(uint32_t)(number % grid.x), (uint32_t)(number / grid.x % grid.y),
                               (uint32_t)(number / grid.x / grid.y)};
    switch_block();
    if (wl_choices.order == WL_SHUFFLED || n_started == 1)
        arrange_threads();
    before();
    wl_start_threads();
    wl_race_block();
    wl_live.thread = wl_live.thread_at[0];
}

/* The block that was interrupted before takes the place of the one that runs, whatever that is worth. */
static void swap_blocks(void)
{
    static block_t kept;
    n_swaps++;
    memcpy(&kept, &wl_live, sizeof kept);
    memcpy(&wl_live, &other, sizeof kept);
    memcpy(&other, &kept, sizeof kept);
    wl_swap_shared();
    wl_race_swap();
    switch_block();
}

static void run_blocks(void)
{
    wl_hide_host_stack(wl_choices.separate);
    while (n_started < n_blocks || has_other) {
        if (has_other) {
            swap_blocks();
            has_other = 0;
        } else
            start_block();
        for (;;) {
            wl_go_to(wl_live.thread, &wl_launcher);
            if (wl_live.n_done == wl_n_threads)
                break;
            swap_blocks();
            if (!has_other)
                start_block();
            has_other = 1;
        }
    }
    wl_hide_host_stack(0);
}

/* Run a grid. What was checked of its shape is `launch.c`'s affair. */
void wl_run_grid(wl_index given_grid, wl_index given_block, void (*entry)(void *), void *with, void (*before_block)(void))
{
    gridDim = grid = given_grid;
    blockDim = block = given_block;
    before = before_block;
    wl_use_body(entry, with);
    wl_forget_later();
    n_blocks = (uint64_t)grid.x * grid.y * grid.z;
    n_started = place = has_other = n_swaps = 0;
    seed = wl_choices.order_seed;
    turns = seed + n_blocks; /* or all sizes would be interrupted at the same places */
    step = 1;
    wl_n_threads = (int)(block.x * block.y * block.z);
    for (int t = 0; t < wl_n_threads; t++) {
        uint32_t u = (uint32_t)t;
        wl_index_of[t] = (wl_index){u % block.x, u / block.x % block.y, u / block.x / block.y};
    }
    if (wl_choices.order == WL_SHUFFLED && n_blocks > 1) {
        step = coprime_step(n_blocks);
        place = next_random(&seed) % n_blocks;
    }
    wl_run_on_grid_stack(run_blocks);
    wl_result.n_threads += n_blocks * (uint64_t)wl_n_threads;
}

static void yield(void)
{
    int thread = wl_thread, next = wl_pick_later(wl_live.place_of[thread]);
    if (next != thread)
        wl_go_to(next, &wl_live.pointer[thread]);
}

/* Before an atomic operation: others may do theirs first, also those of another block. */
void wl_come_between(void)
{
    uint64_t random = next_random(&turns);
    /* what others have not seen yet is told by who runs to its end meanwhile */
    if (random & 1 || (wl_n_later && random >> 32 & 3))
        return;
    if (random / 2 % (n_swaps < MANY ? ONE_OF_MANY : ONE_OF_MORE) == 0 && (has_other || n_started < n_blocks))
        wl_leave();
    else
        yield();
}

/* Before the atomic operations of a thread that ends are seen at last: mostly another block comes first. */
void wl_come_before_late(void)
{
    if (next_random(&turns) & 3 && n_swaps < MANY && (has_other || n_started < n_blocks))
        wl_leave();
    else
        wl_come_between();
}

/* Whoever takes so long may be waiting for a thread that never had its turn. */
void wl_take_turns(void)
{
    if (wl_n_later)
        wl_finish_block();
    if (has_other && next_random(&turns) & 1)
        wl_leave();
    else
        yield();
}
