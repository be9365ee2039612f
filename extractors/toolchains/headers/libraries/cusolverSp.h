// cuSOLVER: solutions of sparse systems; declared, and nowhere defined.
#pragma once
#include <cusparse.h>
#include "cusolver_common.h"
#ifdef __cplusplus
extern "C" {
#endif
typedef struct cusolverSpContext *cusolverSpHandle_t;
cusolverStatus_t cusolverSpCreate(cusolverSpHandle_t *h); cusolverStatus_t cusolverSpDestroy(cusolverSpHandle_t h); cusolverStatus_t cusolverSpSetStream(cusolverSpHandle_t h, cudaStream_t s);
#define WARPLOOM_SOLVER(P, T, R) \
    cusolverStatus_t cusolverSp##P##csrlsvqr(cusolverSpHandle_t h, int m, int nnz, const cusparseMatDescr_t d, const T *v, const int *o, const int *c, const T *b, R tol, int reorder, T *x, int *singular); \
    cusolverStatus_t cusolverSp##P##csrlsvchol(cusolverSpHandle_t h, int m, int nnz, const cusparseMatDescr_t d, const T *v, const int *o, const int *c, const T *b, R tol, int reorder, T *x, int *singular);
WARPLOOM_SOLVER(S, float, float) WARPLOOM_SOLVER(D, double, double)
#undef WARPLOOM_SOLVER
#ifdef __cplusplus
}
#endif
