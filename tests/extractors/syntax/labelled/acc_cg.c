/* Conjugate gradients with OpenACC; the matrix is in compressed rows. */
#include <math.h>

typedef struct { int n; const int *row, *col; const double *val; } csr;

#pragma acc routine seq
static double square(double x) { return x * x; }

void scale_row(double *, int, double);
#pragma acc routine(scale_row) vector
void scale_row(double *r, int n, double a)
{
    #pragma acc loop vector
    for (int k = 0; k < n; k++)
        r[k] *= a;
}

static void spmv(const csr *a, const double *x, double *restrict y)
{
    const int n = a->n;
    const int *row = a->row, *col = a->col;
    const double *val = a->val;
    #pragma acc parallel loop gang vector_length(128) present(row[0:n+1], col, val, x[0:n], y[0:n])
    for (int i = 0; i < n; i++) {
        double s = 0;
        #pragma acc loop vector reduction(+:s)
        for (int k = row[i]; k < row[i + 1]; k++)
            s += val[k] * x[col[k]];
        y[i] = s;
    }
}

static double dot(int n, const double *x, const double *y)
{
    double s = 0;
    #pragma acc parallel loop copyin(x[0:n], y[0:n]) reduction(+:s) async(1)
    for (int i = 0; i < n; i++) s += x[i] * y[i];
    #pragma acc wait(1)
    return s;
}

int solve(const csr *a, double *x, const double *b, double *r, double *p, double *q)
{
    int n = a->n, nnz = a->row[n], it = 0;
    double rho, old = 1;
    #pragma acc enter data copyin(a->row[0:n+1], a->col[0:nnz], a->val[0:nnz])
    #pragma acc data copy(x[0:n]) copyin(readonly: b[0:n]) \
                     create(r[0:n], p[0:n], q[0:n])
    {
        #pragma acc kernels async
        {
            for (int i = 0; i < n; i++) { r[i] = b[i]; p[i] = 0; }
        }
        #pragma acc wait
        rho = dot(n, r, r);
        for (it = 0; it < n && sqrt(rho) > 1e-10; it++) {
            double beta = it ? rho / old : 0;
            #pragma acc parallel loop firstprivate(beta) num_gangs(64) num_workers(4)
            for (int i = 0; i < n; i++)
                p[i] = r[i] + beta * p[i];
            spmv(a, p, q);
            double alpha = rho / dot(n, p, q);
            #pragma acc parallel loop independent
            for (int i = 0; i < n; i++) {
                x[i] += alpha * p[i];
                r[i] -= alpha * q[i];
            }
            old = rho;
            rho = dot(n, r, r);
        }
        #pragma acc update self(x[0:n]) if(it > 0)
    }
    #pragma acc exit data delete(a->row, a->col, a->val) finalize
    return it;
}
