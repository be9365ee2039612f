// CCCL: where CUDA 13 keeps it.
#pragma once
#include "../../cub/cub.cuh"
