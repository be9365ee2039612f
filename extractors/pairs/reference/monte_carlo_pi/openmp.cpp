#include <stdint.h>

namespace {

struct words {
    uint32_t a, b, c, d;
};

// The four random words that belong to a counter and a key: the generator Philox 4x32 with ten rounds
words philox(uint32_t counter_0, uint32_t counter_1, uint32_t key)
{
    words w = {counter_0, counter_1, 0, 0};
    uint32_t key_0 = key;
    uint32_t key_1 = 0;
    for (int round = 0; round < 10; round++) {
        const uint64_t even = (uint64_t)w.a * 0xD2511F53u;
        const uint64_t odd = (uint64_t)w.c * 0xCD9E8D57u;
        w = {(uint32_t)(odd >> 32) ^ w.b ^ key_0, (uint32_t)odd, (uint32_t)(even >> 32) ^ w.d ^ key_1, (uint32_t)even};
        key_0 += 0x9E3779B9u;
        key_1 += 0xBB67AE85u;
    }
    return w;
}

// 1 where the point (a, b), each taken as a fraction of 2^32, lies in the quarter of the unit circle, else 0
uint32_t is_inside(uint32_t a, uint32_t b)
{
    const uint64_t x = a >> 1;
    const uint64_t y = b >> 1;
    return x * x + y * y < (uint64_t)1 << 62;
}

} // namespace

// Points of the unit square that lie in the quarter circle: n streams of `draws` draws of two points. The generator has
// no state, so that streams may run on any thread.
extern "C" void monte_carlo_pi(int n, int draws, uint32_t seed, uint32_t *hits, uint64_t *inside)
{
    uint64_t total = 0;
#pragma omp parallel for reduction(+ : total)
    for (int stream = 0; stream < n; stream++) {
        uint32_t count = 0;
        for (int draw = 0; draw < draws; draw++) {
            const words w = philox((uint32_t)draw, (uint32_t)stream, seed);
            count += is_inside(w.a, w.b) + is_inside(w.c, w.d);
        }
        hits[stream] = count;
        total += count;
    }
    *inside = total;
}
