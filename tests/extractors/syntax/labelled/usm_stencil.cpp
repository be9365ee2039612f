// Unified shared memory; kernels without names; local memory; a functor.
#include <CL/sycl.hpp>
#include <cassert>
using namespace cl::sycl;

constexpr int kRadius = 2;

struct Blur {
    const float *in;
    float *out;
    int n;
    void operator()(id<1> index) const
    {
        const int i = static_cast<int>(index[0]);
        float s = 0;
        for (int k = -kRadius; k <= kRadius; ++k) {
            int j = i + k < 0 ? 0 : i + k >= n ? n - 1 : i + k;
            s += in[j];
        }
        out[i] = s / (2 * kRadius + 1);
    }
};

SYCL_EXTERNAL float weight(int k);

event apply(queue &q, const float *in, float *out, int n, int times)
{
    event last;
    for (int t = 0; t < times; ++t) {
        last = q.parallel_for(range<1>(n), last, Blur{in, out, n});
        last = q.submit([&](handler &h) {
            h.depends_on(last);
            local_accessor<float, 1> tile(256 + 2 * kRadius, h);
            h.parallel_for(nd_range<1>(n, 256), [=](nd_item<1> it) [[sycl::reqd_sub_group_size(32)]] {
                const int l = it.get_local_id(0);
                tile[l] = in[it.get_global_id(0)];
                group_barrier(it.get_group());
                for (int k = 0; k < kRadius; ++k) out[it.get_global_id(0)] += weight(k) * tile[l + k];
            });
        });
    }
    return last;
}

SYCL_EXTERNAL float weight(int k) { return 1.f / (1 + k); }

float total(queue &q, const float *x, int n)
{
    float *s = malloc_shared<float>(1, q);
    *s = 0;
    q.single_task<class sum_serial>([=]() {
         for (int i = 0; i < n; ++i) *s += x[i];
     }).wait();
    q.parallel_for<class sum_atomic>(
         range{static_cast<size_t>(n)},
         [=](auto i) {
             atomic_ref<float, memory_order::relaxed, memory_scope::device> r(*s);
             r += x[i];
         })
        .wait();
    float r = *s / 2;
    free(s, q);
    assert(r == r);
    return r;
}
