/* What a device refuses of a launch, and what order streams leave open: rules that a run on a CPU would not notice. */
#include "simulator.h"
#include "launch_rules.h"
#include <string.h>

enum { DEFAULT_SHARED = 48 << 10, MOST_SHARED = 99 << 10, N_STREAMS = 16, N_EVENTS = 32, N_POINTERS = 32 };

static uint64_t allowed_dynamic = DEFAULT_SHARED, own_shared;
static uint32_t most_threads;

/* Of stream s: how many steps it has got, how many of each other stream's it has waited for, and whether the default
 * stream waits for it and it for the default stream. Stream 0 is the default one. */
static struct {
    uint32_t steps, waited[N_STREAMS];
    int stands_alone;
} streams[N_STREAMS];
static struct {
    uint32_t waited[N_STREAMS];
} events[N_EVENTS];
static int n_streams, n_events;

/* A handle is an address in one run and a small number in another, and says nothing but whose it is. */
static uint64_t handle_of(uint64_t number)
{
    return number && wl_choices.order == WL_FORWARD ? 0x5500000000ull + 64 * number : number;
}

static uint64_t number_of(uint64_t handle)
{
    return handle > 0x5500000000ull ? (handle - 0x5500000000ull) / 64 : handle;
}

void wl_forget_rules(void)
{
    allowed_dynamic = DEFAULT_SHARED;
    own_shared = most_threads = 0;
    memset(streams, 0, sizeof streams);
    memset(events, 0, sizeof events);
    n_streams = 1;
    n_events = 0;
}

/* cudaFuncSetAttribute: kernels may be launched with this much dynamic shared memory. */
int wl_allow_shared(int64_t bytes)
{
    if (bytes < 0 || bytes > MOST_SHARED)
        return 1;
    if ((uint64_t)bytes > allowed_dynamic)
        allowed_dynamic = (uint64_t)bytes;
    return 0;
}

/* What devices differ in: how many multiprocessors there are, which compute capability, and how long something took.
 * Another device for each order of the threads, and for what is in memory before. */
int wl_device_trait(uint32_t which)
{
    static const int traits[][4] = {{148, 10, 0, 45}, {20, 8, 6, 4096}, {108, 8, 0, 5},
                                    {132, 9, 0, 12},  {84, 8, 6, 300},  {114, 9, 0, 2}};
    uint32_t other = wl_choices.poison & 2 ? 3 : 0;
    return traits[wl_choices.order % 3 + other][which % 4];
}

/* Of the kernel that is launched next: bytes of its own shared variables, and the threads of a block that it promises
 * not to exceed, 0 where it promises nothing. */
void wl_limits(uint64_t shared_bytes, uint32_t threads)
{
    own_shared = shared_bytes;
    most_threads = threads;
}

void wl_demand_launchable(const wl_index *grid, const wl_index *block, uint64_t dynamic_bytes)
{
    uint64_t threads = (uint64_t)block->x * block->y * block->z;
    if (!grid->x || !grid->y || !grid->z || grid->x > 0x7fffffff || grid->y > 65535 || grid->z > 65535)
        wl_stop_with(WL_LAUNCH_ERROR, 0, "the grid is empty or too large");
    if (!threads || block->x > 1024 || block->y > 1024 || block->z > 64 || threads > WL_MAX_THREADS)
        wl_stop_with(WL_LAUNCH_ERROR, 1, "the block is empty or too large");
    if (dynamic_bytes > allowed_dynamic)
        wl_stop_with(WL_LAUNCH_ERROR, 2, "more dynamic shared memory than was asked for");
    if (own_shared > DEFAULT_SHARED)
        wl_stop_with(WL_LAUNCH_ERROR, 4, "shared variables of more than 48 KiB");
    if (own_shared + dynamic_bytes > (allowed_dynamic > DEFAULT_SHARED ? MOST_SHARED : DEFAULT_SHARED))
        wl_stop_with(WL_LAUNCH_ERROR, 2, "more shared memory than a block may have, shared variables included");
    if (most_threads && threads > most_threads)
        wl_stop_with(WL_LAUNCH_ERROR, 5, "more threads in a block than __launch_bounds__ promises");
    own_shared = most_threads = 0;
    if (wl_result.largest_block < threads)
        wl_result.largest_block = threads;
}

/* Whether the steps of one stream may go on while another's are under way, as far as nobody waited. */
static int is_ordered(uint32_t later, uint32_t earlier)
{
    if (later == earlier || streams[later].waited[earlier] >= streams[earlier].steps)
        return 1;
    return (later == 0 && !streams[earlier].stands_alone) || (earlier == 0 && !streams[later].stands_alone);
}

/* A kernel, a copy or a filling in a stream: whatever another stream still does must be over. */
void wl_stream_step(uint64_t stream)
{
    stream = number_of(stream);
    if (stream >= (uint64_t)n_streams)
        wl_stop_with(WL_ABORTED, 0, "a stream that was not created");
    for (int other = 0; other < n_streams; other++) {
        if (!is_ordered((uint32_t)stream, (uint32_t)other))
            wl_stop_with(WL_RACE, 0, "steps of two streams that nothing orders");
        if (streams[stream].waited[other] < streams[other].steps)
            streams[stream].waited[other] = streams[other].steps;
    }
    streams[stream].steps++;
}

uint64_t wl_stream_create(uint32_t stands_alone)
{
    if (n_streams == N_STREAMS)
        wl_stop_with(WL_OUT_OF_MEMORY, 0, "more than 15 streams");
    streams[n_streams].stands_alone = (int)stands_alone;
    return handle_of((uint64_t)n_streams++);
}

/* The host waits for a stream: whatever is started afterwards comes after all that it got. */
void wl_stream_wait(uint64_t stream)
{
    stream = number_of(stream);
    for (int s = 0; stream < (uint64_t)n_streams && s < n_streams; s++)
        streams[s].waited[stream] = streams[stream].steps;
}

void wl_wait_for_all(void)
{
    for (int s = 0; s < n_streams; s++)
        wl_stream_wait((uint64_t)s);
}

uint64_t wl_event_create(void)
{
    if (n_events == N_EVENTS)
        wl_stop_with(WL_OUT_OF_MEMORY, 0, "more than 32 events");
    return handle_of((uint64_t)++n_events);
}

void wl_event_record(uint64_t event, uint64_t stream)
{
    stream = number_of(stream);
    event = number_of(event) - 1;
    if (event >= (uint64_t)n_events || stream >= (uint64_t)n_streams)
        wl_stop_with(WL_ABORTED, 0, "an event or a stream that was not created");
    memcpy(events[event].waited, streams[stream].waited, sizeof events[event].waited);
    events[event].waited[stream] = streams[stream].steps;
}

static void come_after(uint32_t *waited, uint64_t event)
{
    for (int s = 0; event < (uint64_t)n_events && s < n_streams; s++)
        if (waited[s] < events[event].waited[s])
            waited[s] = events[event].waited[s];
}

void wl_stream_wait_event(uint64_t stream, uint64_t event)
{
    stream = number_of(stream);
    event = number_of(event) - 1;
    if (stream < (uint64_t)n_streams)
        come_after(streams[stream].waited, event);
}

void wl_event_wait(uint64_t event)
{
    event = number_of(event) - 1;
    for (int s = 0; s < n_streams; s++)
        come_after(streams[s].waited, event);
}

/* When the launcher returns, what its caller does next comes after all: but for streams that stand alone. */
void wl_demand_joined(void)
{
    for (int s = 1; s < n_streams; s++)
        if (streams[s].stands_alone && streams[0].waited[s] < streams[s].steps)
            wl_stop_with(WL_RACE, 0, "steps of a stream that nobody waited for when the launcher returned");
}

enum { OF_HOST = 1, OF_DEVICE = 2, IS_SYMBOL_TO = 8, IS_SYMBOL_FROM = 16, DEFAULT_KIND = 4 };

/* Whose memory an address is in: the host's, the device's, or both. */
static int owners_of(const void *at, int is_symbol)
{
    int64_t offset;
    int window = wl_window_of((uint64_t)at, &offset);
    int space = window < 0 ? WL_HOST : wl_space_of(window);
    return is_symbol || space == WL_DEVICE ? OF_DEVICE : space == WL_BOTH ? OF_HOST | OF_DEVICE : OF_HOST;
}

/* `kind` is cudaMemcpyKind, with a bit where an end is named as a symbol of the device. */
void wl_demand_kind(const void *to, const void *from, uint64_t bytes, uint32_t kind)
{
    static const int source[] = {OF_HOST, OF_HOST, OF_DEVICE, OF_DEVICE};
    static const int target[] = {OF_HOST, OF_DEVICE, OF_HOST, OF_DEVICE};
    uint32_t plain = kind & 7;
    if (!bytes || plain == DEFAULT_KIND)
        return;
    if (plain > DEFAULT_KIND || !(owners_of(from, kind & IS_SYMBOL_FROM) & source[plain]) ||
        !(owners_of(to, kind & IS_SYMBOL_TO) & target[plain]))
        wl_stop_with(WL_UNDEFINED_BEHAVIOUR, 0, "a copy between other memories than its kind says");
}

void wl_demand_device(const void *at, uint64_t bytes)
{
    if (bytes && !(owners_of(at, 0) & OF_DEVICE)) {
        wl_result.address = (uint64_t)at;
        wl_stop_with(WL_WILD_POINTER, 0, "host memory where the device's is to be filled");
    }
}

/* Copies between ranges that overlap have no meaning. */
void wl_demand_apart(const void *to, const void *from, uint64_t bytes)
{
    uint64_t a = (uint64_t)to, b = (uint64_t)from;
    if (bytes && a < b + bytes && b < a + bytes)
        wl_stop_with(WL_UNDEFINED_BEHAVIOUR, 0, "a copy between ranges that overlap");
}

/* The pointers that a kernel is given, told by its first thread: bit n of `restricted` and of `written` is about the
 * n-th. What is written through one of them must not be reached through another that is __restrict__. */
void wl_pointers(uint32_t n, uint32_t restricted, uint32_t written, const void *const *pointers)
{
    if (wl_thread || wl_block_number)
        return;
    for (uint32_t i = 0; i < n && i < N_POINTERS; i++)
        for (uint32_t j = 0; j < i; j++) {
            uint32_t both = 1u << i | 1u << j;
            int64_t offset;
            int place = wl_window_of((uint64_t)pointers[i], &offset);
            if (!(restricted & both) || !(written & both))
                continue;
            if (pointers[i] == pointers[j] ||
                (place >= 0 && place < WL_N_PARAMETERS && place == wl_window_of((uint64_t)pointers[j], &offset)))
                wl_stop_with(WL_UNDEFINED_BEHAVIOUR, 0, "a __restrict__ pointer and another into the same array");
        }
}
