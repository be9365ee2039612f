// cuBLAS: its first interface, as far as it equals the second.
#pragma once
#include "cublas_v2.h"
#define cublasStatus cublasStatus_t
