// Declarations of our own for OpenCL C, by the name under which compilers look for them.
#pragma once
#include "opencl-c-base.h"
