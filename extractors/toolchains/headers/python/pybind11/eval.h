// pybind11: part of it.
#pragma once
#include "pybind11.h"
