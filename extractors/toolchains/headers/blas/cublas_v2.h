// cuBLAS: the calls that programs make most; declared, and nowhere defined.
#pragma once
#include <cuComplex.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime_api.h>
#include <library_types.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct cublasContext *cublasHandle_t;
typedef enum {
    CUBLAS_STATUS_SUCCESS = 0, CUBLAS_STATUS_NOT_INITIALIZED = 1, CUBLAS_STATUS_ALLOC_FAILED = 3, CUBLAS_STATUS_INVALID_VALUE = 7, CUBLAS_STATUS_ARCH_MISMATCH = 8,
    CUBLAS_STATUS_MAPPING_ERROR = 11, CUBLAS_STATUS_EXECUTION_FAILED = 13, CUBLAS_STATUS_INTERNAL_ERROR = 14, CUBLAS_STATUS_NOT_SUPPORTED = 15, CUBLAS_STATUS_LICENSE_ERROR = 16
} cublasStatus_t;
typedef enum { CUBLAS_FILL_MODE_LOWER = 0, CUBLAS_FILL_MODE_UPPER = 1, CUBLAS_FILL_MODE_FULL = 2 } cublasFillMode_t;
typedef enum { CUBLAS_DIAG_NON_UNIT = 0, CUBLAS_DIAG_UNIT = 1 } cublasDiagType_t;
typedef enum { CUBLAS_SIDE_LEFT = 0, CUBLAS_SIDE_RIGHT = 1 } cublasSideMode_t;
typedef enum { CUBLAS_OP_N = 0, CUBLAS_OP_T = 1, CUBLAS_OP_C = 2, CUBLAS_OP_HERMITAN = 2, CUBLAS_OP_CONJG = 3 } cublasOperation_t;
typedef enum { CUBLAS_POINTER_MODE_HOST = 0, CUBLAS_POINTER_MODE_DEVICE = 1 } cublasPointerMode_t;
typedef enum { CUBLAS_ATOMICS_NOT_ALLOWED = 0, CUBLAS_ATOMICS_ALLOWED = 1 } cublasAtomicsMode_t;
typedef enum { CUBLAS_GEMM_DFALT = -1, CUBLAS_GEMM_DEFAULT = -1, CUBLAS_GEMM_ALGO0 = 0, CUBLAS_GEMM_DEFAULT_TENSOR_OP = 99, CUBLAS_GEMM_DFALT_TENSOR_OP = 99, CUBLAS_GEMM_ALGO0_TENSOR_OP = 100, CUBLAS_GEMM_ALGO15_TENSOR_OP = 115 } cublasGemmAlgo_t;
typedef enum { CUBLAS_DEFAULT_MATH = 0, CUBLAS_TENSOR_OP_MATH = 1, CUBLAS_PEDANTIC_MATH = 2, CUBLAS_TF32_TENSOR_OP_MATH = 3, CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION = 16 } cublasMath_t;
typedef enum {
    CUBLAS_COMPUTE_16F = 64, CUBLAS_COMPUTE_16F_PEDANTIC = 65, CUBLAS_COMPUTE_32F = 68, CUBLAS_COMPUTE_32F_PEDANTIC = 69, CUBLAS_COMPUTE_64F = 70, CUBLAS_COMPUTE_64F_PEDANTIC = 71,
    CUBLAS_COMPUTE_32I = 72, CUBLAS_COMPUTE_32I_PEDANTIC = 73, CUBLAS_COMPUTE_32F_FAST_16F = 74, CUBLAS_COMPUTE_32F_FAST_16BF = 75, CUBLAS_COMPUTE_32F_FAST_TF32 = 77
} cublasComputeType_t;
typedef cudaDataType cublasDataType_t;
#define CUBLAS_VERSION 130000
#define CUBLAS_VER_MAJOR 13
cublasStatus_t cublasCreate(cublasHandle_t *h); cublasStatus_t cublasDestroy(cublasHandle_t h); cublasStatus_t cublasSetStream(cublasHandle_t h, cudaStream_t s); cublasStatus_t cublasGetStream(cublasHandle_t h, cudaStream_t *s);
cublasStatus_t cublasGetVersion(cublasHandle_t h, int *v); cublasStatus_t cublasSetPointerMode(cublasHandle_t h, cublasPointerMode_t m); cublasStatus_t cublasGetPointerMode(cublasHandle_t h, cublasPointerMode_t *m);
cublasStatus_t cublasSetMathMode(cublasHandle_t h, cublasMath_t m); cublasStatus_t cublasGetMathMode(cublasHandle_t h, cublasMath_t *m); cublasStatus_t cublasSetWorkspace(cublasHandle_t h, void *p, size_t n);
cublasStatus_t cublasSetAtomicsMode(cublasHandle_t h, cublasAtomicsMode_t m); const char *cublasGetStatusString(cublasStatus_t s); const char *cublasGetStatusName(cublasStatus_t s);
cublasStatus_t cublasSetVector(int n, int size, const void *x, int ix, void *y, int iy); cublasStatus_t cublasGetVector(int n, int size, const void *x, int ix, void *y, int iy);
cublasStatus_t cublasSetMatrix(int rows, int cols, int size, const void *a, int lda, void *b, int ldb); cublasStatus_t cublasGetMatrix(int rows, int cols, int size, const void *a, int lda, void *b, int ldb);
#define WARPLOOM_BLAS(P, T, R, S) \
    cublasStatus_t cublas##P##gemm(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const T *alpha, const T *A, int lda, const T *B, int ldb, const T *beta, T *C, int ldc); \
    cublasStatus_t cublas##P##gemmBatched(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const T *alpha, const T *const A[], int lda, const T *const B[], int ldb, const T *beta, T *const C[], int ldc, int batch); \
    cublasStatus_t cublas##P##gemmStridedBatched(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const T *alpha, const T *A, int lda, long long sa, const T *B, int ldb, long long sb, const T *beta, T *C, int ldc, long long sc, int batch); \
    cublasStatus_t cublas##P##gemv(cublasHandle_t h, cublasOperation_t t, int m, int n, const T *alpha, const T *A, int lda, const T *x, int ix, const T *beta, T *y, int iy); \
    cublasStatus_t cublas##P##geam(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, const T *alpha, const T *A, int lda, const T *beta, const T *B, int ldb, T *C, int ldc); \
    cublasStatus_t cublas##P##dgmm(cublasHandle_t h, cublasSideMode_t s, int m, int n, const T *A, int lda, const T *x, int ix, T *C, int ldc); \
    cublasStatus_t cublas##P##trsm(cublasHandle_t h, cublasSideMode_t s, cublasFillMode_t f, cublasOperation_t t, cublasDiagType_t d, int m, int n, const T *alpha, const T *A, int lda, T *B, int ldb); \
    cublasStatus_t cublas##P##trsmBatched(cublasHandle_t h, cublasSideMode_t s, cublasFillMode_t f, cublasOperation_t t, cublasDiagType_t d, int m, int n, const T *alpha, const T *const A[], int lda, T *const B[], int ldb, int batch); \
    cublasStatus_t cublas##P##trsv(cublasHandle_t h, cublasFillMode_t f, cublasOperation_t t, cublasDiagType_t d, int n, const T *A, int lda, T *x, int ix); \
    cublasStatus_t cublas##P##syrk(cublasHandle_t h, cublasFillMode_t f, cublasOperation_t t, int n, int k, const T *alpha, const T *A, int lda, const T *beta, T *C, int ldc); \
    cublasStatus_t cublas##P##symm(cublasHandle_t h, cublasSideMode_t s, cublasFillMode_t f, int m, int n, const T *alpha, const T *A, int lda, const T *B, int ldb, const T *beta, T *C, int ldc); \
    cublasStatus_t cublas##P##axpy(cublasHandle_t h, int n, const T *alpha, const T *x, int ix, T *y, int iy); \
    cublasStatus_t cublas##P##scal(cublasHandle_t h, int n, const T *alpha, T *x, int ix); \
    cublasStatus_t cublas##P##copy(cublasHandle_t h, int n, const T *x, int ix, T *y, int iy); \
    cublasStatus_t cublas##P##swap(cublasHandle_t h, int n, T *x, int ix, T *y, int iy); \
    cublasStatus_t cublasI##S##amax(cublasHandle_t h, int n, const T *x, int ix, int *r); \
    cublasStatus_t cublas##P##getrfBatched(cublasHandle_t h, int n, T *const A[], int lda, int *p, int *info, int batch); \
    cublasStatus_t cublas##P##getriBatched(cublasHandle_t h, int n, const T *const A[], int lda, const int *p, T *const C[], int ldc, int *info, int batch);
WARPLOOM_BLAS(S, float, float, s) WARPLOOM_BLAS(D, double, double, d) WARPLOOM_BLAS(C, cuComplex, float, c) WARPLOOM_BLAS(Z, cuDoubleComplex, double, z)
#undef WARPLOOM_BLAS
cublasStatus_t cublasHgemm(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const __half *alpha, const __half *A, int lda, const __half *B, int ldb, const __half *beta, __half *C, int ldc);
cublasStatus_t cublasHgemmStridedBatched(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const __half *alpha, const __half *A, int lda, long long sa, const __half *B, int ldb, long long sb, const __half *beta, __half *C, int ldc, long long sc, int batch);
cublasStatus_t cublasSdot(cublasHandle_t h, int n, const float *x, int ix, const float *y, int iy, float *r); cublasStatus_t cublasDdot(cublasHandle_t h, int n, const double *x, int ix, const double *y, int iy, double *r);
cublasStatus_t cublasSnrm2(cublasHandle_t h, int n, const float *x, int ix, float *r); cublasStatus_t cublasDnrm2(cublasHandle_t h, int n, const double *x, int ix, double *r);
cublasStatus_t cublasSasum(cublasHandle_t h, int n, const float *x, int ix, float *r); cublasStatus_t cublasDasum(cublasHandle_t h, int n, const double *x, int ix, double *r);
cublasStatus_t cublasCdotu(cublasHandle_t h, int n, const cuComplex *x, int ix, const cuComplex *y, int iy, cuComplex *r); cublasStatus_t cublasZdotc(cublasHandle_t h, int n, const cuDoubleComplex *x, int ix, const cuDoubleComplex *y, int iy, cuDoubleComplex *r);
cublasStatus_t cublasSger(cublasHandle_t h, int m, int n, const float *alpha, const float *x, int ix, const float *y, int iy, float *A, int lda); cublasStatus_t cublasDger(cublasHandle_t h, int m, int n, const double *alpha, const double *x, int ix, const double *y, int iy, double *A, int lda);
cublasStatus_t cublasSgemmEx(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const float *alpha, const void *A, cudaDataType at, int lda, const void *B, cudaDataType bt, int ldb, const float *beta, void *C, cudaDataType ct, int ldc);
#ifdef __cplusplus
}
// The type of what is computed in was a kind of element before it had an enumeration of its own.
cublasStatus_t cublasGemmEx(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const void *alpha, const void *A, cudaDataType at, int lda, const void *B, cudaDataType bt, int ldb, const void *beta, void *C, cudaDataType ct, int ldc, cublasComputeType_t compute, cublasGemmAlgo_t algo);
cublasStatus_t cublasGemmEx(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const void *alpha, const void *A, cudaDataType at, int lda, const void *B, cudaDataType bt, int ldb, const void *beta, void *C, cudaDataType ct, int ldc, cudaDataType compute, cublasGemmAlgo_t algo);
cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const void *alpha, const void *A, cudaDataType at, int lda, long long sa, const void *B, cudaDataType bt, int ldb, long long sb, const void *beta, void *C, cudaDataType ct, int ldc, long long sc, int batch, cublasComputeType_t compute, cublasGemmAlgo_t algo);
cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const void *alpha, const void *A, cudaDataType at, int lda, long long sa, const void *B, cudaDataType bt, int ldb, long long sb, const void *beta, void *C, cudaDataType ct, int ldc, long long sc, int batch, cudaDataType compute, cublasGemmAlgo_t algo);
cublasStatus_t cublasGemmBatchedEx(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const void *alpha, const void *const A[], cudaDataType at, int lda, const void *const B[], cudaDataType bt, int ldb, const void *beta, void *const C[], cudaDataType ct, int ldc, int batch, cublasComputeType_t compute, cublasGemmAlgo_t algo);
#endif
