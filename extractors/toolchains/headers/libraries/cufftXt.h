// cuFFT: plans over several devices, and callbacks.
#pragma once
#include "cufft.h"
#ifdef __cplusplus
extern "C" {
#endif
typedef struct cudaXtDesc_t { int version, nGPUs, GPUs[64]; void *data[64]; size_t size[64]; void *cudaXtState; } cudaXtDesc;
typedef struct cudaLibXtDesc_t { int version; cudaXtDesc *descriptor; int library, subFormat; void *libDescriptor; } cudaLibXtDesc;
typedef enum cufftXtSubFormat_t { CUFFT_XT_FORMAT_INPUT = 0, CUFFT_XT_FORMAT_OUTPUT = 1, CUFFT_XT_FORMAT_INPLACE = 2, CUFFT_XT_FORMAT_INPLACE_SHUFFLED = 3 } cufftXtSubFormat;
typedef enum cufftXtCopyType_t { CUFFT_COPY_HOST_TO_DEVICE = 0, CUFFT_COPY_DEVICE_TO_HOST = 1, CUFFT_COPY_DEVICE_TO_DEVICE = 2, CUFFT_COPY_UNDEFINED = 3 } cufftXtCopyType;
typedef enum cufftXtCallbackType_t { CUFFT_CB_LD_COMPLEX = 0, CUFFT_CB_LD_COMPLEX_DOUBLE = 1, CUFFT_CB_LD_REAL = 2, CUFFT_CB_LD_REAL_DOUBLE = 3, CUFFT_CB_ST_COMPLEX = 4, CUFFT_CB_ST_COMPLEX_DOUBLE = 5, CUFFT_CB_ST_REAL = 6, CUFFT_CB_ST_REAL_DOUBLE = 7, CUFFT_CB_UNDEFINED = 8 } cufftXtCallbackType;
typedef cufftComplex (*cufftCallbackLoadC)(void *p, size_t n, void *info, void *shared); typedef cufftDoubleComplex (*cufftCallbackLoadZ)(void *p, size_t n, void *info, void *shared);
typedef cufftReal (*cufftCallbackLoadR)(void *p, size_t n, void *info, void *shared); typedef cufftDoubleReal (*cufftCallbackLoadD)(void *p, size_t n, void *info, void *shared);
typedef void (*cufftCallbackStoreC)(void *p, size_t n, cufftComplex v, void *info, void *shared); typedef void (*cufftCallbackStoreZ)(void *p, size_t n, cufftDoubleComplex v, void *info, void *shared);
typedef void (*cufftCallbackStoreR)(void *p, size_t n, cufftReal v, void *info, void *shared); typedef void (*cufftCallbackStoreD)(void *p, size_t n, cufftDoubleReal v, void *info, void *shared);
cufftResult cufftXtSetGPUs(cufftHandle p, int n, int *devices); cufftResult cufftXtMalloc(cufftHandle p, cudaLibXtDesc **d, cufftXtSubFormat f); cufftResult cufftXtFree(cudaLibXtDesc *d); cufftResult cufftXtMemcpy(cufftHandle p, void *to, void *from, cufftXtCopyType t);
cufftResult cufftXtExec(cufftHandle p, void *i, void *o, int direction); cufftResult cufftXtSetCallback(cufftHandle p, void **f, cufftXtCallbackType t, void **info); cufftResult cufftXtClearCallback(cufftHandle p, cufftXtCallbackType t);
cufftResult cufftXtMakePlanMany(cufftHandle p, int rank, long long *n, long long *ie, long long is, long long id, cudaDataType it, long long *oe, long long os, long long od, cudaDataType ot, long long batch, size_t *w, cudaDataType et);
cufftResult cufftXtExecDescriptorC2C(cufftHandle p, cudaLibXtDesc *i, cudaLibXtDesc *o, int direction); cufftResult cufftXtExecDescriptorZ2Z(cufftHandle p, cudaLibXtDesc *i, cudaLibXtDesc *o, int direction);
#ifdef __cplusplus
}
#endif
