// cuFFT: plans and their execution; declared, and nowhere defined.
#pragma once
#include <cuComplex.h>
#include <cuda_runtime_api.h>
#include <library_types.h>
#define CUFFT_VERSION 11300
#define CUFFT_VER_MAJOR 11
#define CUFFT_FORWARD -1
#define CUFFT_INVERSE 1
#define MAX_CUFFT_ERROR 0x11
#ifdef __cplusplus
extern "C" {
#endif
typedef int cufftHandle;
typedef float cufftReal;
typedef double cufftDoubleReal;
typedef cuComplex cufftComplex;
typedef cuDoubleComplex cufftDoubleComplex;
typedef enum cufftResult_t {
    CUFFT_SUCCESS = 0, CUFFT_INVALID_PLAN = 1, CUFFT_ALLOC_FAILED = 2, CUFFT_INVALID_TYPE = 3, CUFFT_INVALID_VALUE = 4, CUFFT_INTERNAL_ERROR = 5, CUFFT_EXEC_FAILED = 6, CUFFT_SETUP_FAILED = 7,
    CUFFT_INVALID_SIZE = 8, CUFFT_UNALIGNED_DATA = 9, CUFFT_INCOMPLETE_PARAMETER_LIST = 10, CUFFT_INVALID_DEVICE = 11, CUFFT_PARSE_ERROR = 12, CUFFT_NO_WORKSPACE = 13, CUFFT_NOT_IMPLEMENTED = 14,
    CUFFT_LICENSE_ERROR = 15, CUFFT_NOT_SUPPORTED = 16
} cufftResult;
typedef enum cufftType_t { CUFFT_R2C = 0x2a, CUFFT_C2R = 0x2c, CUFFT_C2C = 0x29, CUFFT_D2Z = 0x6a, CUFFT_Z2D = 0x6c, CUFFT_Z2Z = 0x69 } cufftType;
typedef enum cufftCompatibility_t { CUFFT_COMPATIBILITY_FFTW_PADDING = 1 } cufftCompatibility;
#define CUFFT_COMPATIBILITY_DEFAULT CUFFT_COMPATIBILITY_FFTW_PADDING
cufftResult cufftPlan1d(cufftHandle *p, int nx, cufftType t, int batch); cufftResult cufftPlan2d(cufftHandle *p, int nx, int ny, cufftType t); cufftResult cufftPlan3d(cufftHandle *p, int nx, int ny, int nz, cufftType t);
cufftResult cufftPlanMany(cufftHandle *p, int rank, int *n, int *ie, int is, int id, int *oe, int os, int od, cufftType t, int batch); cufftResult cufftCreate(cufftHandle *p); cufftResult cufftDestroy(cufftHandle p);
cufftResult cufftMakePlan1d(cufftHandle p, int nx, cufftType t, int batch, size_t *w); cufftResult cufftMakePlan2d(cufftHandle p, int nx, int ny, cufftType t, size_t *w); cufftResult cufftMakePlan3d(cufftHandle p, int nx, int ny, int nz, cufftType t, size_t *w);
cufftResult cufftMakePlanMany(cufftHandle p, int rank, int *n, int *ie, int is, int id, int *oe, int os, int od, cufftType t, int batch, size_t *w);
cufftResult cufftMakePlanMany64(cufftHandle p, int rank, long long *n, long long *ie, long long is, long long id, long long *oe, long long os, long long od, cufftType t, long long batch, size_t *w);
cufftResult cufftEstimate1d(int nx, cufftType t, int batch, size_t *w); cufftResult cufftEstimate2d(int nx, int ny, cufftType t, size_t *w); cufftResult cufftEstimate3d(int nx, int ny, int nz, cufftType t, size_t *w);
cufftResult cufftEstimateMany(int rank, int *n, int *ie, int is, int id, int *oe, int os, int od, cufftType t, int batch, size_t *w); cufftResult cufftGetSize(cufftHandle p, size_t *w);
cufftResult cufftGetSizeMany(cufftHandle p, int rank, int *n, int *ie, int is, int id, int *oe, int os, int od, cufftType t, int batch, size_t *w);
cufftResult cufftSetWorkArea(cufftHandle p, void *w); cufftResult cufftSetAutoAllocation(cufftHandle p, int is_auto); cufftResult cufftSetStream(cufftHandle p, cudaStream_t s); cufftResult cufftGetVersion(int *v); cufftResult cufftGetProperty(libraryPropertyType t, int *v);
cufftResult cufftExecC2C(cufftHandle p, cufftComplex *i, cufftComplex *o, int direction); cufftResult cufftExecR2C(cufftHandle p, cufftReal *i, cufftComplex *o); cufftResult cufftExecC2R(cufftHandle p, cufftComplex *i, cufftReal *o);
cufftResult cufftExecZ2Z(cufftHandle p, cufftDoubleComplex *i, cufftDoubleComplex *o, int direction); cufftResult cufftExecD2Z(cufftHandle p, cufftDoubleReal *i, cufftDoubleComplex *o); cufftResult cufftExecZ2D(cufftHandle p, cufftDoubleComplex *i, cufftDoubleReal *o);
#ifdef __cplusplus
}
#endif
