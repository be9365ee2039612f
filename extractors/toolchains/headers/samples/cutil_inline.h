// Headers of NVIDIA's samples that programs copy: their older name.
#pragma once
#include "helper_cuda.h"
#include "warploom_samples.h"
