// libcu++: where CUDA 13 keeps it.
#pragma once
#include "../../../../cuda/std/__tuple_dir/structured_bindings.h"
