/* Memory for traces of accesses, which is kept from run to run: new pages cost more than what is written to them. */
#include "simulator.h"
#include <sys/mman.h>

enum { LEAST_BITS = 14, MOST_BITS = 22, N_SIZES = MOST_BITS - LEAST_BITS + 1, N_KEPT = 16 };

static void *kept[N_SIZES][N_KEPT];
static int n_kept[N_SIZES];

/* The place of the least power of two that holds so many bytes; N_SIZES where it is too large to be kept. */
static int size_of(uint64_t bytes)
{
    int size = 0;
    while (size < N_SIZES && bytes > 1ull << (LEAST_BITS + size))
        size++;
    return size;
}

static uint64_t bytes_of(int size, uint64_t bytes)
{
    return size < N_SIZES ? 1ull << (LEAST_BITS + size) : bytes;
}

/* Memory of zeros, or of traces of earlier launches, which say the same; NULL where there is none. */
void *wl_take_shadow(uint64_t bytes)
{
    int size = size_of(bytes);
    if (size < N_SIZES && n_kept[size])
        return kept[size][--n_kept[size]];
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void *found = mmap(NULL, bytes_of(size, bytes), PROT_READ | PROT_WRITE, flags, -1, 0);
    return found == MAP_FAILED ? NULL : found;
}

/* Not before the next launch may somebody else take it. */
void wl_give_shadow(void *given, uint64_t bytes)
{
    int size = size_of(bytes);
    if (size < N_SIZES && n_kept[size] < N_KEPT)
        kept[size][n_kept[size]++] = given;
    else
        munmap(given, bytes_of(size, bytes));
}
