// PyTorch: tensors as kernels see them: a pointer with sizes and strides.
#pragma once
#include "arrays.h"
#include "scalars.h"
namespace at {
template <typename T> struct DefaultPtrTraits { typedef T *PtrType; };
template <typename T> struct RestrictPtrTraits { typedef T *__restrict PtrType; };
template <typename T, size_t N, template <typename U> class PtrTraits = DefaultPtrTraits, typename index_t = int64_t>
class TensorAccessorBase {
public:
    typedef typename PtrTraits<T>::PtrType PtrType;
    C10_HOST_DEVICE TensorAccessorBase(PtrType d, const index_t *sizes, const index_t *strides) : data_(d), sizes_(sizes), strides_(strides) {}
    C10_HOST IntArrayRef sizes() const;
    C10_HOST IntArrayRef strides() const;
    C10_HOST_DEVICE index_t stride(index_t i) const { return strides_[i]; }
    C10_HOST_DEVICE index_t size(index_t i) const { return sizes_[i]; }
    C10_HOST_DEVICE PtrType data() { return data_; }
    C10_HOST_DEVICE const PtrType data() const { return data_; }
protected:
    PtrType data_;
    const index_t *sizes_;
    const index_t *strides_;
};
template <typename T, size_t N, template <typename U> class PtrTraits = DefaultPtrTraits, typename index_t = int64_t>
class TensorAccessor : public TensorAccessorBase<T, N, PtrTraits, index_t> {
public:
    typedef typename PtrTraits<T>::PtrType PtrType;
    using Inner = TensorAccessor<T, N - 1, PtrTraits, index_t>;
    C10_HOST_DEVICE TensorAccessor(PtrType d, const index_t *sizes, const index_t *strides)
        : TensorAccessorBase<T, N, PtrTraits, index_t>(d, sizes, strides) {}
    C10_HOST_DEVICE Inner operator[](index_t i) { return Inner(this->data_ + this->strides_[0] * i, this->sizes_ + 1, this->strides_ + 1); }
    C10_HOST_DEVICE const Inner operator[](index_t i) const { return Inner(this->data_ + this->strides_[0] * i, this->sizes_ + 1, this->strides_ + 1); }
};
template <typename T, template <typename U> class PtrTraits, typename index_t>
class TensorAccessor<T, 1, PtrTraits, index_t> : public TensorAccessorBase<T, 1, PtrTraits, index_t> {
public:
    typedef typename PtrTraits<T>::PtrType PtrType;
    C10_HOST_DEVICE TensorAccessor(PtrType d, const index_t *sizes, const index_t *strides)
        : TensorAccessorBase<T, 1, PtrTraits, index_t>(d, sizes, strides) {}
    C10_HOST_DEVICE T &operator[](index_t i) { return this->data_[this->strides_[0] * i]; }
    C10_HOST_DEVICE const T &operator[](index_t i) const { return this->data_[this->strides_[0] * i]; }
};
template <typename T, size_t N, template <typename U> class PtrTraits = DefaultPtrTraits, typename index_t = int64_t>
class GenericPackedTensorAccessorBase {
public:
    typedef typename PtrTraits<T>::PtrType PtrType;
    C10_HOST GenericPackedTensorAccessorBase(PtrType d, const index_t *sizes, const index_t *strides);
    C10_HOST_DEVICE index_t stride(index_t i) const { return strides_[i]; }
    C10_HOST_DEVICE index_t size(index_t i) const { return sizes_[i]; }
    C10_HOST_DEVICE PtrType data() { return data_; }
    C10_HOST_DEVICE const PtrType data() const { return data_; }
protected:
    PtrType data_;
    index_t sizes_[N];
    index_t strides_[N];
};
template <typename T, size_t N, template <typename U> class PtrTraits = DefaultPtrTraits, typename index_t = int64_t>
class GenericPackedTensorAccessor : public GenericPackedTensorAccessorBase<T, N, PtrTraits, index_t> {
public:
    typedef typename PtrTraits<T>::PtrType PtrType;
    using Inner = TensorAccessor<T, N - 1, PtrTraits, index_t>;
    using GenericPackedTensorAccessorBase<T, N, PtrTraits, index_t>::GenericPackedTensorAccessorBase;
    C10_DEVICE Inner operator[](index_t i) {
        index_t *sizes = this->sizes_ + 1;
        index_t *strides = this->strides_ + 1;
        return Inner(this->data_ + this->strides_[0] * i, sizes, strides);
    }
    C10_DEVICE const Inner operator[](index_t i) const {
        const index_t *sizes = this->sizes_ + 1;
        const index_t *strides = this->strides_ + 1;
        return Inner(this->data_ + this->strides_[0] * i, sizes, strides);
    }
};
template <typename T, template <typename U> class PtrTraits, typename index_t>
class GenericPackedTensorAccessor<T, 1, PtrTraits, index_t> : public GenericPackedTensorAccessorBase<T, 1, PtrTraits, index_t> {
public:
    typedef typename PtrTraits<T>::PtrType PtrType;
    using GenericPackedTensorAccessorBase<T, 1, PtrTraits, index_t>::GenericPackedTensorAccessorBase;
    C10_DEVICE T &operator[](index_t i) { return this->data_[this->strides_[0] * i]; }
    C10_DEVICE const T &operator[](index_t i) const { return this->data_[this->strides_[0] * i]; }
};
template <typename T, size_t N, template <typename U> class PtrTraits = DefaultPtrTraits>
using PackedTensorAccessor32 = GenericPackedTensorAccessor<T, N, PtrTraits, int32_t>;
template <typename T, size_t N, template <typename U> class PtrTraits = DefaultPtrTraits>
using PackedTensorAccessor64 = GenericPackedTensorAccessor<T, N, PtrTraits, int64_t>;
template <typename T, size_t N, template <typename U> class PtrTraits = DefaultPtrTraits, typename index_t = int64_t>
using PackedTensorAccessor = GenericPackedTensorAccessor<T, N, PtrTraits, index_t>;
}
