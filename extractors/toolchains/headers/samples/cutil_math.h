// Headers of NVIDIA's samples that programs copy: their older name.
#pragma once
#include "helper_math.h"
