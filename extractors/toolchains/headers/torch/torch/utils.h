// PyTorch: part of it.
#pragma once
#include "../warploom/checks.h"
