/* Runs device code on the CPU: what the parts of the simulator share, and what Python reads and sets. */
#ifndef WL_SIMULATOR_H
#define WL_SIMULATOR_H
#include <stddef.h>
#include <stdint.h>

enum {
    WL_WARP = 32,
    WL_MAX_THREADS = 1024,
    WL_PAGE = 4096,
    WL_WINDOW_BITS = 36,
    /* Windows of a run: parameters, shared variables, and what the code allocates. */
    WL_N_PARAMETERS = 64,
    WL_N_SHARED = 32,
    WL_N_ALLOCATED = 96,
    WL_FIRST_SHARED = WL_N_PARAMETERS,
    WL_FIRST_ALLOCATED = WL_N_PARAMETERS + WL_N_SHARED,
    WL_N_WINDOWS = WL_N_PARAMETERS + WL_N_SHARED + WL_N_ALLOCATED,
    /* Whose accesses are recorded: beside windows, variables of the program. */
    WL_N_VARIABLES = 256,
    WL_N_PLACES = WL_N_WINDOWS + WL_N_VARIABLES,
};

/* In the order of `execution.Outcome`. */
enum wl_outcome {
    WL_OK,
    WL_OUT_OF_BOUNDS,
    WL_WILD_POINTER,
    WL_DIVIDE_BY_ZERO,
    WL_UNDEFINED_BEHAVIOUR,
    WL_OUT_OF_FUEL,
    WL_DIVERGENT_BARRIER,
    WL_MISSING_THREAD,
    WL_ABSENT_LANE,
    WL_RACE,
    WL_STACK_OVERFLOW,
    WL_OUT_OF_MEMORY,
    WL_FORBIDDEN_CALL,
    WL_LAUNCH_ERROR,
    WL_TIMED_OUT,
    WL_CRASHED,
    WL_ABORTED,
};

/* What a window holds: memory of the host, of the device, or of both. */
enum wl_space { WL_NOTHING, WL_HOST, WL_DEVICE, WL_BOTH, WL_SHARED_SPACE };

enum wl_order { WL_FORWARD, WL_REVERSED, WL_SHUFFLED };

typedef struct {
    uint32_t x, y, z;
} wl_index;

/* Set by Python before a run. */
typedef struct {
    int64_t fuel;
    int64_t microseconds; /* of processor time */
    int64_t most_threads; /* of all launches; 0: any number. A launch beyond is checked, and does not run */
    uint64_t order_seed;
    int32_t order;
    int32_t flush_right; /* also of what the code allocates */
    int32_t poison;      /* a byte */
    int32_t races;       /* whether accesses are recorded */
    int32_t separate;    /* whether host and device see their own memory only */
    int32_t alignment;   /* of what lies flush right: 1, or more where the code moves vectors */
    int32_t records;     /* whether the host's steps are kept */
    int32_t fences;      /* whether the code has fences, which order accesses that are recorded */
} wl_options;

/* Read by Python after a run. `window` is -1 where the address is in none. */
typedef struct {
    int32_t outcome;
    int32_t window;
    int64_t offset; /* bytes from the begin of what the window holds */
    uint64_t address;
    int32_t access; /* bit 0: a write; bit 1: a call; bit 2: an atomic operation */
    int32_t code;   /* a signal's number, a trap's kind, or the kind of a race */
    int32_t in_kernel;
    int32_t launch; /* from 0 */
    wl_index block, thread, other_block, other_thread;
    wl_index grid, shape; /* of the launch */
    int64_t fuel_left;
    uint64_t n_threads, n_barriers;
    uint64_t n_skipped; /* launches that did not run */
    uint64_t largest_block; /* threads */
    char text[96];
} wl_report;

/* One shared variable: `bytes` 0 for what the launch sizes. The slot is what the code reads its address from. */
typedef struct {
    void *slot;
    uint64_t bytes;
    uint32_t granule;
    uint32_t alignment; /* of its address, which is a multiple of nothing larger; 0: as any window's */
} wl_shared;

/* A variable of the code that runs, in the order of their addresses; no granule: it is only read. `number` counts the
 * others. */
typedef struct {
    uint64_t begin, end;
    uint32_t granule, number;
} wl_variable;

extern wl_report wl_result;
extern wl_options wl_choices;
extern wl_index threadIdx, blockIdx, blockDim, gridDim;
extern int64_t wl_fuel_left;

/* run.c */
_Noreturn void wl_stop(enum wl_outcome outcome);
_Noreturn void wl_stop_with(enum wl_outcome outcome, int32_t code, const char *text);
extern int wl_in_kernel;

/* windows.c */
int wl_reserve(void);
void *wl_place(int window, uint64_t bytes, int flush_right, int poison, uint32_t granule, int space);
void *wl_place_loosely(int window, uint64_t bytes, int flush_right, int poison, uint32_t granule, uint32_t alignment);
void wl_release(int window);
void wl_release_allocated(void);
int wl_check_slack(int from, int to);
int wl_window_of(uint64_t address, int64_t *offset);
int wl_space_of(int window);
void wl_open(int for_device);
void wl_poison(int window, int poison);
extern uint8_t *wl_windows;

/* fibers.c */
int wl_prepare_stacks(void);
void wl_run_on_host_stack(void (*enter)(void *), void *arguments);
int wl_stack_guard(uint64_t address);
int wl_is_own_stack(uint64_t address);
int wl_is_host_stack(uint64_t address);
void wl_hide_host_stack(int hide);
void wl_run_on_grid_stack(void (*enter)(void));
void wl_forget_launch(void);
extern int wl_thread, wl_n_threads;
extern uint64_t wl_block_number;

/* grids.c */
void wl_come_between(void);
void wl_come_before_late(void);
void wl_take_turns(void);

/* record.c */
void wl_record_forget(void);
void wl_record_allocate(const void *at, uint64_t bytes);
void wl_record_free(const void *at);
void wl_record_fill(const void *at, int value, uint64_t bytes);
void wl_record_copy(const void *to, const void *from, uint64_t bytes);
void wl_record_kernel(void);
void wl_record_launch(const wl_index *grid, const wl_index *block, uint64_t shared_bytes);

/* variables.c */
int wl_variable_of(uint64_t address, int64_t *offset);

/* launch.c */
int wl_is_argument(uint64_t address);
/* shadow_pool.c */
void *wl_take_shadow(uint64_t bytes);
void wl_give_shadow(void *given, uint64_t bytes);

/* written.c */
void wl_written_forget(int window);
void wl_written_forget_read(void);
void wl_written_begin(const void *data, uint64_t bytes);
void wl_written_mark(const void *data, uint64_t bytes);
void wl_written_read(const void *data, uint64_t bytes);
void wl_written_copy(const void *to, const void *from, uint64_t bytes);
void wl_written_tell(void);

/* races.c */
void wl_race_launch(void);
void wl_race_block(void);
void wl_race_barrier(void);
void wl_race_swap(void);
void wl_race_syncwarp(int warp, uint32_t mask);
void wl_race_forget(void);
int wl_is_watched(int place);
void wl_race_window(int window, uint64_t data, uint64_t bytes, uint32_t granule);
#endif
