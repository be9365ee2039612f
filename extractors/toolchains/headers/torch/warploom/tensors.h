// PyTorch: tensors as the host sees them; declared, and nowhere defined.
#pragma once
#include "accessors.h"
namespace c10 {
enum class DeviceType : int8_t {
    CPU = 0, CUDA = 1, MKLDNN = 2, OPENGL = 3, OPENCL = 4, IDEEP = 5, HIP = 6, FPGA = 7, XLA = 9, XPU = 12, MPS = 13, Meta = 14, PrivateUse1 = 20,
    COMPILE_TIME_MAX_DEVICE_TYPES = 21
};
constexpr DeviceType kCPU = DeviceType::CPU, kCUDA = DeviceType::CUDA, kHIP = DeviceType::HIP, kMeta = DeviceType::Meta;
constexpr DeviceType kXPU = DeviceType::XPU, kPrivateUse1 = DeviceType::PrivateUse1;
std::string DeviceTypeName(DeviceType t, bool lower = false);
using DeviceIndex = int8_t;
struct Device {
    Device(DeviceType t, DeviceIndex i = -1);
    Device(const std::string &s);
    DeviceType type() const; DeviceIndex index() const; bool is_cuda() const; bool is_cpu() const; bool has_index() const; std::string str() const;
    void set_index(DeviceIndex i);
    bool operator==(const Device &o) const; bool operator!=(const Device &o) const;
};
std::ostream &operator<<(std::ostream &o, const Device &d);
std::ostream &operator<<(std::ostream &o, DeviceType d);
enum class Layout : int8_t { Strided, Sparse, SparseCsr };
constexpr Layout kStrided = Layout::Strided, kSparse = Layout::Sparse;
enum class MemoryFormat : int8_t { Contiguous, Preserve, ChannelsLast, ChannelsLast3d };
enum class DispatchKey : uint16_t {
    Undefined, CPU, CUDA, HIP, XPU, Meta, Autograd, AutogradCPU, AutogradCUDA, CompositeExplicitAutograd, CompositeImplicitAutograd, PrivateUse1, QuantizedCPU
};
struct Scalar {
    Scalar();
    template <class T, class = typename std::enable_if<std::is_arithmetic<T>::value>::type> Scalar(T v);
    Scalar(Half v);
    Scalar(BFloat16 v);
    template <class T> T to() const;
    double toDouble() const; int64_t toLong() const; int toInt() const; float toFloat() const; bool toBool() const; ScalarType type() const;
    bool isFloatingPoint() const; bool isIntegral(bool with_bool) const;
};
}
namespace caffe2 {
struct TypeMeta {
    TypeMeta(); TypeMeta(c10::ScalarType t);
    operator c10::ScalarType() const;
    template <class T> static TypeMeta Make();
    c10::ScalarType toScalarType() const; size_t itemsize() const; const char *name() const;
    bool operator==(const TypeMeta &o) const; bool operator!=(const TypeMeta &o) const;
    bool operator==(c10::ScalarType t) const; bool operator!=(c10::ScalarType t) const;
};
std::ostream &operator<<(std::ostream &o, const TypeMeta &d);
}
namespace c10 {
inline ScalarType typeMetaToScalarType(caffe2::TypeMeta m) { return m.toScalarType(); }
struct TensorOptions {
    TensorOptions(); TensorOptions(ScalarType t); TensorOptions(caffe2::TypeMeta t); TensorOptions(Device d); TensorOptions(DeviceType d); TensorOptions(Layout l);
    TensorOptions dtype(ScalarType t) const; TensorOptions dtype(caffe2::TypeMeta t) const; template <class T> TensorOptions &dtype();
    TensorOptions device(Device d) const; TensorOptions device(DeviceType d, int i) const; TensorOptions device(DeviceType d) const;
    TensorOptions device_index(int i) const; TensorOptions layout(Layout l) const; TensorOptions requires_grad(bool b = true) const;
    TensorOptions pinned_memory(bool b) const; TensorOptions memory_format(MemoryFormat m) const; caffe2::TypeMeta dtype() const; Device device() const;
};
TensorOptions dtype(ScalarType t); TensorOptions dtype(caffe2::TypeMeta t); template <class T> TensorOptions dtype();
TensorOptions device(Device d); TensorOptions device(DeviceType d); TensorOptions requires_grad(bool b = true); TensorOptions layout(Layout l);
struct Storage { void *data() const; void *mutable_data() const; size_t nbytes() const; template <class T> T *data() const; };
struct SymInt { SymInt(int64_t v); operator int64_t() const; int64_t expect_int() const; int64_t guard_int(const char *file, int64_t line) const; bool is_symbolic() const; };
struct DataPtr { void *get() const; void *mutable_get(); };
struct Allocator { DataPtr allocate(size_t n); };
struct DeviceGuard { explicit DeviceGuard(Device d); };
struct OptionalDeviceGuard { OptionalDeviceGuard(); explicit OptionalDeviceGuard(Device d); };
struct InferenceMode { explicit InferenceMode(bool b = true); };
struct IValue {
    IValue(); template <class T> IValue(T v); template <class T> IValue &operator=(T v);
    int64_t toInt() const; double toDouble() const; bool toBool() const; bool isNone() const;
};
}
namespace at {
namespace indexing {
enum class TensorIndexType { None, Ellipsis, Integer, Boolean, Slice, Tensor };
struct __warploom_nothing {};
struct Slice { Slice(); template <class A> Slice(A a); template <class A, class B> Slice(A a, B b); template <class A, class B, class C> Slice(A a, B b, C c); };
struct TensorIndex { template <class T> TensorIndex(T v); };
constexpr __warploom_nothing None{}, Ellipsis{};
}
struct TensorImpl { void *data() const; };
struct Tensor {
    struct Type { ScalarType scalarType() const; bool is_cuda() const; const char *name() const; const char *toString() const; operator ScalarType() const; };
    Tensor();
    template <class T> explicit Tensor(c10::intrusive_ptr<T> p);
    bool defined() const; int64_t dim() const; int64_t ndimension() const; int64_t numel() const; int64_t size(int64_t d) const; int64_t stride(int64_t d) const;
    IntArrayRef sizes() const; IntArrayRef strides() const; ScalarType scalar_type() const; caffe2::TypeMeta dtype() const; Device device() const;
    TensorOptions options() const; int64_t get_device() const; Layout layout() const; size_t element_size() const; size_t itemsize() const; size_t nbytes() const;
    bool is_cuda() const; bool is_cpu() const; bool is_hip() const; bool is_xpu() const; bool is_meta() const; bool is_sparse() const; bool is_privateuseone() const;
    bool is_contiguous(MemoryFormat m = MemoryFormat::Contiguous) const; bool is_floating_point() const; bool is_complex() const; bool is_same(const Tensor &o) const;
    bool is_pinned() const; bool requires_grad() const; bool is_non_overlapping_and_dense() const; bool has_storage() const; bool is_coalesced() const;
    MemoryFormat suggest_memory_format() const; TensorImpl *unsafeGetTensorImpl() const; const Storage &storage() const; int64_t storage_offset() const;
    size_t use_count() const; Type type() const; std::string toString() const; int64_t sparse_dim() const; int64_t dense_dim() const; int64_t _nnz() const;
    void *data_ptr() const; template <class T> T *data_ptr() const; template <class T> T *data() const; Tensor data() const;
    const void *const_data_ptr() const; template <class T> const T *const_data_ptr() const; void *mutable_data_ptr() const; template <class T> T *mutable_data_ptr() const;
    template <class T> T item() const; Scalar item() const;
    template <class T, size_t N> TensorAccessor<T, N> accessor() const;
    template <class T, size_t N, template <typename U> class P = DefaultPtrTraits, typename I = int64_t> GenericPackedTensorAccessor<T, N, P, I> packed_accessor() const;
    template <class T, size_t N, template <typename U> class P = DefaultPtrTraits, typename I = int64_t> GenericPackedTensorAccessor<T, N, P, I> generic_packed_accessor() const;
    template <class T, size_t N, template <typename U> class P = DefaultPtrTraits> PackedTensorAccessor32<T, N, P> packed_accessor32() const;
    template <class T, size_t N, template <typename U> class P = DefaultPtrTraits> PackedTensorAccessor64<T, N, P> packed_accessor64() const;
    Tensor operator[](int64_t i) const; Tensor operator[](const Tensor &i) const;
    Tensor index(std::initializer_list<indexing::TensorIndex> i) const; Tensor index(ArrayRef<indexing::TensorIndex> i) const;
    template <class... A> Tensor index_put_(std::initializer_list<indexing::TensorIndex> i, const A &...a) const;
    Tensor view(IntArrayRef s) const; Tensor view(ScalarType t) const; Tensor reshape(IntArrayRef s) const; Tensor expand(IntArrayRef s, bool implicit = false) const;
    Tensor permute(IntArrayRef s) const; Tensor repeat(IntArrayRef s) const; Tensor as_strided(IntArrayRef s, IntArrayRef t, int64_t offset = 0) const;
    Tensor resize_(IntArrayRef s) const; Tensor sum(IntArrayRef d, bool keep = false) const; Tensor mean(IntArrayRef d, bool keep = false) const; Tensor flip(IntArrayRef d) const;
    Tensor new_empty(IntArrayRef s, TensorOptions o = {}) const; Tensor new_zeros(IntArrayRef s, TensorOptions o = {}) const; Tensor new_ones(IntArrayRef s, TensorOptions o = {}) const;
    Tensor new_full(IntArrayRef s, Scalar v, TensorOptions o = {}) const; Tensor new_tensor(IntArrayRef s, TensorOptions o = {}) const;
    std::vector<Tensor> split(int64_t n, int64_t d = 0) const; std::vector<Tensor> chunk(int64_t n, int64_t d = 0) const; std::vector<Tensor> unbind(int64_t d = 0) const;
    template <class... A> std::tuple<Tensor, Tensor> sort(A... a) const; template <class... A> std::tuple<Tensor, Tensor> topk(A... a) const;
    std::tuple<Tensor, Tensor> max(int64_t d, bool keep = false) const; std::tuple<Tensor, Tensor> min(int64_t d, bool keep = false) const;
    Tensor max() const; Tensor min() const; Tensor max(const Tensor &o) const; Tensor min(const Tensor &o) const;
#define WARPLOOM_METHOD(N) template <class... A> Tensor N(A &&...a) const;
#define WARPLOOM_METHODS(X) \
    X(contiguous) X(to) X(cuda) X(cpu) X(clone) X(detach) X(copy_) X(fill_) X(zero_) X(add) X(add_) X(sub) X(sub_) X(mul) X(mul_) X(div) X(div_) \
    X(matmul) X(mm) X(bmm) X(t) X(transpose) X(transpose_) X(squeeze) X(squeeze_) X(unsqueeze) X(unsqueeze_) X(select) X(narrow) X(slice) X(flatten) \
    X(sum) X(mean) X(abs) X(exp) X(log) X(sqrt) X(rsqrt) X(pow) X(cumsum) X(cumsum_) X(argsort) X(argmax) X(argmin) X(index_select) X(masked_select) \
    X(masked_fill) X(masked_fill_) X(masked_scatter_) X(gather) X(scatter_) X(scatter_add_) X(index_add_) X(nonzero) X(eq) X(ne) X(lt) X(le) X(gt) X(ge) \
    X(logical_and) X(logical_or) X(logical_not) X(toType) X(type_as) X(view_as) X(expand_as) X(reshape_as) X(any) X(all) X(round) X(floor) X(ceil) X(clamp) \
    X(clamp_) X(clamp_min) X(clamp_max) X(sigmoid) X(tanh) X(relu) X(softmax) X(norm) X(set_requires_grad) X(grad) X(set_) X(resize_as_) X(random_) \
    X(uniform_) X(normal_) X(bernoulli_) X(index_copy_) X(index_fill_) X(addmm) X(addmm_) X(baddbmm) X(unfold) X(diagonal) X(triu) X(tril) X(var) X(std) \
    X(prod) X(neg) X(reciprocal) X(sign) X(where) X(fmod) X(remainder) X(coalesce) X(indices) X(values) X(_indices) X(_values) X(_coalesced_) X(to_dense) \
    X(to_sparse) X(pin_memory) X(half) X(dequantize) X(detach_) X(movedim) X(view_as_real) X(take) X(put_) X(bincount) X(floor_divide) X(roll) \
    X(repeat_interleave) X(swapaxes) X(alias) X(unique) X(byte) X(dot) X(is_nonzero) X(true_divide) X(true_divide_) X(copy) X(floor_) X(exp_) X(abs_) X(sqrt_) X(view_as_complex) X(scatter) X(scatter_add) X(index_add) X(nan_to_num) X(tanh_) X(div_out) X(requires_grad_) X(_to)
    WARPLOOM_METHODS(WARPLOOM_METHOD)
    void record_stream(...) const; void backward() const; void reset(); template <class F> void register_hook(F f) const;
    Tensor operator-() const; Tensor operator~() const;
    Tensor &operator+=(const Tensor &o); Tensor &operator-=(const Tensor &o); Tensor &operator*=(const Tensor &o); Tensor &operator/=(const Tensor &o);
    Tensor &operator+=(const Scalar &o); Tensor &operator-=(const Scalar &o); Tensor &operator*=(const Scalar &o); Tensor &operator/=(const Scalar &o);
};
inline ScalarType detail_scalar_type(const Tensor::Type &t) { return t.scalarType(); }
inline ScalarType detail_scalar_type(const caffe2::TypeMeta &t) { return t.toScalarType(); }
namespace detail { inline ScalarType scalar_type(const Tensor::Type &t) { return t.scalarType(); } }
using TensorBase = Tensor;
using TensorList = ArrayRef<Tensor>;
using ITensorListRef = ArrayRef<Tensor>;
using OptionalTensorRef = const Tensor &;
std::ostream &operator<<(std::ostream &o, const Tensor &t);
#define WARPLOOM_OPERATE(S) Tensor operator S(const Tensor &a, const Tensor &b); Tensor operator S(const Tensor &a, const Scalar &b); Tensor operator S(const Scalar &a, const Tensor &b);
WARPLOOM_OPERATE(+) WARPLOOM_OPERATE(-) WARPLOOM_OPERATE(*) WARPLOOM_OPERATE(/) WARPLOOM_OPERATE(<) WARPLOOM_OPERATE(>) WARPLOOM_OPERATE(<=)
WARPLOOM_OPERATE(>=) WARPLOOM_OPERATE(==) WARPLOOM_OPERATE(!=) WARPLOOM_OPERATE(&) WARPLOOM_OPERATE(|)
#undef WARPLOOM_OPERATE
#define WARPLOOM_MADE(N) Tensor N(IntArrayRef s, const TensorOptions &o = {}); Tensor N(IntArrayRef s, ScalarType t, Device d); Tensor N(IntArrayRef s, const TensorOptions &o, MemoryFormat m);
WARPLOOM_MADE(empty_symint) WARPLOOM_MADE(zeros_symint) WARPLOOM_MADE(empty) WARPLOOM_MADE(zeros) WARPLOOM_MADE(ones) WARPLOOM_MADE(rand) WARPLOOM_MADE(randn)
#undef WARPLOOM_MADE
Tensor full(IntArrayRef s, Scalar v, TensorOptions o = {}); Tensor empty_strided(IntArrayRef s, IntArrayRef t, TensorOptions o = {});
Tensor randint(int64_t high, IntArrayRef s, TensorOptions o = {}); Tensor randint(int64_t low, int64_t high, IntArrayRef s, TensorOptions o = {});
Tensor from_blob(void *p, IntArrayRef s, TensorOptions o = {}); Tensor from_blob(void *p, IntArrayRef s, IntArrayRef t, TensorOptions o = {});
template <class F> Tensor from_blob(void *p, IntArrayRef s, F f, TensorOptions o); template <class F> Tensor from_blob(void *p, IntArrayRef s, IntArrayRef t, F f, TensorOptions o);
template <class T> Tensor tensor(std::initializer_list<T> v, TensorOptions o = {}); template <class T> Tensor tensor(const std::vector<T> &v, TensorOptions o = {});
Tensor tensor(Scalar v, TensorOptions o = {}); Tensor tensor(IntArrayRef v, TensorOptions o = {});
Tensor cat(TensorList l, int64_t d = 0); Tensor stack(TensorList l, int64_t d = 0); Tensor sum(const Tensor &t, IntArrayRef d, bool keep = false);
#define WARPLOOM_LIKE(N) Tensor N(const Tensor &t, TensorOptions o = {}, MemoryFormat m = MemoryFormat::Preserve); Tensor N(const Tensor &t, MemoryFormat m);
WARPLOOM_LIKE(zeros_like) WARPLOOM_LIKE(ones_like) WARPLOOM_LIKE(empty_like) WARPLOOM_LIKE(rand_like) WARPLOOM_LIKE(randn_like)
#undef WARPLOOM_LIKE
Tensor full_like(const Tensor &t, Scalar v, TensorOptions o = {});
template <class... A> Tensor arange(A... a); template <class... A> Tensor linspace(A... a);
template <class... A> std::tuple<Tensor, Tensor> sort(const Tensor &t, A... a); template <class... A> std::tuple<Tensor, Tensor> topk(const Tensor &t, A... a);
template <class... A> std::tuple<Tensor, Tensor> _unique(const Tensor &t, A... a); template <class... A> std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor &t, A... a);
template <class... A> std::tuple<Tensor, Tensor, Tensor> unique_dim(const Tensor &t, A... a); template <class... A> std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor &t, A... a);
#define WARPLOOM_FREE(N) template <class... A> Tensor N(const Tensor &t, A &&...a);
#define WARPLOOM_OUT(N) template <class... A> Tensor &N(Tensor &t, A &&...a); template <class... A> Tensor &N(Tensor &&t, A &&...a);
#define WARPLOOM_FREES(X) \
    X(add) X(sub) X(mul) X(div) X(matmul) X(mm) X(bmm) X(addmm) X(exp) X(log) X(abs) X(sqrt) X(sum) X(mean) X(cumsum) X(softmax) X(max) X(min) X(where) \
    X(nonzero) X(index_select) X(gather) X(masked_select) X(sigmoid) X(relu) X(tanh) X(pow) X(clamp) X(argsort) X(norm) X(dot) X(transpose) X(reshape) \
    X(squeeze) X(unsqueeze) X(flatten) X(linear) X(bincount) X(diff) X(ceil) X(floor) X(round) X(logical_and) X(logical_or) X(eq) X(ne) X(native_dropout) \
    X(narrow) X(pad) X(repeat_interleave) X(permute) X(baddbmm) X(rsqrt) X(silu) X(gelu) X(any) X(all) X(argmax) X(argmin) X(t) X(constant_pad_nd) \
    X(searchsorted) X(stack_out) X(clone) X(isnan) X(cross) X(det) X(inverse) X(batch_norm) X(group_norm) X(layer_norm) X(conv2d) X(_cast_Half) \
    X(reciprocal) X(neg) X(sin) X(cos) X(tan) X(sign) X(square) X(erf) X(log2) X(log10) X(log1p) X(expm1) X(floor_divide) X(remainder) X(fmod) \
    X(maximum) X(minimum) X(outer) X(tril) X(triu) X(diag) X(diagonal) X(flip) X(roll) X(index) X(index_put) X(scatter) X(scatter_add) X(take) X(var) \
    X(prod) X(cumprod) X(logsumexp) X(log_softmax) X(embedding) X(dropout) X(masked_fill) X(clamp_min) X(clamp_max) X(ge) X(gt) X(le) X(lt) \
    X(bitwise_and) X(bitwise_or) X(conv1d) X(conv3d) X(conv_transpose2d) X(max_pool2d) X(avg_pool2d) X(addcmul) X(addcdiv) X(lerp) X(real) X(imag) \
    X(complex) X(view_as_real) X(view_as_complex) X(movedim) X(select) X(slice) X(tensordot) X(kron) X(cdist) X(amax) X(amin) X(count_nonzero) \
    X(isinf) X(isfinite) X(leaky_relu) X(elu) X(softplus) X(hardtanh) X(matrix_exp) X(cholesky) X(trace) X(var_mean_out) X(index_add) X(index_copy) \
    X(split_with_sizes_copy) X(unfold_copy)
WARPLOOM_FREES(WARPLOOM_FREE)
WARPLOOM_OUT(mm_out) WARPLOOM_OUT(bmm_out) WARPLOOM_OUT(matmul_out) WARPLOOM_OUT(add_out) WARPLOOM_OUT(mul_out) WARPLOOM_OUT(sum_out) WARPLOOM_OUT(index_select_out)
WARPLOOM_OUT(addmm_out) WARPLOOM_OUT(cat_out) WARPLOOM_OUT(baddbmm_out) WARPLOOM_OUT(linear_out) WARPLOOM_OUT(cumsum_out)
#undef WARPLOOM_FREE
#undef WARPLOOM_FREES
#undef WARPLOOM_OUT
#undef WARPLOOM_METHOD
#undef WARPLOOM_METHODS
c10::Device device_of(const Tensor &t); int64_t numel(const Tensor &t); bool equal(const Tensor &a, const Tensor &b); bool is_sparse(const Tensor &t); template <class... A> Tensor sparse_coo_tensor(A &&...a);
struct NoGradGuard { NoGradGuard(); };
struct AutoDispatchBelowADInplaceOrView { AutoDispatchBelowADInplaceOrView(); };
struct AutoDispatchBelowAutograd { AutoDispatchBelowAutograd(); };
struct AutoNonVariableTypeMode { AutoNonVariableTypeMode(bool b = true); };
struct TensorArg { TensorArg(const Tensor &t, const char *name, int pos); const Tensor *operator->() const; const Tensor &operator*() const; const Tensor &tensor; const char *name; int pos; };
using CheckedFrom = const char *;
#define WARPLOOM_CHECK(N) template <class... A> void N(CheckedFrom c, A &&...a); void N(CheckedFrom c, std::initializer_list<TensorArg> l);
WARPLOOM_CHECK(checkAllSameGPU) WARPLOOM_CHECK(checkSameGPU) WARPLOOM_CHECK(checkAllSameType) WARPLOOM_CHECK(checkDim) WARPLOOM_CHECK(checkContiguous)
WARPLOOM_CHECK(checkAllContiguous) WARPLOOM_CHECK(checkAllDefined) WARPLOOM_CHECK(checkSameType) WARPLOOM_CHECK(checkSameSize) WARPLOOM_CHECK(checkScalarType)
#undef WARPLOOM_CHECK
struct PhiloxCudaState {
    PhiloxCudaState() = default;
    union Payload { uint64_t val; int64_t *ptr; };
    Payload seed_{}, offset_{};
    uint32_t offset_intragraph_ = 0;
    bool captured_ = false;
};
struct CUDAGeneratorImpl { PhiloxCudaState philox_cuda_state(uint64_t n); std::pair<uint64_t, uint64_t> philox_engine_inputs(uint64_t n); uint64_t current_seed() const; std::mutex mutex_; };
struct Generator { std::mutex &mutex(); template <class T> T *get() const; bool defined() const; uint64_t current_seed() const; Device device() const; };
template <class T, class G> T *get_generator_or_default(const G &g, const Generator &d);
template <class T, class G> T *check_generator(G g);
struct Context { bool deterministicAlgorithms() const; bool allowTF32CuBLAS() const; void alertNotDeterministic(const char *s); Generator &defaultGenerator(Device d); };
Context &globalContext();
int64_t get_num_threads();
bool in_parallel_region();
template <class F> void parallel_for(int64_t from, int64_t to, int64_t grain, const F &f);
template <class T> T ceil_div(T a, T b) { return (a + b - 1) / b; }
}
