// CUDA: types of the driver functions.
#pragma once
#include "cuda.h"
typedef CUresult (*PFN_cuTensorMapEncodeTiled)(CUtensorMap *, CUtensorMapDataType, unsigned int, void *, const uint64_t *, const uint64_t *, const uint32_t *, const uint32_t *, CUtensorMapInterleave, CUtensorMapSwizzle, CUtensorMapL2promotion, CUtensorMapFloatOOBfill);
typedef PFN_cuTensorMapEncodeTiled PFN_cuTensorMapEncodeTiled_v12000;
typedef CUresult (*PFN_cuTensorMapEncodeIm2col)(CUtensorMap *, CUtensorMapDataType, unsigned int, void *, const uint64_t *, const uint64_t *, const int *, const int *, unsigned int, unsigned int, const uint32_t *, CUtensorMapInterleave, CUtensorMapSwizzle, CUtensorMapL2promotion, CUtensorMapFloatOOBfill);
typedef PFN_cuTensorMapEncodeIm2col PFN_cuTensorMapEncodeIm2col_v12000;
typedef CUresult (*PFN_cuMemsetD8)(CUdeviceptr, unsigned char, size_t);
typedef PFN_cuMemsetD8 PFN_cuMemsetD8_v3020;
typedef CUresult (*PFN_cuMemsetD16)(CUdeviceptr, unsigned short, size_t);
typedef PFN_cuMemsetD16 PFN_cuMemsetD16_v3020;
typedef CUresult (*PFN_cuMemsetD32)(CUdeviceptr, unsigned int, size_t);
typedef PFN_cuMemsetD32 PFN_cuMemsetD32_v3020;
