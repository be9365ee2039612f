// Points of the unit square that lie in the quarter circle: one work-item for each stream; the host adds the counts up

// The four random words that belong to a counter and a key: the generator Philox 4x32 with ten rounds
uint4 philox(const uint counter_0, const uint counter_1, const uint key)
{
    uint4 w = (uint4)(counter_0, counter_1, 0, 0);
    uint2 keys = (uint2)(key, 0);
    for (int round = 0; round < 10; round++) {
        const uint even_high = mul_hi(w.x, 0xD2511F53u);
        const uint odd_high = mul_hi(w.z, 0xCD9E8D57u);
        w = (uint4)(odd_high ^ w.y ^ keys.x, w.z * 0xCD9E8D57u, even_high ^ w.w ^ keys.y, w.x * 0xD2511F53u);
        keys += (uint2)(0x9E3779B9u, 0xBB67AE85u);
    }
    return w;
}

// 1 where the point (a, b), each taken as a fraction of 2^32, lies in the quarter of the unit circle, else 0
uint is_inside(const uint a, const uint b)
{
    const ulong x = a >> 1;
    const ulong y = b >> 1;
    return x * x + y * y < (ulong)1 << 62;
}

__kernel void monte_carlo_pi(const int n, const int draws, const uint seed, __global uint *hits)
{
    const int stream = get_global_id(0);
    if (stream < n) {
        uint count = 0;
        for (int draw = 0; draw < draws; draw++) {
            const uint4 w = philox(draw, stream, seed);
            count += is_inside(w.x, w.y) + is_inside(w.z, w.w);
        }
        hits[stream] = count;
    }
}
