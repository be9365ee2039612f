// HIP: part of the runtime.
#pragma once
#include "hip_runtime.h"
