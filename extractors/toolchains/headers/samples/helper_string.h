// Headers of NVIDIA's samples that programs copy: timers and arguments; declared, and nowhere defined.
#pragma once
#include "warploom_samples.h"
