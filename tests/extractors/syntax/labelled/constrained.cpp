// Constraints, trailing return types, local classes, deduction.
#include <concepts>
#include <cstdint>
#include <iterator>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

template <typename T>
concept Number = std::integral<T> || std::floating_point<T>;

template <typename R>
concept Summable = requires(R r) {
    { *std::begin(r) } -> std::convertible_to<double>;
    std::end(r);
};

namespace num {

template <Number T>
auto dot(std::span<const T> a, std::span<const T> b) noexcept(std::is_integral_v<T>) -> T
{
    return std::inner_product(a.begin(), a.end(), b.begin(), T{});
}

template <typename R>
    requires Summable<R> && (!std::is_same_v<R, std::string>)
constexpr double total(const R &range)
{
    double s = 0;
    for (auto x : range)
        s += static_cast<double>(x);
    return s;
}

auto clamp(Number auto x, Number auto lo, Number auto hi) { return x < lo ? lo : x > hi ? hi : x; }

template <Number T>
struct Interval {
    T lo, hi;
    bool contains(T x) const requires std::totally_ordered<T> { return lo <= x && x <= hi; }
    template <Number U>
    Interval operator+(U shift) const;
};
template <Number T>
Interval(T, T) -> Interval<T>;

[[nodiscard]] std::map<int, std::uint64_t> histogram(std::span<const double> values, double width)
{
    struct Binner {
        double width;
        explicit Binner(double w) : width{w} {}
        auto operator()(double x) const -> int { return static_cast<int>(x / width); }
        static int widest(std::span<const double> xs)
        {
            int n = 0;
            for (double x : xs) n = x > n ? static_cast<int>(x) : n;
            return n;
        }
    } bin(width);

    std::map<int, std::uint64_t> counts;
    for (std::size_t i = 0; const auto &x : values)
        counts[bin(x)] += ++i > 0;
    for (auto &[key, n] : counts) {
        if (key > Binner::widest(values)) n = 0;
    }
    return counts;
}

template <unsigned N, class T>
constexpr auto power(T x) -> decltype(x * x)
{
    if constexpr (N == 0)
        return T(1);
    else if constexpr (N % 2 == 0) {
        auto h = power<N / 2>(x);
        return h * h;
    } else
        return x * power<N - 1>(x);
}

auto dot(int, int) -> int = delete;

template <Number T>
template <Number U>
Interval<T> Interval<T>::operator+(U shift) const
{
    return {static_cast<T>(lo + shift), static_cast<T>(hi + shift)};
}

}  // namespace num

static_assert(num::power<3>(2) == 8);

auto main(int, char **) -> int
{
    std::vector<double> v(10);
    std::iota(v.begin(), v.end(), 0.0);
    auto square = []<Number T>(T x) -> T { return x * x; };
    auto [lo, hi] = num::Interval{0.0, 5.0};
    return num::total(v) > square(lo + hi) && num::histogram(v, 2.0).size() == num::clamp(5u, 1u, 9u) ? 0 : 1;
}
