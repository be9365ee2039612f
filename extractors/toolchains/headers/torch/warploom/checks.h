// PyTorch: all of it: checks of the host, and how operators are announced to Python and to the dispatcher.
#pragma once
#include <pybind11/pybind11.h>
#include "cuda.h"
namespace c10 {
template <class... A> [[noreturn]] void __warploom_failed(const A &...a);
template <class... A> void __warploom_told(const A &...a);
}
#define TORCH_CHECK(c, ...) if (C10_UNLIKELY(!(c))) { ::c10::__warploom_failed(__VA_ARGS__); }
#define TORCH_CHECK_EQ(a, b) TORCH_CHECK((a) == (b))
#define TORCH_CHECK_NE(a, b) TORCH_CHECK((a) != (b))
#define TORCH_CHECK_LT(a, b) TORCH_CHECK((a) < (b))
#define TORCH_CHECK_LE(a, b) TORCH_CHECK((a) <= (b))
#define TORCH_CHECK_GT(a, b) TORCH_CHECK((a) > (b))
#define TORCH_CHECK_GE(a, b) TORCH_CHECK((a) >= (b))
#define TORCH_CHECK_NOT_IMPLEMENTED TORCH_CHECK
#define TORCH_CHECK_VALUE TORCH_CHECK
#define TORCH_CHECK_TYPE TORCH_CHECK
#define TORCH_CHECK_INDEX TORCH_CHECK
#define TORCH_CHECK_ARG(c, n, ...) TORCH_CHECK(c, ##__VA_ARGS__)
#define TORCH_CHECK_WITH(E, c, ...) TORCH_CHECK(c, ##__VA_ARGS__)
#define TORCH_INTERNAL_ASSERT TORCH_CHECK
#define TORCH_INTERNAL_ASSERT_DEBUG_ONLY TORCH_CHECK
#define STD_TORCH_CHECK TORCH_CHECK
#define STD_TORCH_CHECK_NOT_IMPLEMENTED TORCH_CHECK
#define AT_ASSERTM(c, ...) TORCH_CHECK(c, ##__VA_ARGS__)
#define AT_ASSERT(c, ...) TORCH_CHECK(c, ##__VA_ARGS__)
#define AT_CHECK(c, ...) TORCH_CHECK(c, ##__VA_ARGS__)
#define AT_ERROR(...) ::c10::__warploom_failed(__VA_ARGS__)
#define C10_THROW_ERROR(E, ...) ::c10::__warploom_failed(__VA_ARGS__)
#define TORCH_WARN(...) ::c10::__warploom_told(__VA_ARGS__)
#define TORCH_WARN_ONCE(...) ::c10::__warploom_told(__VA_ARGS__)
#define AT_WARN(...) ::c10::__warploom_told(__VA_ARGS__)
#define C10_CUDA_CHECK(e) \
    do { const cudaError_t __err = (e); ::c10::cuda::c10_cuda_check_implementation(static_cast<int>(__err), __FILE__, __func__, __LINE__, true); } while (0)
#define AT_CUDA_CHECK(e) C10_CUDA_CHECK(e)
#define STD_CUDA_CHECK(e) C10_CUDA_CHECK(e)
#define STD_CUDA_KERNEL_LAUNCH_CHECK() C10_CUDA_CHECK(cudaGetLastError())
#define C10_CUDA_KERNEL_LAUNCH_CHECK() C10_CUDA_CHECK(cudaGetLastError())
#define TORCH_CUDA_KERNEL_LAUNCH_CHECK() C10_CUDA_CHECK(cudaGetLastError())
#define C10_CUDA_ERROR_HANDLED(e) (e)
#define C10_CUDA_IGNORE_ERROR(e) (void)(e)
#define AT_CUDA_DRIVER_CHECK(e) TORCH_CHECK((e) == 0)
#define TORCH_CUDABLAS_CHECK(e) TORCH_CHECK((e) == 0)
#define TORCH_CUDASPARSE_CHECK(e) TORCH_CHECK((e) == 0)
#define THCudaCheck(e) C10_CUDA_CHECK(e)
#define THCCeilDiv(a, b) (((a) + (b) - 1) / (b))
#ifndef TORCH_EXTENSION_NAME
#define TORCH_EXTENSION_NAME extension
#endif
struct AtenTensorOpaque;
typedef AtenTensorOpaque *AtenTensorHandle;
typedef uint64_t StableIValue;
typedef int32_t AOTITorchError;
#define TORCH_ABI_VERSION 0x0209000000000000ULL
extern "C" {
int torch_call_dispatcher(const char *op, const char *overload, StableIValue *stack, uint64_t version);
int aoti_torch_call_dispatcher(const char *op, const char *overload, StableIValue *stack);
int aoti_torch_get_layout(AtenTensorHandle t, int32_t *v);
int32_t aoti_torch_layout_strided();
int32_t aoti_torch_memory_format_contiguous_format();
}
struct THCState;
void *THCudaMalloc(THCState *s, size_t n);
void THCudaFree(THCState *s, void *p);
namespace torch {
struct CppFunction { template <class F> CppFunction(F f); static CppFunction makeFallthrough(); };
template <class F> CppFunction dispatch(c10::DispatchKey k, F f);
template <class F> CppFunction dispatch(c10::DeviceType k, F f);
struct __warploom_class { template <class... A> __warploom_class &def(A &&...a); template <class... A> __warploom_class &def_pickle(A &&...a); };
template <class... T> struct __warploom_init {};
template <class... T> __warploom_init<T...> init();
struct CustomClassHolder {};
struct Library {
    template <class... A> Library &def(A &&...a); template <class... A> Library &impl(A &&...a); template <class F> Library &fallback(F f);
    template <class T> __warploom_class class_(const char *n); template <class... A> void set_python_module(A &&...a);
};
struct __warploom_register { __warploom_register(void (*f)(Library &)); };
}
#define WARPLOOM_LIBRARY(id, m) WARPLOOM_LIBRARY_(id, m)
#define WARPLOOM_LIBRARY_(id, m) \
    static void __warploom_library_##id(torch::Library &); \
    static torch::__warploom_register __warploom_registered_##id(&__warploom_library_##id); \
    void __warploom_library_##id(torch::Library &m)
#define TORCH_LIBRARY(ns, m) WARPLOOM_LIBRARY(__COUNTER__, m)
#define TORCH_LIBRARY_FRAGMENT(ns, m) WARPLOOM_LIBRARY(__COUNTER__, m)
#define TORCH_LIBRARY_IMPL(ns, k, m) WARPLOOM_LIBRARY(__COUNTER__, m)
#define STABLE_TORCH_LIBRARY TORCH_LIBRARY
#define STABLE_TORCH_LIBRARY_FRAGMENT TORCH_LIBRARY_FRAGMENT
#define STABLE_TORCH_LIBRARY_IMPL TORCH_LIBRARY_IMPL
#define TORCH_FN(f) (f)
#define TORCH_BOX(f) (f)
#define TORCH_SELECTIVE_NAME(n) n
#define RECORD_FUNCTION(...)
namespace torch {
using namespace c10;
using namespace at;
using at::Tensor;
using Dtype = at::ScalarType;
namespace cuda { using namespace at::cuda; int64_t device_count(); bool is_available(); void synchronize(int64_t d = -1); }
namespace headeronly {
using namespace c10;
using at::DefaultPtrTraits;
using at::RestrictPtrTraits;
using IntHeaderOnlyArrayRef = c10::IntArrayRef;
template <class T> using HeaderOnlyArrayRef = c10::ArrayRef<T>;
template <class T, size_t N, template <typename U> class P = at::DefaultPtrTraits, class I = int64_t> using HeaderOnlyGenericPackedTensorAccessor = at::GenericPackedTensorAccessor<T, N, P, I>;
}
namespace autograd {
using at::Tensor;
using Variable = at::Tensor;
using variable_list = std::vector<Variable>;
using tensor_list = std::vector<Tensor>;
struct AutogradContext {
    void save_for_backward(variable_list l); variable_list get_saved_variables() const; void mark_non_differentiable(const variable_list &l); bool needs_input_grad(size_t i) const;
    std::unordered_map<std::string, c10::IValue> saved_data;
};
template <class T> struct Function { template <class... A> static variable_list apply(A &&...a); };
}
namespace jit { using at::Tensor; }
namespace nn { namespace functional { using at::pad; } }
namespace stable {
struct Tensor : at::Tensor { Tensor(); Tensor(const at::Tensor &t); Tensor(AtenTensorHandle h); AtenTensorHandle get() const; int32_t get_device_index() const; };
namespace detail { template <class T> StableIValue from(const T &v); template <class T> T to(StableIValue v); }

using Device = c10::Device;
using Library = torch::Library;
#define WARPLOOM_STABLE(N) template <class... A> Tensor N(const Tensor &t, A &&...a);
#define WARPLOOM_SHAPED(N) template <class... A> Tensor N(const Tensor &t, c10::IntArrayRef s, A &&...a);
WARPLOOM_STABLE(empty_like) WARPLOOM_STABLE(contiguous) WARPLOOM_STABLE(transpose) WARPLOOM_STABLE(fill_) WARPLOOM_STABLE(zero_) WARPLOOM_STABLE(copy_)
WARPLOOM_STABLE(sum) WARPLOOM_STABLE(narrow) WARPLOOM_STABLE(select) WARPLOOM_STABLE(clone) WARPLOOM_STABLE(flatten) WARPLOOM_STABLE(unsqueeze) WARPLOOM_STABLE(squeeze)
WARPLOOM_STABLE(subtract) WARPLOOM_STABLE(amax) WARPLOOM_STABLE(matmul) WARPLOOM_STABLE(full_like) WARPLOOM_STABLE(zeros_like)
WARPLOOM_SHAPED(view) WARPLOOM_SHAPED(reshape) WARPLOOM_SHAPED(new_empty) WARPLOOM_SHAPED(new_zeros) WARPLOOM_SHAPED(permute) WARPLOOM_SHAPED(expand)
#undef WARPLOOM_STABLE
#undef WARPLOOM_SHAPED
template <class... A> Tensor to(const Tensor &t, A &&...a);
template <class... A> Tensor empty(c10::IntArrayRef s, A &&...a); template <class... A> Tensor zeros(c10::IntArrayRef s, A &&...a);
template <class... A> Tensor full(c10::IntArrayRef s, A &&...a); template <class... A> Tensor from_blob(void *p, c10::IntArrayRef s, A &&...a); template <class... A> void parallel_for(A &&...a);
namespace accelerator {
using DeviceIndex = int32_t;
struct DeviceGuard { explicit DeviceGuard(int32_t d); void set_index(int32_t d); };
struct Stream { int64_t id() const; void *nativeHandle() const; };
Stream getCurrentStream(int32_t d);
int32_t getCurrentDeviceIndex();
}
}
}
extern "C" int aoti_torch_get_current_cuda_stream(int32_t d, void **s);
extern "C" int torch_get_current_cuda_blas_handle(void **h);
extern "C" int torch_get_cuda_stream_from_pool(bool high, int32_t d, void **s);
extern "C" int torch_set_current_cuda_stream(void *s, int32_t d);
#define TORCH_ERROR_CODE_CHECK(e) TORCH_CHECK((e) == 0)
namespace py = pybind11;
