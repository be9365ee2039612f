// CBLAS: dense linear algebra on the host.
#pragma once
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef enum CBLAS_ORDER { CblasRowMajor = 101, CblasColMajor = 102 } CBLAS_ORDER;
typedef CBLAS_ORDER CBLAS_LAYOUT;
typedef enum CBLAS_TRANSPOSE { CblasNoTrans = 111, CblasTrans = 112, CblasConjTrans = 113, CblasConjNoTrans = 114 } CBLAS_TRANSPOSE;
typedef enum CBLAS_UPLO { CblasUpper = 121, CblasLower = 122 } CBLAS_UPLO;
typedef enum CBLAS_DIAG { CblasNonUnit = 131, CblasUnit = 132 } CBLAS_DIAG;
typedef enum CBLAS_SIDE { CblasLeft = 141, CblasRight = 142 } CBLAS_SIDE;
typedef int blasint;
#define CBLAS_INT int
#define WARPLOOM_CBLAS(P, T) \
    T cblas_##P##dot(int n, const T *x, int ix, const T *y, int iy); T cblas_##P##nrm2(int n, const T *x, int ix); T cblas_##P##asum(int n, const T *x, int ix); size_t cblas_i##P##amax(int n, const T *x, int ix); \
    void cblas_##P##axpy(int n, T a, const T *x, int ix, T *y, int iy); void cblas_##P##axpby(int n, T a, const T *x, int ix, T b, T *y, int iy); void cblas_##P##copy(int n, const T *x, int ix, T *y, int iy); void cblas_##P##swap(int n, T *x, int ix, T *y, int iy); void cblas_##P##scal(int n, T a, T *x, int ix); \
    void cblas_##P##gemv(CBLAS_ORDER o, CBLAS_TRANSPOSE t, int m, int n, T a, const T *A, int lda, const T *x, int ix, T b, T *y, int iy); void cblas_##P##ger(CBLAS_ORDER o, int m, int n, T a, const T *x, int ix, const T *y, int iy, T *A, int lda); \
    void cblas_##P##trsv(CBLAS_ORDER o, CBLAS_UPLO u, CBLAS_TRANSPOSE t, CBLAS_DIAG d, int n, const T *A, int lda, T *x, int ix); void cblas_##P##symv(CBLAS_ORDER o, CBLAS_UPLO u, int n, T a, const T *A, int lda, const T *x, int ix, T b, T *y, int iy); \
    void cblas_##P##gemm(CBLAS_ORDER o, CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, T a, const T *A, int lda, const T *B, int ldb, T b, T *C, int ldc); void cblas_##P##syrk(CBLAS_ORDER o, CBLAS_UPLO u, CBLAS_TRANSPOSE t, int n, int k, T a, const T *A, int lda, T b, T *C, int ldc); \
    void cblas_##P##trsm(CBLAS_ORDER o, CBLAS_SIDE s, CBLAS_UPLO u, CBLAS_TRANSPOSE t, CBLAS_DIAG d, int m, int n, T a, const T *A, int lda, T *B, int ldb); void cblas_##P##symm(CBLAS_ORDER o, CBLAS_SIDE s, CBLAS_UPLO u, int m, int n, T a, const T *A, int lda, const T *B, int ldb, T b, T *C, int ldc);
WARPLOOM_CBLAS(s, float) WARPLOOM_CBLAS(d, double)
#undef WARPLOOM_CBLAS
void cblas_cgemm(CBLAS_ORDER o, CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, const void *a, const void *A, int lda, const void *B, int ldb, const void *b, void *C, int ldc);
void cblas_zgemm(CBLAS_ORDER o, CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, const void *a, const void *A, int lda, const void *B, int ldb, const void *b, void *C, int ldc);
#ifdef __cplusplus
}
#endif
