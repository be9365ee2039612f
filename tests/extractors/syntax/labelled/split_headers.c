/* Precision and threading are chosen by the preprocessor, in the middle of definitions. */
#include <stddef.h>
#include <stdlib.h>

#ifdef SINGLE
typedef float real;
#else
typedef double real;
#endif

#ifdef STRICT
static void scale(real *restrict x, size_t n, real a)
#else
static void scale(real *x, size_t n, real a)
#endif
{
    size_t i;
#ifdef _OPENMP
    #pragma omp parallel for private(i)
#endif
    for (i = 0; i < n; i++)
        x[i] *= a;
}

real sum(const real *x, size_t n)
{
    real s = 0;
#if defined(BLOCKED)
    for (size_t b = 0; b < n; b += 64)
        for (size_t i = b; i < n && i < b + 64; i++)
            s += x[i];
#elif defined(REVERSED)
    size_t i = n;
    while (i-- > 0) {
        s += x[i];
    }
#else
    for (size_t i = 0; i < n; i++) s += x[i];
#endif
    return s;
}

#if defined(HAVE_POSIX_MEMALIGN)
static void *allocate(size_t bytes)
{
    void *p = NULL;
    return posix_memalign(&p, 64, bytes) ? NULL : p;
}
#else /* plain malloc */
static void *allocate(size_t bytes) { return malloc(bytes); }
#endif

static void zero(real *x, size_t n)
{
#ifdef CHECK_NULL
    if (x != NULL) {
#endif
    for (size_t i = 0; i < n; i++)
        x[i] = 0;
#ifdef CHECK_NULL
    }
#endif
}

static void running(real *x, long n)
{
    real s = 0;
#ifdef REVERSED
    for (long i = n - 1; i >= 0; i--) {
#else
    for (long i = 0; i < n; i++) {
#endif
        s += x[i];
        x[i] = s;
    }
}

int count_positive(const real *x, int n
#ifdef WITH_STRIDE
                   , int stride
#endif
)
{
#ifndef WITH_STRIDE
    enum { stride = 1 };
#endif
    int c = 0;
    for (int i = 0; i < n; i += stride)
        if (x[i] > 0) c++;
    return c;
}

int main(void)
{
    real *x = allocate(100 * sizeof *x);
    if (!x) return 1;
    for (int i = 0; i < 100; i++) {
#ifdef ALTERNATE
        x[i] = i % 2 ? -1 : 1;
#else
        x[i] = 1;
#endif
    }
    scale(x, 100, 2);
    int ok = sum(x, 100) == 200;
    running(x, 100);
    zero(x, 100);
    free(x);
    return !ok;
}
