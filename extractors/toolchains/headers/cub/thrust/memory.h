// Thrust: part of it.
#pragma once
#include "./warploom_thrust.h"
