/* Variables of the program, outside of windows: which one an address is in, and what else a kernel may touch. */
#include "simulator.h"

/* What an access counts on. */
void wl_aligned(const void *at, uint32_t bytes)
{
    if (bytes && (uint64_t)at % bytes) {
        wl_result.address = (uint64_t)at;
        wl_stop_with(WL_UNDEFINED_BEHAVIOUR, 0, "an address that is no multiple of what is read or written there");
    }
}

enum { OF_HOST = 0xffffffff, CONSTANT = 0xfffffffe };
static const wl_variable *variables;
static int n_variables;

void wl_set_variables(const wl_variable *given, int n)
{
    variables = given;
    n_variables = n;
}

static int is_index(uint64_t address)
{
    const wl_index *const all[] = {&threadIdx, &blockIdx, &blockDim, &gridDim};
    for (int i = 0; i < 4; i++)
        if (address - (uint64_t)all[i] < sizeof(wl_index))
            return 1;
    return 0;
}

/* The place of the variable that threads share, -1 for one that is only read or the thread's own. Whatever else lies
 * outside of windows is no memory of the kernel's, and stops the run. */
int wl_variable_of(uint64_t address, int64_t *offset)
{
    int low = 0, high = n_variables;
    if (wl_is_own_stack(address))
        return -1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (variables[middle].end <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < n_variables && variables[low].begin <= address) {
        const wl_variable *v = &variables[low];
        int place = WL_N_WINDOWS + (int)v->number;
        if (v->number == OF_HOST) {
            wl_result.window = -1;
            wl_stop_with(WL_WILD_POINTER, 0, "a variable of the host's in a kernel");
        }
        if (v->number == CONSTANT && (wl_result.access & 1)) {
            wl_result.window = -1;
            wl_stop_with(WL_WILD_POINTER, 0, "a kernel writes to constant memory");
        }
        if (!v->granule)
            return -1;
        *offset = (int64_t)(address - v->begin);
        if (!wl_is_watched(place))
            wl_race_window(place, v->begin, v->end - v->begin, v->granule);
        return place;
    }
    if (is_index(address) || wl_is_argument(address))
        return -1;
    wl_result.window = -1;
    wl_stop_with(WL_WILD_POINTER, 0, "no memory that a kernel has");
}
