// cuSPARSE: the calls that programs make most; declared, and nowhere defined.
#pragma once
#include <stdint.h>
#include <cuComplex.h>
#include <cuda_runtime_api.h>
#include <library_types.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct cusparseContext *cusparseHandle_t;
typedef struct cusparseMatDescr *cusparseMatDescr_t;
typedef struct cusparseSpVecDescr *cusparseSpVecDescr_t;
typedef struct cusparseDnVecDescr *cusparseDnVecDescr_t;
typedef struct cusparseSpMatDescr *cusparseSpMatDescr_t;
typedef struct cusparseDnMatDescr *cusparseDnMatDescr_t;
typedef struct cusparseSpGEMMDescr *cusparseSpGEMMDescr_t;
typedef struct cusparseSpMatDescr const *cusparseConstSpMatDescr_t;
typedef struct cusparseDnMatDescr const *cusparseConstDnMatDescr_t;
typedef enum { CUSPARSE_STATUS_SUCCESS = 0, CUSPARSE_STATUS_NOT_INITIALIZED = 1, CUSPARSE_STATUS_ALLOC_FAILED = 2, CUSPARSE_STATUS_INVALID_VALUE = 3, CUSPARSE_STATUS_ARCH_MISMATCH = 4, CUSPARSE_STATUS_MAPPING_ERROR = 5, CUSPARSE_STATUS_EXECUTION_FAILED = 6, CUSPARSE_STATUS_INTERNAL_ERROR = 7, CUSPARSE_STATUS_MATRIX_TYPE_NOT_SUPPORTED = 8, CUSPARSE_STATUS_ZERO_PIVOT = 9, CUSPARSE_STATUS_NOT_SUPPORTED = 10, CUSPARSE_STATUS_INSUFFICIENT_RESOURCES = 11 } cusparseStatus_t;
typedef enum { CUSPARSE_POINTER_MODE_HOST = 0, CUSPARSE_POINTER_MODE_DEVICE = 1 } cusparsePointerMode_t;
typedef enum { CUSPARSE_OPERATION_NON_TRANSPOSE = 0, CUSPARSE_OPERATION_TRANSPOSE = 1, CUSPARSE_OPERATION_CONJUGATE_TRANSPOSE = 2 } cusparseOperation_t;
typedef enum { CUSPARSE_INDEX_BASE_ZERO = 0, CUSPARSE_INDEX_BASE_ONE = 1 } cusparseIndexBase_t;
typedef enum { CUSPARSE_MATRIX_TYPE_GENERAL = 0, CUSPARSE_MATRIX_TYPE_SYMMETRIC = 1, CUSPARSE_MATRIX_TYPE_HERMITIAN = 2, CUSPARSE_MATRIX_TYPE_TRIANGULAR = 3 } cusparseMatrixType_t;
typedef enum { CUSPARSE_INDEX_16U = 1, CUSPARSE_INDEX_32I = 2, CUSPARSE_INDEX_64I = 3 } cusparseIndexType_t;
typedef enum { CUSPARSE_ORDER_COL = 1, CUSPARSE_ORDER_ROW = 2 } cusparseOrder_t;
typedef enum { CUSPARSE_ACTION_SYMBOLIC = 0, CUSPARSE_ACTION_NUMERIC = 1 } cusparseAction_t;
typedef enum { CUSPARSE_SPMV_ALG_DEFAULT = 0, CUSPARSE_SPMV_COO_ALG1 = 1, CUSPARSE_SPMV_CSR_ALG1 = 2, CUSPARSE_SPMV_CSR_ALG2 = 3 } cusparseSpMVAlg_t;
typedef enum { CUSPARSE_SPMM_ALG_DEFAULT = 0, CUSPARSE_SPMM_COO_ALG1 = 1, CUSPARSE_SPMM_COO_ALG2 = 2, CUSPARSE_SPMM_COO_ALG3 = 3, CUSPARSE_SPMM_COO_ALG4 = 5, CUSPARSE_SPMM_CSR_ALG1 = 4, CUSPARSE_SPMM_CSR_ALG2 = 6, CUSPARSE_SPMM_CSR_ALG3 = 12 } cusparseSpMMAlg_t;
typedef enum { CUSPARSE_SPGEMM_DEFAULT = 0 } cusparseSpGEMMAlg_t;
typedef enum { CUSPARSE_CSR2CSC_ALG_DEFAULT = 1, CUSPARSE_CSR2CSC_ALG1 = 1 } cusparseCsr2CscAlg_t;
#define CUSPARSE_VERSION 12600
#define CUSPARSE_VER_MAJOR 12
#define CUSPARSE_COOMM_ALG1 CUSPARSE_SPMM_COO_ALG1
#define CUSPARSE_CSRMM_ALG1 CUSPARSE_SPMM_CSR_ALG1
#define CUSPARSE_MM_ALG_DEFAULT CUSPARSE_SPMM_ALG_DEFAULT
#define CUSPARSE_MV_ALG_DEFAULT CUSPARSE_SPMV_ALG_DEFAULT
cusparseStatus_t cusparseCreate(cusparseHandle_t *h); cusparseStatus_t cusparseDestroy(cusparseHandle_t h); cusparseStatus_t cusparseSetStream(cusparseHandle_t h, cudaStream_t s); cusparseStatus_t cusparseSetPointerMode(cusparseHandle_t h, cusparsePointerMode_t m);
const char *cusparseGetErrorString(cusparseStatus_t s); const char *cusparseGetErrorName(cusparseStatus_t s); cusparseStatus_t cusparseCreateMatDescr(cusparseMatDescr_t *d); cusparseStatus_t cusparseDestroyMatDescr(cusparseMatDescr_t d);
cusparseStatus_t cusparseSetMatType(cusparseMatDescr_t d, cusparseMatrixType_t t); cusparseStatus_t cusparseSetMatIndexBase(cusparseMatDescr_t d, cusparseIndexBase_t b);
cusparseStatus_t cusparseCreateCsr(cusparseSpMatDescr_t *d, int64_t rows, int64_t cols, int64_t nnz, void *offsets, void *columns, void *values, cusparseIndexType_t ot, cusparseIndexType_t ct, cusparseIndexBase_t b, cudaDataType t);
cusparseStatus_t cusparseCreateCoo(cusparseSpMatDescr_t *d, int64_t rows, int64_t cols, int64_t nnz, void *r, void *c, void *values, cusparseIndexType_t it, cusparseIndexBase_t b, cudaDataType t);
cusparseStatus_t cusparseCreateDnMat(cusparseDnMatDescr_t *d, int64_t rows, int64_t cols, int64_t ld, void *values, cudaDataType t, cusparseOrder_t o); cusparseStatus_t cusparseCreateDnVec(cusparseDnVecDescr_t *d, int64_t n, void *values, cudaDataType t);
cusparseStatus_t cusparseDestroySpMat(cusparseSpMatDescr_t d); cusparseStatus_t cusparseDestroyDnMat(cusparseDnMatDescr_t d); cusparseStatus_t cusparseDestroyDnVec(cusparseDnVecDescr_t d);
cusparseStatus_t cusparseSpMM_bufferSize(cusparseHandle_t h, cusparseOperation_t ta, cusparseOperation_t tb, const void *alpha, cusparseSpMatDescr_t A, cusparseDnMatDescr_t B, const void *beta, cusparseDnMatDescr_t C, cudaDataType t, cusparseSpMMAlg_t a, size_t *n);
cusparseStatus_t cusparseSpMM(cusparseHandle_t h, cusparseOperation_t ta, cusparseOperation_t tb, const void *alpha, cusparseSpMatDescr_t A, cusparseDnMatDescr_t B, const void *beta, cusparseDnMatDescr_t C, cudaDataType t, cusparseSpMMAlg_t a, void *p);
cusparseStatus_t cusparseSpMV_bufferSize(cusparseHandle_t h, cusparseOperation_t ta, const void *alpha, cusparseSpMatDescr_t A, cusparseDnVecDescr_t x, const void *beta, cusparseDnVecDescr_t y, cudaDataType t, cusparseSpMVAlg_t a, size_t *n);
cusparseStatus_t cusparseSpMV(cusparseHandle_t h, cusparseOperation_t ta, const void *alpha, cusparseSpMatDescr_t A, cusparseDnVecDescr_t x, const void *beta, cusparseDnVecDescr_t y, cudaDataType t, cusparseSpMVAlg_t a, void *p);
cusparseStatus_t cusparseXcoosort_bufferSizeExt(cusparseHandle_t h, int m, int n, int nnz, const int *r, const int *c, size_t *s); cusparseStatus_t cusparseXcoosortByRow(cusparseHandle_t h, int m, int n, int nnz, int *r, int *c, int *p, void *b); cusparseStatus_t cusparseCreateIdentityPermutation(cusparseHandle_t h, int n, int *p);
cusparseStatus_t cusparseXcoo2csr(cusparseHandle_t h, const int *rows, int nnz, int m, int *offsets, cusparseIndexBase_t b); cusparseStatus_t cusparseXcsr2coo(cusparseHandle_t h, const int *offsets, int nnz, int m, int *rows, cusparseIndexBase_t b);
cusparseStatus_t cusparseCsr2cscEx2_bufferSize(cusparseHandle_t h, int m, int n, int nnz, const void *v, const int *o, const int *c, void *cv, int *co, int *cr, cudaDataType t, cusparseAction_t a, cusparseIndexBase_t b, cusparseCsr2CscAlg_t g, size_t *s);
cusparseStatus_t cusparseCsr2cscEx2(cusparseHandle_t h, int m, int n, int nnz, const void *v, const int *o, const int *c, void *cv, int *co, int *cr, cudaDataType t, cusparseAction_t a, cusparseIndexBase_t b, cusparseCsr2CscAlg_t g, void *p);
#ifdef __cplusplus
}
#endif
