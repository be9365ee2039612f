/* What a runner does on the device itself: draw inputs, compare outputs with what was expected, look for bytes that
 * changed. It needs no header of any toolkit; `philox.h` goes before it. Every kernel strides by the size of its grid. */

enum { FLOAT16, FLOAT32, FLOAT64, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 };
enum { WHOLE, EIGHTHS, BETWEEN };
enum { MAX_THREADS = 128 };

typedef unsigned long long wide_t;

struct found_t {
    double max_abs, max_rel, max_ulp;
    wide_t first, n_wrong; /* `first` is all ones where nothing is wrong */
};

struct drawn_t {
    wide_t seed, count, length, stride, offset; /* the last two in bytes: members of structures lie apart */
    long long first;
    double low, high;
    unsigned stream, space;
    int type, how;
};

struct compared_t {
    wide_t length, stride, offset;
    double ulps, scale;
    int type, nan_equal;
};

#define FIRST_THREAD ((wide_t)blockIdx.x * blockDim.x + threadIdx.x)
#define N_THREADS ((wide_t)gridDim.x * blockDim.x)

#define WL_NAN 0x7FF8000000000000ull
#define WL_INFINITY 0x7FF0000000000000ull

static __device__ double wl_real(uint64_t bits)
{
    union { uint64_t bits; double real; } as;
    as.bits = bits;
    return as.real;
}

static __device__ double wl_from_half(uint16_t bits)
{
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double value;
    if (exponent == 31)
        value = fraction ? wl_real(WL_NAN) : wl_real(WL_INFINITY);
    else if (exponent == 0)
        value = fraction * (1.0 / 16777216.0);
    else {
        union { uint64_t bits; double real; } as;
        as.bits = (uint64_t)(exponent - 15 + 1023) << 52 | (uint64_t)fraction << 42;
        value = as.real;
    }
    return bits & 0x8000 ? -value : value;
}

static __device__ void wl_store_real(char *at, int type, double value)
{
    if (type == FLOAT16)
        *(uint16_t *)at = wl_half_bits(value);
    else if (type == FLOAT32)
        *(float *)at = (float)value;
    else
        *(double *)at = value;
}

static __device__ void wl_store_whole(char *at, int type, long long value)
{
    switch (type) {
    case INT8: case UINT8: *(uint8_t *)at = (uint8_t)value; break;
    case INT16: case UINT16: *(uint16_t *)at = (uint16_t)value; break;
    case INT32: case UINT32: *(uint32_t *)at = (uint32_t)value; break;
    case INT64: case UINT64: *(uint64_t *)at = (uint64_t)value; break;
    default: wl_store_real(at, type, (double)value);
    }
}

/* Values of a parameter, or of a member of its structures. */
extern "C" __global__ void wl_draw(char *target, struct drawn_t drawn)
{
    for (wide_t i = FIRST_THREAD; i < drawn.length; i += N_THREADS) {
        char *at = target + i * drawn.stride + drawn.offset;
        if (drawn.how == WHOLE)
            wl_store_whole(at, drawn.type, wl_whole(drawn.seed, drawn.stream, drawn.space, i, drawn.first, drawn.count));
        else if (drawn.how == EIGHTHS)
            wl_store_real(at, drawn.type, wl_eighths(drawn.seed, drawn.stream, drawn.space, i, drawn.first, drawn.count));
        else
            wl_store_real(at, drawn.type, wl_between(drawn.seed, drawn.stream, drawn.space, i, drawn.low, drawn.high));
    }
}

/* The distance between neighbours of a type at a magnitude; NaN where there is none. */
static __device__ double wl_unit(double at, int type)
{
    int least = type == FLOAT16 ? -14 : type == FLOAT32 ? -126 : -1022;
    int digits = type == FLOAT16 ? 10 : type == FLOAT32 ? 23 : 52;
    union { double real; uint64_t bits; } as;
    int exponent;
    as.real = at;
    exponent = (int)(as.bits >> 52 & 0x7FF);
    if (exponent == 0x7FF)
        return wl_real(WL_NAN);
    exponent = exponent == 0 ? -1023 : exponent - 1023;
    if (exponent < least)
        exponent = least;
    exponent -= digits;
    /* a power of two, below the smallest normal number as well */
    if (exponent >= -1022)
        as.bits = (uint64_t)(exponent + 1023) << 52;
    else
        as.bits = (uint64_t)1 << (exponent + 1074);
    return as.real;
}

static __device__ double wl_larger(double a, double b) { return a > b ? a : b; }

/* Whole numbers are compared by their bits, and their errors are in double. */
static __device__ void wl_compare_whole(const char *at, const char *expected, const struct compared_t *how, wide_t i,
                                        struct found_t *found)
{
    long long got = 0, want = ((const long long *)expected)[i];
    double distance, size;
    switch (how->type) {
    case INT8: got = *(const int8_t *)at; break;
    case UINT8: got = *(const uint8_t *)at; break;
    case INT16: got = *(const int16_t *)at; break;
    case UINT16: got = *(const uint16_t *)at; break;
    case INT32: got = *(const int32_t *)at; break;
    case UINT32: got = *(const uint32_t *)at; break;
    default: got = *(const int64_t *)at;
    }
    if (got == want)
        return;
    distance = how->type == UINT64 ? (double)(wide_t)got - (double)(wide_t)want : (double)got - (double)want;
    size = how->type == UINT64 ? (double)(wide_t)want : (double)want;
    distance = distance < 0 ? -distance : distance;
    size = size < 0 ? -size : size;
    found->max_abs = found->max_ulp = wl_larger(found->max_abs, distance);
    found->max_rel = wl_larger(found->max_rel, distance / (size < 1 ? 1 : size));
    found->first = i < found->first ? i : found->first;
    found->n_wrong++;
}

static __device__ void wl_compare_real(const char *at, const char *expected, const struct compared_t *how, wide_t i,
                                       struct found_t *found)
{
    double want = ((const double *)expected)[i], tiny, got, distance, size, ulps, relative;
    got = how->type == FLOAT16 ? wl_from_half(*(const uint16_t *)at)
        : how->type == FLOAT32 ? (double)*(const float *)at : *(const double *)at;
    if (got == want || (how->nan_equal && got != got && want != want))
        return;
    distance = got - want;
    distance = distance < 0 ? -distance : distance;
    if (distance != distance)
        distance = wl_real(WL_INFINITY);
    size = want < 0 ? -want : want;
    tiny = wl_unit(0, how->type) * (how->type == FLOAT16 ? 1024.0 : how->type == FLOAT32 ? 8388608.0 : 4503599627370496.0);
    ulps = distance / wl_unit(wl_larger(size, how->scale), how->type);
    if (ulps != ulps)
        ulps = wl_real(WL_INFINITY);
    found->max_abs = wl_larger(found->max_abs, distance);
    found->max_ulp = wl_larger(found->max_ulp, ulps);
    relative = distance / (size > tiny ? size : tiny);
    if (relative != relative || size != size)
        relative = wl_real(WL_INFINITY);
    found->max_rel = wl_larger(found->max_rel, relative);
    if (ulps > how->ulps) {
        found->first = i < found->first ? i : found->first;
        found->n_wrong++;
    }
}

/* One `found` for each block; `expected` holds doubles, or whole numbers of 64 bits. */
extern "C" __global__ void wl_compare(const char *actual, const char *expected, struct compared_t how,
                                      struct found_t *found)
{
    __shared__ struct found_t all[MAX_THREADS];
    struct found_t mine = {0, 0, 0, ~(wide_t)0, 0};
    for (wide_t i = FIRST_THREAD; i < how.length; i += N_THREADS) {
        const char *at = actual + i * how.stride + how.offset;
        if (how.type <= FLOAT64)
            wl_compare_real(at, expected, &how, i, &mine);
        else
            wl_compare_whole(at, expected, &how, i, &mine);
    }
    all[threadIdx.x] = mine;
    __syncthreads();
    if (threadIdx.x == 0) {
        for (unsigned t = 1; t < blockDim.x; t++) {
            mine.max_abs = wl_larger(mine.max_abs, all[t].max_abs);
            mine.max_rel = wl_larger(mine.max_rel, all[t].max_rel);
            mine.max_ulp = wl_larger(mine.max_ulp, all[t].max_ulp);
            mine.first = mine.first < all[t].first ? mine.first : all[t].first;
            mine.n_wrong += all[t].n_wrong;
        }
        found[blockIdx.x] = mine;
    }
}

/* For each block, how many bytes differ from those of a copy or, without one, from `value`. */
extern "C" __global__ void wl_changed(const unsigned char *bytes, const unsigned char *copy, int value, wide_t length,
                                      wide_t *n_changed)
{
    __shared__ wide_t all[MAX_THREADS];
    wide_t mine = 0;
    for (wide_t i = FIRST_THREAD; i < length; i += N_THREADS)
        mine += bytes[i] != (copy ? copy[i] : (unsigned char)value);
    all[threadIdx.x] = mine;
    __syncthreads();
    if (threadIdx.x == 0) {
        for (unsigned t = 1; t < blockDim.x; t++)
            mine += all[t];
        n_changed[blockIdx.x] = mine;
    }
}
