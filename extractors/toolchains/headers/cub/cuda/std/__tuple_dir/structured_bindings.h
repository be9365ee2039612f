// libcu++: what its inner headers are included for.
#pragma once
#include "../warploom_std.h"
