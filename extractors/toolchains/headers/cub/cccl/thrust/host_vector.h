// CCCL: where CUDA 13 keeps it.
#pragma once
#include "../../thrust/host_vector.h"
