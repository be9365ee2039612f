// HIP without its runtime: what every file finds before its first line.
#pragma once
#pragma clang system_header
#define WARPLOOM_STUB_HIP 1
#define __HIPCC__ 1
#ifndef __HIP_PLATFORM_AMD__
#define __HIP_PLATFORM_AMD__ 1
#endif
#include "hip/hip_runtime.h"
