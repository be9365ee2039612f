/* What is known of the accesses of a granule of memory, shared by the parts that order them. */
#ifndef WL_RACES_H
#define WL_RACES_H
#include "simulator.h"

/* What was done to a granule. Threads of one block are ordered by barriers, lanes of one warp by its own; blocks by
 * fences alone, and launches by everything. `several`: more than one thread did so since the last order between them.
 */
typedef struct {
    uint64_t block;
    uint32_t launch, epoch;
    uint32_t step, lanes; /* of the lanes in the thread's warp that did so, the latest step */
    uint32_t n_fences;    /* that there were before */
    uint16_t thread;
    uint8_t several; /* 1: in one warp, 2: in one block, 3: in several blocks */
    uint8_t is_atomic; /* of writes, `scope`; of reads, whether one was by the cache that knows of no writes */
} trace_t;

enum { NONE, ONE_WARP, ONE_BLOCK, MANY_BLOCKS };
enum scope { PLAIN, ATOMIC_FOR_ALL, ATOMIC_IN_BLOCK };

/* races.c */
extern uint32_t wl_epoch, wl_known[WL_MAX_THREADS][WL_WARP];

/* fences.c */
extern uint32_t wl_n_fences;
uint32_t wl_cell(int place, uint64_t granule, int make);
uint32_t *wl_earlier(uint32_t cell, int is_write);
void wl_keep_earlier(uint32_t cell, int is_write, const trace_t *trace);
const trace_t *wl_earlier_trace(uint32_t number, uint32_t *next);
int wl_is_fenced(const trace_t *trace);
int wl_has_acquired(uint32_t cell);
void wl_order_atomic(uint32_t cell);
void wl_order_launch(void);
void wl_order_block(void);
void wl_order_barrier(void);
void wl_order_syncwarp(int warp, uint32_t mask);
void wl_order_swap(void);
#endif
