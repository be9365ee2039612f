// MinHash signatures: for each set of shingles and each permutation, the least permuted hash.
//
// Every loop strides by the size of its block, so the result does not depend on how many threads a block has.

#define TILE 2048

__device__ static unsigned mixed(unsigned h) {
    h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
    h = (h ^ (h >> 13)) * 0xC2B2AE35u;
    return h ^ (h >> 16);
}

// One block for each chunk, [starts[c], ends[c]) of the low halves of the shingles, which belong to set documents[c].
// Signatures come filled with ones; chunks of one set meet in them by atomicMin, in whatever order.
extern "C" __global__ void least_of_chunks(const unsigned *low, const long long *starts, const long long *ends,
                                           const long long *documents, const unsigned *multipliers,
                                           const unsigned *addends, unsigned n_permutations, unsigned *signatures) {
    __shared__ unsigned tile[TILE];
    const long long start = starts[blockIdx.x], end = ends[blockIdx.x];
    unsigned *signature = signatures + documents[blockIdx.x] * n_permutations;
    for (unsigned first = 0; first < n_permutations; first += blockDim.x) {
        const unsigned p = first + threadIdx.x;
        const bool is_mine = p < n_permutations;
        const unsigned a = is_mine ? multipliers[p] : 0, b = is_mine ? addends[p] : 0;
        unsigned least = 0xFFFFFFFFu;
        for (long long at = start; at < end; at += TILE) {
            const unsigned n = end - at < TILE ? (unsigned)(end - at) : TILE;
            __syncthreads();
            for (unsigned k = threadIdx.x; k < n; k += blockDim.x)
                tile[k] = mixed(low[at + k]);
            __syncthreads();
            for (unsigned k = 0; k < n; k++) {
                const unsigned value = a * tile[k] + b;
                least = value < least ? value : least;
            }
        }
        if (is_mine)
            atomicMin(signature + p, least);
    }
}
