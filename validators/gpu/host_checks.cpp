/* What makes the kernels of check.cu and calibrate.cu functions of the host: blocks of one thread, one after the other.
 * `HEAD` goes before their text, the rest behind it. A function that a runner calls takes pointers to its arguments. */
#ifdef WL_HEAD
#define __global__
#define __device__
#define __shared__ static
struct wl_place { unsigned x; };
static struct wl_place blockIdx, threadIdx, blockDim = {1}, gridDim = {1};
static inline void __syncthreads(void) {}
#else
#include <time.h>

#define EACH_BLOCK for (blockIdx.x = 0; blockIdx.x < gridDim.x; blockIdx.x++)
#define ARGUMENT(type, number) (*(type *)arguments[number])

extern "C" void host_wl_draw(void **arguments)
{
    EACH_BLOCK wl_draw(ARGUMENT(char *, 0), ARGUMENT(struct drawn_t, 1));
}

extern "C" void host_wl_compare(void **arguments)
{
    EACH_BLOCK wl_compare(ARGUMENT(char *, 0), ARGUMENT(char *, 1), ARGUMENT(struct compared_t, 2),
                          ARGUMENT(struct found_t *, 3));
}

extern "C" void host_wl_changed(void **arguments)
{
    EACH_BLOCK wl_changed(ARGUMENT(unsigned char *, 0), ARGUMENT(unsigned char *, 1), ARGUMENT(int, 2),
                          ARGUMENT(wide_t, 3), ARGUMENT(wide_t *, 4));
}

extern "C" void host_wl_triad(void **arguments)
{
    EACH_BLOCK wl_triad(ARGUMENT(double *, 0), ARGUMENT(double *, 1), ARGUMENT(double *, 2), ARGUMENT(double, 3),
                        ARGUMENT(wide_t, 4));
}

extern "C" void host_wl_multiply(void **arguments)
{
    EACH_BLOCK wl_multiply(ARGUMENT(float *, 0), ARGUMENT(float *, 1), ARGUMENT(float *, 2), ARGUMENT(int, 3));
}

/* Calls a function under a grid of so many blocks; how long it took, in nanoseconds. */
extern "C" long long wl_timed(void (*function)(void **), void **arguments, unsigned blocks)
{
    struct timespec start, end;
    gridDim.x = blocks;
    clock_gettime(CLOCK_MONOTONIC, &start);
    function(arguments);
    clock_gettime(CLOCK_MONOTONIC, &end);
    return (end.tv_sec - start.tv_sec) * 1000000000ll + (end.tv_nsec - start.tv_nsec);
}
#endif
