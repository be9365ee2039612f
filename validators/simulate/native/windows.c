/* Guarded memory: every buffer in a window of its own, so wide that no 32-bit index leaves it. */
#include "simulator.h"
#include <string.h>
#include <sys/mman.h>

typedef struct {
    uint64_t bytes, mapped; /* `mapped` from the begin of the window's middle */
    uint64_t data, mark;
    int32_t space, poison, is_open, is_freed, is_constant;
} window_t;

static window_t windows[WL_N_WINDOWS];
static int next_allocated = WL_FIRST_ALLOCATED;
uint8_t *wl_windows;

static const uint64_t window_bytes = 1ull << WL_WINDOW_BITS;
enum { KEPT_BYTES = 64 << 10 }; /* pages of a window that stay when it is given back: new ones cost more than these */
static const uint64_t device_page = 2ull << 20;
static const uint64_t most_allocated = 1ull << 30; /* of all that a run has not given back */

static uint64_t middle(int window)
{
    return (uint64_t)wl_windows + ((uint64_t)window << WL_WINDOW_BITS) + window_bytes / 2;
}

int wl_reserve(void)
{
    if (wl_windows)
        return 0;
    uint64_t bytes = window_bytes * WL_N_WINDOWS + device_page;
    void *found = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (found == MAP_FAILED)
        return -1;
    /* what lies flush left is aligned as a device's first array is, and nothing else */
    wl_windows = (uint8_t *)(((uint64_t)found + device_page - 1) & ~(device_page - 1));
    return 0;
}

/* Nothing can be reached of a window beyond so many bytes. */
static void close_beyond(int number, uint64_t bytes)
{
    window_t *w = &windows[number];
    uint64_t begin = middle(number), kept = bytes > KEPT_BYTES ? bytes : KEPT_BYTES;
    if (w->mapped <= bytes)
        return;
    mprotect((void *)(begin + bytes), w->mapped - bytes, PROT_NONE);
    if (w->mapped > kept)
        madvise((void *)(begin + kept), w->mapped - kept, MADV_DONTNEED);
}

static int is_visible(int space)
{
    if (!wl_choices.separate || space == WL_BOTH)
        return 1;
    return wl_in_kernel ? space != WL_HOST : space == WL_HOST;
}

static int set_open(int number, int is_open)
{
    window_t *w = &windows[number];
    if (w->is_open == is_open || !w->mapped)
        return 0;
    w->is_open = is_open;
    int protection = !is_open ? PROT_NONE : w->is_constant ? PROT_READ : PROT_READ | PROT_WRITE;
    return mprotect((void *)middle(number), w->mapped, protection);
}

static void *place(int number, uint64_t bytes, int flush_right, int poison, uint32_t granule, int space, uint64_t behind)
{
    window_t *w = &windows[number];
    w->mark = 0;
    uint64_t begin = middle(number), mapped = (bytes + behind + WL_PAGE - 1) / WL_PAGE * WL_PAGE;
    if (bytes > window_bytes / 4)
        return NULL;
    close_beyond(number, mapped);
    if (w->mapped != mapped || !w->is_open || w->is_constant) {
        w->is_constant = 0;
        w->mapped = mapped;
        w->is_open = 0;
        if (set_open(number, 1) != 0) {
            w->mapped = 0;
            return NULL;
        }
    }
    w->bytes = bytes;
    w->data = flush_right ? (begin + mapped - bytes) & ~((uint64_t)wl_choices.alignment - 1) : begin;
    if (behind) /* so far behind a multiple of 16 */
        w->data = ((flush_right ? begin + mapped - bytes - behind : begin) & ~15ull) + behind;
    w->space = space;
    w->poison = poison;
    w->is_freed = 0;
    memset((void *)begin, poison, mapped);
    wl_race_window(number, w->data, bytes, granule);
    return (void *)w->data;
}

/* Lay out `bytes` of poison; NULL where there is no memory. The window may hold something already: it is lost. */
void *wl_place(int number, uint64_t bytes, int flush_right, int poison, uint32_t granule, int space)
{
    return place(number, bytes, flush_right, poison, granule, space, 0);
}

/* The same for a shared variable, at an address that is a multiple of `alignment`, less than 16, and of no more. */
void *wl_place_loosely(int number, uint64_t bytes, int flush_right, int poison, uint32_t granule, uint32_t alignment)
{
    return place(number, bytes, flush_right, poison, granule, WL_SHARED_SPACE, alignment);
}

/* From here on, whoever writes to what the window holds is stopped; until something else is placed there. */
void wl_make_constant(int number)
{
    window_t *w = &windows[number];
    w->is_constant = 1;
    if (!w->mapped || !w->is_open)
        return;
    if (is_visible(w->space))
        mprotect((void *)middle(number), w->mapped, PROT_READ);
    else
        set_open(number, 0);
}

/* A number by which who placed something knows that it lies there still; 0 since something else was placed. */
void wl_mark(int number, uint64_t mark)
{
    windows[number].mark = mark;
}

uint64_t wl_mark_of(int number)
{
    return windows[number].mark;
}

int wl_is_constant(int number)
{
    return windows[number].is_constant;
}

void wl_poison(int number, int poison)
{
    memset((void *)windows[number].data, poison, windows[number].bytes);
}

void wl_release(int number)
{
    window_t *w = &windows[number];
    close_beyond(number, 0);
    w->mapped = 0;
    w->mark = 0;
    w->is_open = 0;
    w->is_constant = 0;
    w->is_freed = 1;
    w->space = WL_NOTHING;
    wl_written_forget(number);
    wl_race_window(number, 0, 0, 0);
}

void wl_release_allocated(void)
{
    for (int i = WL_FIRST_ALLOCATED; i < WL_N_WINDOWS; i++)
        if (windows[i].space != WL_NOTHING)
            wl_release(i);
    for (int i = WL_FIRST_ALLOCATED; i < WL_N_WINDOWS; i++)
        windows[i].is_freed = 0, windows[i].bytes = 0;
    next_allocated = WL_FIRST_ALLOCATED;
}

/* Closed windows hold memory that no limit of the kernel's counts. */
static int is_too_much(uint64_t bytes)
{
    uint64_t held = 0;
    for (int i = WL_FIRST_ALLOCATED; i < WL_N_WINDOWS; i++)
        if (windows[i].space != WL_NOTHING)
            held += windows[i].mapped;
    return bytes > most_allocated || held > most_allocated - bytes;
}

/* Memory that the code asks for: the window that was free for longest. Stops the run where there is none. */
void *wl_allocate(uint64_t bytes, int space)
{
    if (is_too_much(bytes))
        wl_stop(WL_OUT_OF_MEMORY);
    for (int tried = 0; tried < WL_N_ALLOCATED; tried++) {
        int number = next_allocated;
        next_allocated = number + 1 < WL_N_WINDOWS ? number + 1 : WL_FIRST_ALLOCATED;
        if (windows[number].space == WL_NOTHING) {
            void *data = wl_place(number, bytes, wl_choices.flush_right, wl_choices.poison, 1, space);
            if (!data)
                break;
            if (!is_visible(space))
                set_open(number, 0);
            return data;
        }
    }
    wl_stop(WL_OUT_OF_MEMORY);
}

void wl_free_allocated(void *data, int is_host)
{
    int64_t offset;
    int number = wl_window_of((uint64_t)data, &offset);
    if (!data)
        return;
    if (number < WL_FIRST_ALLOCATED || offset != 0 || windows[number].space == WL_NOTHING) {
        wl_result.address = (uint64_t)data;
        wl_stop_with(WL_WILD_POINTER, 0, "freed what was not allocated");
    }
    if ((windows[number].space == WL_HOST) != is_host) {
        wl_result.address = (uint64_t)data;
        wl_stop_with(WL_WILD_POINTER, 0, "memory of the host given back as the device's, or the device's as the host's");
    }
    wl_release(number);
}

/* The window around an address, or -1; the offset is from the begin of what it holds. */
int wl_window_of(uint64_t address, int64_t *offset)
{
    uint64_t from = address - (uint64_t)wl_windows;
    if (from >= window_bytes * WL_N_WINDOWS)
        return -1;
    int number = (int)(from >> WL_WINDOW_BITS);
    uint64_t data = windows[number].data ? windows[number].data : middle(number);
    *offset = (int64_t)(address - data);
    return number;
}

int wl_space_of(int number)
{
    return windows[number].space;
}

int wl_is_inside(int number, int64_t offset)
{
    return windows[number].space != WL_NOTHING && offset >= 0 && (uint64_t)offset < windows[number].bytes;
}

uint64_t wl_bytes_of(int number)
{
    return windows[number].bytes;
}

void wl_open_all(void);

/* Show the device's memory and hide the host's, or the other way round. */
void wl_open(int for_device)
{
    if (!wl_choices.separate) {
        if (!wl_in_kernel)
            wl_open_all(); /* what an earlier run left closed */
        return;
    }
    for (int i = 0; i < WL_N_WINDOWS; i++)
        if (windows[i].space == WL_HOST || windows[i].space == WL_DEVICE)
            set_open(i, (windows[i].space == WL_DEVICE) == (for_device != 0));
}

void wl_open_all(void)
{
    for (int i = 0; i < WL_N_WINDOWS; i++)
        if (windows[i].space != WL_NOTHING)
            set_open(i, 1);
}

/* Show what may have been written to. */
void wl_open_written(void)
{
    for (int i = 0; i < WL_N_WINDOWS; i++)
        if (windows[i].space != WL_NOTHING && !windows[i].is_constant)
            set_open(i, 1);
}

static uint64_t first_changed(uint64_t from, uint64_t to, int poison)
{
    for (uint64_t p = from; p < to; p++)
        if (*(uint8_t *)p != (uint8_t)poison)
            return p;
    return 0;
}

/* Whether something was written between a buffer and the end of its page; -1 where not, else the window. */
int wl_check_slack(int from, int to)
{
    for (int i = from; i < to; i++) {
        window_t *w = &windows[i];
        if (w->space == WL_NOTHING || !w->mapped || w->is_constant)
            continue;
        uint64_t begin = middle(i), found = first_changed(begin, w->data, w->poison);
        if (!found)
            found = first_changed(w->data + w->bytes, begin + w->mapped, w->poison);
        if (found) {
            wl_result.window = i;
            wl_result.offset = (int64_t)(found - w->data);
            wl_result.address = found;
            wl_result.access = 1;
            return i;
        }
    }
    return -1;
}
