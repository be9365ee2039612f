// Declarations of our own for HIP, for code that is compiled and not run: everything that a HIP source includes first.
#pragma once
#include <hip/host_defines.h>
#include <hip/hip_vector_types.h>
#include <hip/amd_device_functions.h>
#include <hip/math_functions.h>
#include <hip/hip_runtime_api.h>
