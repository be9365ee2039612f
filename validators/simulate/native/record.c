/* What the host did with the device, step by step, for who repeats it on another one. */
#include "simulator.h"
#include <stdlib.h>
#include <string.h>

/* Kinds of steps, in the order of `recording.STEPS`. Each is: its kind and the bytes that follow, 32 bits each; then
 * numbers of 64 bits, names and contents. A place is a window, -1 for the host's own memory, and an offset in it. */
enum { ALLOCATE, FREE, FILL, COPY, WRITE, LAUNCH, ELSEWHERE };
enum { MOST_BYTES = 64 << 20, MOST_ARGUMENTS = 4096 };

static uint8_t *steps, arguments[MOST_ARGUMENTS];
static uint64_t n_bytes, room, begin;
static uint32_t argument_bytes, n_arguments;
static const char *kernel;
static int is_open; /* the arguments that come are those of the launch's first thread */

static void put(const void *data, uint64_t bytes)
{
    if (n_bytes + bytes > room) {
        uint64_t more = (n_bytes + bytes) * 2 + 4096;
        uint8_t *found = more > 2ull * MOST_BYTES ? NULL : realloc(steps, more);
        if (!found)
            wl_stop_with(WL_OUT_OF_MEMORY, 0, "for the record of steps");
        steps = found;
        room = more;
    }
    memcpy(steps + n_bytes, data, bytes);
    n_bytes += bytes;
}

static void put_number(int64_t number)
{
    put(&number, 8);
}

static void put_place(const void *at)
{
    int64_t offset = 0;
    int window = wl_window_of((uint64_t)at, &offset);
    if (window >= 0 && wl_space_of(window) == WL_HOST)
        window = -1;
    put_number(window);
    put_number(window < 0 ? 0 : offset);
}

static int start(uint32_t kind)
{
    if (!wl_choices.records)
        return 0;
    uint32_t head[2] = {kind, 0};
    begin = n_bytes;
    put(head, 8);
    return 1;
}

static void finish(void)
{
    uint32_t bytes = (uint32_t)(n_bytes - begin - 8);
    memcpy(steps + begin + 4, &bytes, 4);
}

void wl_record_forget(void)
{
    n_bytes = 0;
    n_arguments = argument_bytes = 0;
}

void wl_record_allocate(const void *at, uint64_t bytes)
{
    if (start(ALLOCATE))
        put_place(at), put_number((int64_t)bytes), finish();
}

void wl_record_free(const void *at)
{
    if (start(FREE))
        put_place(at), finish();
}

void wl_record_fill(const void *at, int value, uint64_t bytes)
{
    if (start(FILL))
        put_place(at), put_number(value & 255), put_number((int64_t)bytes), finish();
}

/* After the copy was made. What the host gets is nobody's concern: where its steps depend on it, they are recorded. */
void wl_record_copy(const void *to, const void *from, uint64_t bytes)
{
    int64_t offset;
    int target = wl_window_of((uint64_t)to, &offset), source = wl_window_of((uint64_t)from, &offset);
    int is_from_host = source < 0 || wl_space_of(source) == WL_HOST;
    if (target >= 0 && wl_space_of(target) == WL_HOST)
        return;
    if (!wl_choices.records || (target < 0 && !is_from_host))
        return;
    start(target < 0 ? ELSEWHERE : is_from_host ? WRITE : COPY);
    if (target >= 0) {
        put_place(to);
        if (is_from_host)
            put(from, bytes);
        else
            put_place(from), put_number((int64_t)bytes);
    }
    finish();
}

/* What a kernel calls when it is entered: its name, each of its arguments, and that these were all. */
void wl_kernel(const char *name)
{
    is_open = wl_choices.records && wl_in_kernel && !kernel;
    if (is_open)
        kernel = name;
}

void wl_arguments_end(void)
{
    is_open = 0;
}

void wl_argument(const void *value, uint64_t bytes, int is_pointer)
{
    if (!is_open)
        return;
    if (is_pointer && *(const uint64_t *)value == 0)
        is_pointer = 0; /* a null pointer is one everywhere */
    uint64_t head[2] = {(uint64_t)(is_pointer != 0), bytes};
    int64_t place[2] = {0, 0};
    const void *content = value;
    if (is_pointer) {
        place[0] = wl_window_of(*(const uint64_t *)value, &place[1]);
        content = place;
        head[1] = bytes = sizeof place;
    }
    if (argument_bytes + sizeof head + bytes > MOST_ARGUMENTS)
        wl_stop_with(WL_LAUNCH_ERROR, 3, "more than 4 KiB of arguments");
    memcpy(arguments + argument_bytes, head, sizeof head);
    memcpy(arguments + argument_bytes + sizeof head, content, bytes);
    argument_bytes += (uint32_t)(sizeof head + bytes);
    n_arguments++;
}

void wl_record_kernel(void)
{
    kernel = NULL;
    n_arguments = argument_bytes = 0;
}

/* After the launch, when its kernel has said who it is. */
void wl_record_launch(const wl_index *grid, const wl_index *block, uint64_t shared_bytes)
{
    if (!start(LAUNCH))
        return;
    if (!kernel)
        kernel = "";
    int64_t numbers[] = {grid->x, grid->y, grid->z, block->x, block->y, block->z, (int64_t)shared_bytes, n_arguments,
                         (int64_t)strlen(kernel)};
    put(numbers, sizeof numbers);
    put(kernel, strlen(kernel));
    put(arguments, argument_bytes);
    finish();
}

const uint8_t *wl_recorded(uint64_t *bytes)
{
    *bytes = n_bytes;
    return steps;
}
