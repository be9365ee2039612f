// RMM: how Thrust is told where to run.
#pragma once
#include <thrust/execution_policy.h>
#include "warploom_rmm.h"
namespace rmm {
struct exec_policy : thrust::__warploom_policy { explicit exec_policy(cuda_stream_view s = {}, mr::device_memory_resource *m = nullptr) {} };
using exec_policy_nosync = exec_policy;
}
