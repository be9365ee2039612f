/* The rarer directives: declarations, atomics, ordered loops, scans, cancellation. */
#include <math.h>
#include <stddef.h>

typedef struct { double value; int index; } best_t;

#pragma omp declare reduction(best : best_t : omp_out = omp_in.value > omp_out.value ? omp_in : omp_out) \
    initializer(omp_priv = {-1e300, -1})

static double scratch[64];
static int depth;
#pragma omp threadprivate(scratch, depth)

#pragma omp declare simd uniform(x, a) linear(i: 1) notinbranch
__attribute__((noinline)) double axpy_one(const double *x, double a, int i)
{
    return a * x[i];
}

best_t argmax(const double *x, int n)
{
    best_t b = { -1e300, -1 };
    #pragma omp parallel for reduction(best: b)
    for (int i = 0; i < n; i++)
        if (x[i] > b.value) b = (best_t){ x[i], i };
    return b;
}

double aligned_sum(const double *x, const double *y, int n)
{
    double s = 0, t = 0;
    #pragma omp simd aligned(x, y: 64) safelen(16) reduction(+: s, t)
    for (int i = 0; i < n; i++) {
        s += x[i];
        t += axpy_one(y, 2.0, i);
    }
    return s + t;
}

int ticket(int *counter, int *log)
{
    int mine;
    #pragma omp atomic capture seq_cst
    mine = (*counter)++;
    #pragma omp atomic write hint(0)
    log[mine] = 1;
    #pragma omp flush(counter, log)
    #pragma omp atomic read
    mine = log[mine];
    #pragma omp atomic
    *counter -= 1;
    #pragma omp flush acq_rel
    return mine;
}

void recurrence(double *x, double *y, int n)
{
    #pragma omp for ordered(1)
    for (int i = 1; i < n; i++) {
        y[i] = sin(x[i]);
        #pragma omp ordered depend(sink: i-1)
        x[i] += x[i - 1];
        #pragma omp ordered depend(source)
    }
}

void prefix(const int *a, int *b, int n)
{
    int sum = 0;
    #pragma omp parallel for simd reduction(inscan, +: sum)
    for (int i = 0; i < n; i++) {
        sum += a[i];
        #pragma omp scan inclusive(sum)
        b[i] = sum;
    }
}

int find(const int *a, int n, int wanted)
{
    int where = -1;
    #pragma omp parallel num_threads(8) firstprivate(wanted)
    {
        #pragma omp for schedule(guided) lastprivate(conditional: where)
        for (int i = 0; i < n; i++) {
            if (a[i] == wanted) {
                #pragma omp critical(found)
                {
                    where = i;
                }
                #pragma omp cancel for
            }
            #pragma omp cancellation point for
        }
        #pragma omp barrier
        #pragma omp critical
        depth++;
        #pragma omp single copyprivate(depth)
        depth = where;
    }
    return where;
}
