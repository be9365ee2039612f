// Buffers and accessors, named kernels, nd_range and reductions.
#include <sycl/sycl.hpp>

#include <iostream>
#include <numeric>
#include <vector>

template <typename T> class scale_kernel;
class Dot;

namespace linear {

template <typename T>
void scale(sycl::queue &q, sycl::buffer<T> &x, T a)
{
    q.submit([&](sycl::handler &h) {
        sycl::accessor acc{x, h, sycl::read_write};
        h.parallel_for<scale_kernel<T>>(x.get_range(), [=](sycl::id<1> i) { acc[i] *= a; });
    });
}

float dot(sycl::queue &q, sycl::buffer<float> &x, sycl::buffer<float> &y)
{
    float result = 0;
    {
        sycl::buffer<float> out(&result, 1);
        q.submit([&](sycl::handler &cgh) {
            auto a = x.get_access<sycl::access::mode::read>(cgh);
            auto b = y.template get_access<sycl::access::mode::read>(cgh);
            auto sum = sycl::reduction(out, cgh, sycl::plus<>());
            cgh.parallel_for<Dot>(sycl::nd_range<1>{{1024}, {128}}, sum, [=](sycl::nd_item<1> it, auto &s) {
                for (size_t i = it.get_global_id(0); i < a.size(); i += it.get_global_range(0))
                    s += a[i] * b[i];
            });
        });
    }
    return result;
}

}  // namespace linear

int main()
{
    std::vector<float> v(4096);
    std::iota(v.begin(), v.end(), 0.f);
    sycl::queue q{sycl::default_selector_v, [](sycl::exception_list errors) {
                      for (auto &e : errors) {
                          try { std::rethrow_exception(e); }
                          catch (const sycl::exception &what) { std::cerr << what.what() << '\n'; }
                      }
                  }};
    sycl::buffer<float> x(v), y(v);
    linear::scale(q, x, 2.f);
    std::cout << linear::dot(q, x, y) << '\n';
    q.submit([&](sycl::handler &h) {
        sycl::accessor a(x, h, sycl::write_only);
        h.single_task<class clear_one>([=] { a[0] = 0; });
    });
    return 0;
}
