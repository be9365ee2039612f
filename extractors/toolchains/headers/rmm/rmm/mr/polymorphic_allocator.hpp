// RMM: sources of memory.
#pragma once
#include "../warploom_rmm.h"
