// Declarations of our own for HIP, for code that is compiled and not run: the older name of a header.
#pragma once
#include <hip/hip_bf16.h>
