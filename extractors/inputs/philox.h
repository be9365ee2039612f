/* Inputs of a pair's calls from a seed alone, the same bits in numpy, C and CUDA.
 *
 * Philox 4x32-10 of Salmon, Moraes, Dror and Shaw (SC 2011). A value has a number of its own: nothing depends on the
 * order in which values are drawn. `stream` numbers the parameter and the member of a structure, `space` the data set
 * and the size. Doubles are made by one multiplication and one addition, each rounded for itself.
 */
#ifndef WARPLOOM_PHILOX_H
#define WARPLOOM_PHILOX_H

#include <stdint.h>

#ifdef __CUDACC__
#define WL_DRAWS static __host__ __device__ inline
#else
#define WL_DRAWS static inline
#endif

WL_DRAWS void wl_philox(const uint32_t key[2], uint32_t counter[4])
{
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)0xD2511F53u * counter[0], b = (uint64_t)0xCD9E8D57u * counter[2];
        counter[0] = (uint32_t)(b >> 32) ^ counter[1] ^ k0;
        counter[1] = (uint32_t)b;
        counter[2] = (uint32_t)(a >> 32) ^ counter[3] ^ k1;
        counter[3] = (uint32_t)a;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
}

/* 64 even bits: of one block of four words, the first two or the last two, the lower half first. */
WL_DRAWS uint64_t wl_bits(uint64_t seed, uint32_t stream, uint32_t space, uint64_t number)
{
    uint32_t key[2], counter[4];
    uint64_t block = number / 2;
    int first = (int)(number % 2) * 2;
    key[0] = (uint32_t)seed;
    key[1] = (uint32_t)(seed >> 32);
    counter[0] = (uint32_t)block;
    counter[1] = (uint32_t)(block >> 32);
    counter[2] = stream;
    counter[3] = space;
    wl_philox(key, counter);
    return (uint64_t)counter[first + 1] << 32 | counter[first];
}

/* The upper 64 bits of bits * count: a whole number below `count`; 0 stands for 2 to the 64th. */
WL_DRAWS uint64_t wl_below(uint64_t bits, uint64_t count)
{
    uint64_t low = bits & 0xFFFFFFFFu, high = bits >> 32, first = count & 0xFFFFFFFFu, second = count >> 32;
    uint64_t middle = ((low * first) >> 32) + ((low * second) & 0xFFFFFFFFu) + ((high * first) & 0xFFFFFFFFu);
    if (count == 0)
        return bits;
    return high * second + ((low * second) >> 32) + ((high * first) >> 32) + (middle >> 32);
}

/* A whole number from `low` on, `count` of them; unsigned ones wrap round to what they are. */
WL_DRAWS int64_t wl_whole(uint64_t seed, uint32_t stream, uint32_t space, uint64_t number, int64_t low, uint64_t count)
{
    return (int64_t)((uint64_t)low + wl_below(wl_bits(seed, stream, space, number), count));
}

/* A multiple of 1/8, from low / 8 on, `count` of them. */
WL_DRAWS double wl_eighths(uint64_t seed, uint32_t stream, uint32_t space, uint64_t number, int64_t low, uint64_t count)
{
    return (double)wl_whole(seed, stream, space, number, low, count) * 0.125;
}

/* Evenly from `low` to `high`, in steps of 2 to the -53rd of their distance. */
WL_DRAWS double wl_between(uint64_t seed, uint32_t stream, uint32_t space, uint64_t number, double low, double high)
{
    double share = (double)(wl_bits(seed, stream, space, number) >> 11) * (1.0 / 9007199254740992.0);
#ifdef __CUDA_ARCH__
    return __dadd_rn(low, __dmul_rn(__dadd_rn(high, -low), share));
#else
    volatile double part = (high - low) * share; /* kept apart: some compilers fuse it with the addition */
    return low + part;
#endif
}

/* The nearest half, ties to even, as its 16 bits. */
WL_DRAWS uint16_t wl_half_bits(double value)
{
    union { double real; uint64_t bits; } as;
    uint16_t sign;
    uint64_t fraction, kept, rest, half;
    int exponent, dropped;
    as.real = value;
    sign = (uint16_t)(as.bits >> 48 & 0x8000u);
    exponent = (int)(as.bits >> 52 & 0x7FF) - 1023;
    fraction = as.bits & 0xFFFFFFFFFFFFFull;
    if (exponent == 1024)
        return (uint16_t)(sign | (fraction ? 0x7E00u : 0x7C00u));
    if (exponent < -25)
        return sign;
    fraction |= 0x10000000000000ull;
    dropped = exponent < -14 ? 42 - 14 - exponent : 42;
    kept = fraction >> dropped;
    rest = fraction & (((uint64_t)1 << dropped) - 1);
    half = (uint64_t)1 << (dropped - 1);
    kept += rest > half || (rest == half && (kept & 1));
    if (exponent >= -14)
        kept += (uint64_t)(exponent + 14) << 10; /* the leading bit of `kept` is one more in the exponent */
    return (uint16_t)(sign | (kept >= 0x7C00u ? 0x7C00u : kept));
}

#endif
