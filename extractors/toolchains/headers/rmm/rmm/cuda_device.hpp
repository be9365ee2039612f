// RMM: memory of a device that lives as long as an object.
#pragma once
#include "warploom_rmm.h"
