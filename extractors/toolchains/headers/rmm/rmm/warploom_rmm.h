// RMM: memory of a device that lives as long as an object; declared, and nowhere defined.
#pragma once
#include <cuda_runtime_api.h>
#include <cstddef>
#include <memory>
#include <utility>
namespace rmm {
struct cuda_stream_view {
    constexpr cuda_stream_view() = default;
    constexpr cuda_stream_view(cudaStream_t s) : stream(s) {}
    cudaStream_t value() const { return stream; }
    operator cudaStream_t() const { return stream; }
    void synchronize() const; void synchronize_no_throw() const; bool is_default() const; bool is_per_thread_default() const;
    cudaStream_t stream = nullptr;
};
static constexpr cuda_stream_view cuda_stream_default{};
static const cuda_stream_view cuda_stream_legacy{cudaStreamLegacy};
static const cuda_stream_view cuda_stream_per_thread{cudaStreamPerThread};
struct cuda_stream { cuda_stream(); cuda_stream_view view() const; cudaStream_t value() const; operator cuda_stream_view() const; void synchronize() const; };
struct cuda_device_id { using value_type = int; explicit constexpr cuda_device_id(int n) : id(n) {} constexpr int value() const { return id; } int id; };
cuda_device_id get_current_cuda_device();
struct bad_alloc; struct out_of_memory;
namespace mr {
class device_memory_resource { public: virtual ~device_memory_resource() = default; void *allocate(std::size_t n, cuda_stream_view s = {}); void deallocate(void *p, std::size_t n, cuda_stream_view s = {}); bool is_equal(const device_memory_resource &o) const; };
class cuda_memory_resource final : public device_memory_resource {};
class managed_memory_resource final : public device_memory_resource {};
class cuda_async_memory_resource final : public device_memory_resource {};
template <class U> class pool_memory_resource final : public device_memory_resource { public: template <class... A> explicit pool_memory_resource(U *u, A &&...a); };
template <class U> class binning_memory_resource final : public device_memory_resource { public: template <class... A> explicit binning_memory_resource(U *u, A &&...a); };
template <class U> class logging_resource_adaptor final : public device_memory_resource { public: template <class... A> explicit logging_resource_adaptor(U *u, A &&...a); };
device_memory_resource *get_current_device_resource(); device_memory_resource *set_current_device_resource(device_memory_resource *m); device_memory_resource *get_per_device_resource(cuda_device_id d); device_memory_resource *set_per_device_resource(cuda_device_id d, device_memory_resource *m);
template <class T> class thrust_allocator { public: using value_type = T; thrust_allocator(); explicit thrust_allocator(cuda_stream_view s, device_memory_resource *m = nullptr); T *allocate(std::size_t n); void deallocate(T *p, std::size_t n); };
template <class T> class polymorphic_allocator { public: using value_type = T; T *allocate(std::size_t n, cuda_stream_view s); void deallocate(T *p, std::size_t n, cuda_stream_view s); };
}
class device_buffer {
public:
    device_buffer(); device_buffer(std::size_t n, cuda_stream_view s, mr::device_memory_resource *m = nullptr); device_buffer(const void *p, std::size_t n, cuda_stream_view s, mr::device_memory_resource *m = nullptr); device_buffer(device_buffer &&);
    device_buffer &operator=(device_buffer &&); void *data(); const void *data() const; std::size_t size() const; bool is_empty() const; std::size_t capacity() const; void resize(std::size_t n, cuda_stream_view s); void reserve(std::size_t n, cuda_stream_view s); void shrink_to_fit(cuda_stream_view s); cuda_stream_view stream() const;
};
template <class T> class device_uvector {
public:
    using value_type = T; using size_type = std::size_t; using reference = T &; using const_reference = const T &; using pointer = T *; using const_pointer = const T *; using iterator = T *; using const_iterator = const T *;
    device_uvector(std::size_t n, cuda_stream_view s, mr::device_memory_resource *m = nullptr); device_uvector(const device_uvector &o, cuda_stream_view s, mr::device_memory_resource *m = nullptr); device_uvector(device_uvector &&); device_uvector &operator=(device_uvector &&);
    T *data(); const T *data() const; T *begin(); const T *begin() const; const T *cbegin() const; T *end(); const T *end() const; const T *cend() const; std::size_t size() const; bool is_empty() const; std::size_t capacity() const; T *element_ptr(std::size_t i); const T *element_ptr(std::size_t i) const;
    void set_element_async(std::size_t i, const T &v, cuda_stream_view s); void set_element_to_zero_async(std::size_t i, cuda_stream_view s); void set_element(std::size_t i, const T &v, cuda_stream_view s); T element(std::size_t i, cuda_stream_view s) const; T front_element(cuda_stream_view s) const; T back_element(cuda_stream_view s) const;
    void resize(std::size_t n, cuda_stream_view s); void reserve(std::size_t n, cuda_stream_view s); void shrink_to_fit(cuda_stream_view s); device_buffer release(); cuda_stream_view stream() const;
};
template <class T> class device_scalar {
public:
    explicit device_scalar(cuda_stream_view s, mr::device_memory_resource *m = nullptr); explicit device_scalar(const T &v, cuda_stream_view s, mr::device_memory_resource *m = nullptr); device_scalar(device_scalar &&);
    T value(cuda_stream_view s) const; void set_value_async(const T &v, cuda_stream_view s); void set_value_to_zero_async(cuda_stream_view s); T *data(); const T *data() const; cuda_stream_view stream() const;
};
}
