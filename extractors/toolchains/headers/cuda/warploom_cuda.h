// CUDA without a toolkit: what every .cu file finds before its first line.
#pragma once
#pragma clang system_header
#define WARPLOOM_STUB_CUDA 1
#define __CUDACC__ 1
#define CUDA_VERSION 13000
#include "warploom/qualifiers.h"
#include "warploom/vectors.h"
#include "warploom/builtins.h"
#include "warploom/cmath.h"
#include "warploom/host_math.h"
#include "warploom/atomics.h"
#include "warploom/std.h"
#include "warploom/runtime_api.h"
#include "warploom/launch.h"
#include "cuda.h"
