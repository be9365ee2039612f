#include <stdint.h>

/* The four random words that belong to a counter and a key: the generator Philox 4x32 with ten rounds. It has no state,
   so that any thread computes any draw. */
static void philox(uint32_t counter_0, uint32_t counter_1, uint32_t key_0, uint32_t word[4])
{
    uint32_t key_1 = 0;
    word[0] = counter_0;
    word[1] = counter_1;
    word[2] = 0;
    word[3] = 0;
    for (int round = 0; round < 10; round++) {
        const uint64_t even = (uint64_t)word[0] * 0xD2511F53u;
        const uint64_t odd = (uint64_t)word[2] * 0xCD9E8D57u;
        word[0] = (uint32_t)(odd >> 32) ^ word[1] ^ key_0;
        word[1] = (uint32_t)odd;
        word[2] = (uint32_t)(even >> 32) ^ word[3] ^ key_1;
        word[3] = (uint32_t)even;
        key_0 += 0x9E3779B9u;
        key_1 += 0xBB67AE85u;
    }
}

/* 1 where the point (a, b), each taken as a fraction of 2^32, lies in the quarter of the unit circle, else 0. */
static uint32_t is_inside(uint32_t a, uint32_t b)
{
    const uint64_t x = a >> 1;
    const uint64_t y = b >> 1;
    return x * x + y * y < (uint64_t)1 << 62;
}

/* Points of the unit square that lie in the quarter circle: n streams of `draws` draws of two points. hits has the
   count of every stream, *inside that of all; pi is about 4 * *inside / (2 n draws). */
void monte_carlo_pi(int n, int draws, uint32_t seed, uint32_t *restrict hits, uint64_t *restrict inside)
{
    uint64_t total = 0;
    for (int stream = 0; stream < n; stream++) {
        uint32_t count = 0;
        for (int draw = 0; draw < draws; draw++) {
            uint32_t word[4];
            philox((uint32_t)draw, (uint32_t)stream, seed, word);
            count += is_inside(word[0], word[1]) + is_inside(word[2], word[3]);
        }
        hits[stream] = count;
        total += count;
    }
    *inside = total;
}
