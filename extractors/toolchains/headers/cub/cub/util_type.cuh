// CUB: part of it.
#pragma once
#include "cub.cuh"
