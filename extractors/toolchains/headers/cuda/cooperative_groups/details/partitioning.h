// CUDA: part of cooperative groups.
#pragma once
#include "../../cooperative_groups.h"
