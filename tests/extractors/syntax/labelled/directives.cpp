// Directives in classes, templates and over iterators.
#include <algorithm>
#include <cstddef>
#include <vector>

#pragma omp requires unified_shared_memory

template <typename T>
class Field {
    std::vector<T> data_;
    T *raw_;
    std::size_t n_;

public:
    explicit Field(std::size_t n) : data_(n), raw_(data_.data()), n_(n)
    {
        auto *p = raw_;
        #pragma omp target enter data map(alloc: p[0:n])
    }
    ~Field()
    {
        auto *p = raw_;
        #pragma omp target exit data map(delete: p[:n_])
    }

    void fill(T value)
    {
        auto *p = raw_;
        const auto n = n_;
        #pragma omp target teams loop map(always, tofrom: p[0:n]) thread_limit(256)
        for (std::size_t i = 0; i < n; ++i)
            p[i] = value;
    }

    T max() const
    {
        T m = data_.front();
        #pragma omp parallel for default(none) reduction(max : m)
        for (const auto &x : data_) m = std::max(m, x);
        return m;
    }
};

void transpose(const double *a, double *b, int n)
{
    #pragma omp parallel for
    #pragma omp tile sizes(32, 32)
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j)
            b[j * n + i] = a[i * n + j];
}

double scaled(std::vector<double> &v, double a)
{
    double s = 0;
    #pragma omp parallel shared(v) firstprivate(a) \
        reduction(+ : s)
    {
        #pragma omp for schedule(monotonic: static, 16) nowait
        for (auto it = v.begin(); it < v.end(); ++it) {
            *it *= a;
            s += *it;
        }
        #pragma omp masked filter(0)
        v.shrink_to_fit();
    }
    return s;
}

void adapt(float *x, int n)
{
    #pragma omp metadirective when(device={kind(gpu)}: target teams distribute parallel for map(tofrom: x[0:n])) \
                                  default(parallel for simd)
    for (int i = 0; i < n; i++)
        x[i] += 1.0f;
}

template <class It>
auto sum_squares(It first, It last) -> decltype(*first * *first)
{
    decltype(*first * *first) s{};
    auto partial = [&](It a, It b) {
        #pragma omp simd reduction(+:s) if(simd: b - a > 8)
        for (It i = a; i < b; ++i) s += *i * *i;
    };
    while (first < last) {
        It next = first + std::min<std::ptrdiff_t>(1024, last - first);
        partial(first, next);
        first = next;
    }
    return s;
}

static void fallback(int *x, int n) { std::fill_n(x, n, 0); }

#pragma omp declare variant(fallback) match(construct={parallel})
void clear(int *x, int n)
{
    #pragma omp loop bind(parallel) order(concurrent)
    for (int i = 0; i < n; ++i)
        x[i] = 0;
}
