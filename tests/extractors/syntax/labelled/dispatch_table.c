/* Kernels chosen at run time; functions that give back functions. */
#include <stddef.h>
#include <string.h>

typedef void (*axpy_fn)(size_t n, double a, const double *x, double *y);

struct variant {
    const char *name;
    axpy_fn run;
};

static void axpy_unrolled(size_t, double, const double *, double *);

static void axpy_plain(size_t n, double a, const double *x, double *y)
{
    for (size_t i = 0; i < n; ++i) y[i] += a * x[i];
}

static void axpy_unrolled(size_t n, double a, const double *x, double *y)
{
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        y[i] += a * x[i];
        y[i + 1] += a * x[i + 1];
        y[i + 2] += a * x[i + 2];
        y[i + 3] += a * x[i + 3];
    }
    do {
        if (i >= n) break;
        y[i] += a * x[i];
    } while (++i);
}

static const struct variant variants[] = {
    { "plain", axpy_plain },
    { "unrolled", axpy_unrolled },
    { .name = NULL },
};

axpy_fn lookup(const char *name)
{
    const struct variant *v = variants;
    while (v->name && strcmp(v->name, name))
        v++;
    return v->run;
}

/* the same, without the typedef */
void (*pick(int is_large))(size_t, double, const double *, double *)
{
    return is_large ? axpy_unrolled : axpy_plain;
}

static double (*rows_of(double *base, int i))[8]
{
    return (double (*)[8])base + i;
}

int (compare)(const void *p, const void *q)
{
    double a = *(const double *)p, b = *(const double *)q;
    return (a > b) - (a < b);
}

void (*(*pick_default(void))(int))(size_t, double, const double *, double *)
{
    return pick;
}

unsigned long long int call_all(size_t n, double *x, double *y)
{
    unsigned long long int done = 0;
    for (const struct variant *v = variants; v->name; ++v) {
        v->run(n, 2.0, x, rows_of(y, 0)[0]);
        done++;
    }
    goto out;
out:
    pick_default()(1)(n, 1.0, x, y);
    return done;
}
