// cuSOLVER: dense factorisations, solutions and eigenvalues that programs ask for most; declared, and nowhere defined.
#pragma once
#include "cusolver_common.h"
#ifdef __cplusplus
extern "C" {
#endif
typedef struct cusolverDnContext *cusolverDnHandle_t;
typedef struct syevjInfo *syevjInfo_t;
typedef struct gesvdjInfo *gesvdjInfo_t;
typedef struct cusolverDnParams *cusolverDnParams_t;
cusolverStatus_t cusolverDnCreate(cusolverDnHandle_t *h); cusolverStatus_t cusolverDnDestroy(cusolverDnHandle_t h); cusolverStatus_t cusolverDnSetStream(cusolverDnHandle_t h, cudaStream_t s); cusolverStatus_t cusolverDnGetStream(cusolverDnHandle_t h, cudaStream_t *s);
cusolverStatus_t cusolverDnCreateParams(cusolverDnParams_t *p); cusolverStatus_t cusolverDnDestroyParams(cusolverDnParams_t p); cusolverStatus_t cusolverDnCreateSyevjInfo(syevjInfo_t *i); cusolverStatus_t cusolverDnDestroySyevjInfo(syevjInfo_t i);
cusolverStatus_t cusolverDnXsyevjSetTolerance(syevjInfo_t i, double t); cusolverStatus_t cusolverDnXsyevjSetMaxSweeps(syevjInfo_t i, int n); cusolverStatus_t cusolverDnXsyevjSetSortEig(syevjInfo_t i, int s);
cusolverStatus_t cusolverDnCreateGesvdjInfo(gesvdjInfo_t *i); cusolverStatus_t cusolverDnDestroyGesvdjInfo(gesvdjInfo_t i); cusolverStatus_t cusolverDnXgesvdjSetTolerance(gesvdjInfo_t i, double t); cusolverStatus_t cusolverDnXgesvdjSetMaxSweeps(gesvdjInfo_t i, int n);
#define WARPLOOM_SOLVER(P, T, R) \
    cusolverStatus_t cusolverDn##P##potrf_bufferSize(cusolverDnHandle_t h, cublasFillMode_t u, int n, T *A, int lda, int *w); cusolverStatus_t cusolverDn##P##potrf(cusolverDnHandle_t h, cublasFillMode_t u, int n, T *A, int lda, T *p, int w, int *info); \
    cusolverStatus_t cusolverDn##P##potrs(cusolverDnHandle_t h, cublasFillMode_t u, int n, int nrhs, const T *A, int lda, T *B, int ldb, int *info); cusolverStatus_t cusolverDn##P##potrfBatched(cusolverDnHandle_t h, cublasFillMode_t u, int n, T *A[], int lda, int *info, int batch); \
    cusolverStatus_t cusolverDn##P##potrsBatched(cusolverDnHandle_t h, cublasFillMode_t u, int n, int nrhs, T *A[], int lda, T *B[], int ldb, int *info, int batch); cusolverStatus_t cusolverDn##P##potri_bufferSize(cusolverDnHandle_t h, cublasFillMode_t u, int n, T *A, int lda, int *w); \
    cusolverStatus_t cusolverDn##P##potri(cusolverDnHandle_t h, cublasFillMode_t u, int n, T *A, int lda, T *p, int w, int *info); cusolverStatus_t cusolverDn##P##getrf_bufferSize(cusolverDnHandle_t h, int m, int n, T *A, int lda, int *w); \
    cusolverStatus_t cusolverDn##P##getrf(cusolverDnHandle_t h, int m, int n, T *A, int lda, T *p, int *ipiv, int *info); cusolverStatus_t cusolverDn##P##getrs(cusolverDnHandle_t h, cublasOperation_t o, int n, int nrhs, const T *A, int lda, const int *ipiv, T *B, int ldb, int *info); \
    cusolverStatus_t cusolverDn##P##geqrf_bufferSize(cusolverDnHandle_t h, int m, int n, T *A, int lda, int *w); cusolverStatus_t cusolverDn##P##geqrf(cusolverDnHandle_t h, int m, int n, T *A, int lda, T *tau, T *p, int w, int *info); \
    cusolverStatus_t cusolverDn##P##gesvd_bufferSize(cusolverDnHandle_t h, int m, int n, int *w); cusolverStatus_t cusolverDn##P##gesvd(cusolverDnHandle_t h, signed char u, signed char v, int m, int n, T *A, int lda, R *S, T *U, int ldu, T *V, int ldv, T *p, int w, R *r, int *info); \
    cusolverStatus_t cusolverDn##P##gesvdj_bufferSize(cusolverDnHandle_t h, cusolverEigMode_t z, int econ, int m, int n, const T *A, int lda, const R *S, const T *U, int ldu, const T *V, int ldv, int *w, gesvdjInfo_t i); \
    cusolverStatus_t cusolverDn##P##gesvdj(cusolverDnHandle_t h, cusolverEigMode_t z, int econ, int m, int n, T *A, int lda, R *S, T *U, int ldu, T *V, int ldv, T *p, int w, int *info, gesvdjInfo_t i);
WARPLOOM_SOLVER(S, float, float) WARPLOOM_SOLVER(D, double, double) WARPLOOM_SOLVER(C, cuComplex, float) WARPLOOM_SOLVER(Z, cuDoubleComplex, double)
#undef WARPLOOM_SOLVER
#define WARPLOOM_EIGEN(P, Q, T, R) \
    cusolverStatus_t cusolverDn##P##Q##evd_bufferSize(cusolverDnHandle_t h, cusolverEigMode_t z, cublasFillMode_t u, int n, const T *A, int lda, const R *W, int *w); cusolverStatus_t cusolverDn##P##Q##evd(cusolverDnHandle_t h, cusolverEigMode_t z, cublasFillMode_t u, int n, T *A, int lda, R *W, T *p, int w, int *info); \
    cusolverStatus_t cusolverDn##P##Q##evj_bufferSize(cusolverDnHandle_t h, cusolverEigMode_t z, cublasFillMode_t u, int n, const T *A, int lda, const R *W, int *w, syevjInfo_t i); cusolverStatus_t cusolverDn##P##Q##evj(cusolverDnHandle_t h, cusolverEigMode_t z, cublasFillMode_t u, int n, T *A, int lda, R *W, T *p, int w, int *info, syevjInfo_t i); \
    cusolverStatus_t cusolverDn##P##Q##evjBatched_bufferSize(cusolverDnHandle_t h, cusolverEigMode_t z, cublasFillMode_t u, int n, const T *A, int lda, const R *W, int *w, syevjInfo_t i, int batch); cusolverStatus_t cusolverDn##P##Q##evjBatched(cusolverDnHandle_t h, cusolverEigMode_t z, cublasFillMode_t u, int n, T *A, int lda, R *W, T *p, int w, int *info, syevjInfo_t i, int batch);
WARPLOOM_EIGEN(S, sy, float, float) WARPLOOM_EIGEN(D, sy, double, double) WARPLOOM_EIGEN(C, he, cuComplex, float) WARPLOOM_EIGEN(Z, he, cuDoubleComplex, double)
#undef WARPLOOM_EIGEN
#ifdef __cplusplus
}
#endif
