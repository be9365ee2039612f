// CUDA: part of the runtime, which the forced include has already brought where kernels are.
#pragma once
#include "warploom/runtime_api.h"
