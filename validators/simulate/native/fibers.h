/* What is known of the block that runs, shared by the parts that switch between its threads. */
#ifndef WL_FIBERS_H
#define WL_FIBERS_H
#include "simulator.h"

enum { NEW, RUNNABLE, AT_BARRIER, IN_WARP, DONE };

/* What the lanes of a warp wait with. */
typedef struct {
    uint32_t existing, waiting, done;
    uint32_t mask[WL_WARP], kind[WL_WARP];
    uint64_t value[WL_WARP], result[WL_WARP];
    int32_t argument[WL_WARP], width[WL_WARP];
} warp_t;

/* A place is a thread's position in the order in which threads get their turn. */
typedef struct {
    void *pointer[WL_MAX_THREADS], *site[WL_MAX_THREADS];
    warp_t warps[WL_MAX_THREADS / WL_WARP];
    uint32_t runnable[WL_MAX_THREADS / 32], some;
    uint16_t stack_of[WL_MAX_THREADS], place_of[WL_MAX_THREADS], thread_at[WL_MAX_THREADS];
    uint8_t state[WL_MAX_THREADS];
    int n_done, n_waiting, reduced, barrier_kind, reduced_result;
    void *first_site; /* of those who wait at a barrier */
    int sites_differ;
    int thread; /* that runs, or ran last */
    wl_index index;
    uint64_t number;
} block_t;

extern block_t wl_live;
extern wl_index wl_index_of[WL_MAX_THREADS];
extern void *wl_launcher; /* where the fiber that starts blocks goes on */

/* fibers.c */
int wl_pick(int place);
int wl_pick_later(int place);
void wl_set_runnable(int thread);
void wl_go_to(int next, void **save);
void wl_leave(void);
void wl_wait_as(int how);
_Noreturn void wl_deadlock(void);
void wl_start_threads(void);
void wl_use_body(void (*entry)(void *), void *with);

/* warps.c */
int wl_try_warp(int warp, int lane);
#endif
