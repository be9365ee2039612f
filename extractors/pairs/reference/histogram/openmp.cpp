#include <stdint.h>

// How often each of the 256 values of a byte occurs: OpenMP gives every thread bins of its own and adds them up
extern "C" void histogram(int n, const uint8_t *data, uint32_t *bins)
{
    for (int bin = 0; bin < 256; bin++) {
        bins[bin] = 0;
    }
#pragma omp parallel for reduction(+ : bins[ : 256])
    for (int i = 0; i < n; i++) {
        bins[data[i]]++;
    }
}
