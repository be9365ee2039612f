// Run every kernel on the GPU and on the CPU, and say by how much they differ.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "kernels/cpu.h"
#include "kernels/device.h"

namespace {

void check(cudaError_t error) {
    if (error != cudaSuccess) {
        std::fprintf(stderr, "%s\n", cudaGetErrorString(error));
        std::exit(EXIT_FAILURE);
    }
}

template <typename T>
class OnDevice {
public:
    explicit OnDevice(const std::vector<T>& host) : n_(host.size()) {
        check(cudaMalloc(reinterpret_cast<void**>(&data_), n_ * sizeof(T)));
        check(cudaMemcpy(data_, host.data(), n_ * sizeof(T), cudaMemcpyHostToDevice));
    }
    OnDevice(const OnDevice&) = delete;
    OnDevice& operator=(const OnDevice&) = delete;
    ~OnDevice() { cudaFree(data_); }

    operator T*() { return data_; }
    std::vector<T> host() const {
        std::vector<T> copy(n_);
        check(cudaMemcpy(copy.data(), data_, n_ * sizeof(T), cudaMemcpyDeviceToHost));
        return copy;
    }

private:
    std::size_t n_;
    T* data_ = nullptr;
};

std::vector<float> noise(std::size_t n, unsigned seed) {
    std::vector<float> values(n);
    for (float& value : values) {
        seed = seed * 1664525u + 1013904223u;
        value = static_cast<float>(seed >> 8) / static_cast<float>(1u << 24) - 0.5f;
    }
    return values;
}

template <typename T>
int compare(const char* name, const std::vector<T>& expected, const std::vector<T>& actual, double tolerance) {
    double worst = 0.0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        worst = std::fmax(worst, std::fabs(static_cast<double>(expected[i]) - static_cast<double>(actual[i])));
    }
    std::printf("%-12s %.3g\n", name, worst);
    return worst <= tolerance ? 0 : 1;
}

}  // namespace

int main() {
    using namespace kernels;
    int n_failed = 0;

    const int n = 100003;
    const std::vector<float> x = noise(n, 1);
    std::vector<float> y = noise(n, 2);
    OnDevice<float> device_x(x), device_y(y);
    check(cuda::axpy(n, 0.75f, device_x, device_y, nullptr));
    cpu::axpy(n, 0.75f, x.data(), y.data());
    n_failed += compare("axpy", y, device_y.host(), 1e-6);

    OnDevice<float> scratch(std::vector<float>(cuda::reduce_scratch)), sum(std::vector<float>(1));
    check(cuda::reduce(n, device_x, scratch, sum, nullptr));
    n_failed += compare("reduce", {cpu::reduce(n, x.data())}, sum.host(), 1e-3);

    const int rows = 67, columns = 130, inner = 45;
    const std::vector<float> a = noise(rows * inner, 3), b = noise(inner * columns, 4);
    std::vector<float> product(rows * columns), turned(rows * columns);
    OnDevice<float> device_a(a), device_b(b), device_c(product), device_t(turned);
    cpu::gemm(rows, columns, inner, a.data(), b.data(), product.data());
    check(cuda::gemm_naive(rows, columns, inner, device_a, device_b, device_c, nullptr));
    n_failed += compare("gemm_naive", product, device_c.host(), 1e-5);
    check(cuda::gemm_tiled(rows, columns, inner, device_a, device_b, device_c, nullptr));
    n_failed += compare("gemm_tiled", product, device_c.host(), 1e-5);
    check(cuda::transpose(rows, columns, device_c, device_t, nullptr));
    cpu::transpose(rows, columns, device_c.host().data(), turned.data());
    n_failed += compare("transpose", turned, device_t.host(), 0.0);

    std::vector<std::uint8_t> bytes(n);
    std::vector<std::uint32_t> counts(256), starts(256);
    for (int i = 0; i < n; ++i) {
        bytes[i] = static_cast<std::uint8_t>(i * 37 % 241);
    }
    OnDevice<std::uint8_t> device_bytes(bytes);
    OnDevice<std::uint32_t> device_counts(counts), device_starts(starts), totals(std::vector<std::uint32_t>(1));
    check(cuda::histogram(n, device_bytes, device_counts, nullptr));
    cpu::histogram(n, bytes.data(), counts.data());
    n_failed += compare("histogram", counts, device_counts.host(), 0.0);
    check(cuda::exclusive_scan(256, device_counts, device_starts, totals, nullptr));
    cpu::exclusive_scan(256, counts.data(), starts.data());
    n_failed += compare("scan", starts, device_starts.host(), 0.0);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
