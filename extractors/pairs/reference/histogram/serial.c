#include <stdint.h>

/* How often each of the 256 values of a byte occurs. */
void histogram(int n, const uint8_t *restrict data, uint32_t *restrict bins)
{
    for (int bin = 0; bin < 256; bin++) {
        bins[bin] = 0;
    }
    for (int i = 0; i < n; i++) {
        bins[data[i]]++;
    }
}
