// Lambdas as loop bodies, in the manner of performance portability libraries.
#include <Kokkos_Core.hpp>
#include <cstdio>
#include <functional>
#include <vector>

using View = Kokkos::View<double **>;

struct Residual {
    View u, f;
    double h;

    KOKKOS_INLINE_FUNCTION
    void operator()(const int i, double &r) const
    {
        for (int j = 1; j < int(u.extent(1)) - 1; ++j) {
            const double d = (u(i - 1, j) + u(i + 1, j) + u(i, j - 1) + u(i, j + 1) - 4 * u(i, j)) / (h * h) - f(i, j);
            r += d * d;
        }
    }

    KOKKOS_FUNCTION static void init(double &r) { r = 0; }
};

void sweep(View u, const View &f, double h)
{
    using Policy = Kokkos::MDRangePolicy<Kokkos::Rank<2>>;
    Kokkos::parallel_for(
        "sweep", Policy({1, 1}, {u.extent(0) - 1, u.extent(1) - 1}), KOKKOS_LAMBDA(const int i, const int j) {
            double s = 0;
            for (int k = -1; k <= 1; k += 2) {
                s += u(i + k, j) + u(i, j + k);
            }
            u(i, j) = 0.25 * (s - h * h * f(i, j));
        });
    Kokkos::fence();
}

int solve(View u, View f, double h, double tolerance)
{
    auto converged = [=](double r) { return r < tolerance; };
    double r = 1e300;
    int n = 0;
    while (!converged(r)) {
        sweep(u, f, h);
        Kokkos::parallel_for(u.extent(0), [=](int i) {
            for (int j = 0; j < 2; ++j)
                u(i, j * (u.extent(1) - 1)) = 0;
        });
        Kokkos::parallel_reduce(Kokkos::RangePolicy<>(1, u.extent(0) - 1), Residual{u, f, h}, r);
        if (++n > 1000) return -1;
    }
    return n;
}

static const std::function<long(long)> factorial = [](long n) { return n < 2 ? 1 : n * factorial(n - 1); };

struct Registry {
    std::vector<std::function<double(double)>> functions;

    Registry()
        : functions{
              [](double x) { return x; },
              [](double x) {
                  double p = 1;
                  for (int k = 0; k < 3; ++k) p *= x;
                  return p;
              },
          }
    {
    }

    std::vector<double> integrate(int n) const
    {
        std::vector<double> out;
        for (const auto &g : functions)
            out.push_back([&] {
                double s = 0;
                for (int i = 0; i < n; ++i) s += g((i + 0.5) / n) / n;
                return s;
            }());
        return out;
    }
};

int main(int argc, char *argv[])
{
    Kokkos::ScopeGuard guard(argc, argv);
    View u("u", 66, 66), f("f", 66, 66);
    std::printf("%d sweeps, %ld\n", solve(u, f, 1.0 / 65, 1e-6), factorial(5));
    std::printf("%g\n", Registry{}.integrate(100).back());
}
