/* Divide and conquer, a task graph, and the other directives that make tasks. */
#include <stdlib.h>
#include <omp.h>

static void merge(const int *a, int na, const int *b, int nb, int *out)
{
    int i = 0, j = 0;
    while (i < na && j < nb)
        *out++ = a[i] <= b[j] ? a[i++] : b[j++];
    for (; i < na; i++) *out++ = a[i];
    for (; j < nb; j++) *out++ = b[j];
}

static void sort(int *a, int *tmp, int n)
{
    if (n < 2) return;
    int h = n / 2;
    #pragma omp task shared(a, tmp) if(n > 1024) mergeable
    sort(a, tmp, h);
    #pragma omp task shared(a, tmp) final(n <= 1024) untied
    sort(a + h, tmp + h, n - h);
    #pragma omp taskwait
    merge(a, h, a + h, n - h, tmp);
    #pragma omp taskloop simd grainsize(strict: 4)
    for (int i = 0; i < n; i++)
        a[i] = tmp[i];
}

void wavefront(int nb, double (*tile)[64], void (*work)(double *))
{
    #pragma omp parallel
    #pragma omp single nowait
    {
        for (int i = 1; i < nb; i++)
            for (int j = 1; j < nb; j++) {
                #pragma omp task depend(in: tile[(i-1)*nb+j], tile[i*nb+j-1]) \
                                 depend(inout: tile[i*nb+j]) priority(nb - i)
                work(tile[i * nb + j]);
            }
        #pragma omp task depend(iterator(k=0:nb), in: tile[k*nb])
        { work(tile[0]); }
    }
}

long total(const int *a, int n)
{
    long s = 0;
    #pragma omp parallel masked num_threads(4) default(none) shared(s, a, n)
    {
        #pragma omp taskgroup task_reduction(+: s)
        {
            for (int b = 0; b < n; b += 100) {
                #pragma omp task in_reduction(+: s) firstprivate(b)
                {
                    for (int i = b; i < b + 100 && i < n; i++) s += a[i];
                }
                #pragma omp taskyield
            }
        }
    }
    return s;
}

struct node { struct node *next; int value; };

void visit_all(struct node *p, void (*visit)(struct node *))
{
    #pragma omp parallel
    #pragma omp single
    while (p) {
        #pragma omp task firstprivate(p)
        visit(p);
        p = p->next;
    }
}

void spin(volatile int *flag, int n)
{
    #pragma omp task
    do {
        for (int i = 0; i < n; i++) *flag += i;
    } while (*flag < n);
}

void sort_all(int *a, int n)
{
    int *tmp = malloc(n * sizeof *tmp);
    #pragma omp parallel sections proc_bind(close)
    {
        #pragma omp section
        sort(a, tmp, n / 2);
        #pragma omp section
        {
            sort(a + n / 2, tmp + n / 2, n - n / 2);
        }
    }
    merge(a, n / 2, a + n / 2, n - n / 2, tmp);
    free(tmp);
}
