#ifndef UNITS_HPP
#define UNITS_HPP
/* Quantities with units: specializations, user-defined literals, recurring templates. */
#include <ostream>
#include <tuple>
#include <type_traits>
#include <utility>

namespace units {
namespace detail {
template <class D> struct counted {
    static inline int n = 0;
    counted() { ++n; }
    counted(counted const&) { ++n; }
protected:
    ~counted() { --n; }
};
} // namespace detail

template <int Metre, int Second>
class quantity : detail::counted<quantity<Metre, Second>> {
    double value_;
public:
    constexpr explicit quantity(double v) : value_(v) {}
    constexpr double value() const& { return value_; }
    constexpr double&& value() && { return std::move(value_); }
    template <int M, int S> friend class quantity;

    template <int M, int S>
    constexpr auto operator/(quantity<M, S> const& d) const -> quantity<Metre - M, Second - S>
    {
        return quantity<Metre - M, Second - S>{value_ / d.value_};
    }

    struct hash {
        std::size_t operator()(quantity const& q) const noexcept
        { return std::hash<double>{}(q.value_); }
    };
    explicit operator double() const { return value_; }
};

using length = quantity<1, 0>;
using duration = quantity<0, 1>;

inline length operator""_m(long double v) { return length{static_cast<double>(v)}; }
inline duration operator""_s(unsigned long long v)
{
    return duration{static_cast<double>(v)};
}

template <class T> struct name_of;
template <> struct name_of<length> {
    static constexpr char const* get() { return "m"; }
};
template <> struct name_of<duration> {
    static constexpr char const* get() { return "s"; }
};

template <int M, int S, class = decltype(name_of<quantity<M, S>>::get())>
std::ostream& operator<<(std::ostream& out, quantity<M, S> const& q) {
    return out << q.value() << ' ' << name_of<quantity<M, S>>::get();
}

template <class... Q> class series;

template <>
class series<> {
public:
    static constexpr double total() { return 0; }
};

template <class Q, class... Rest>
class series<Q, Rest...> : series<Rest...> {
    Q first_;
    int powers_[sizeof...(Rest) + 1];
public:
    constexpr series(Q q, Rest... rest);
    double total() const {
        double s = first_.value();
        for (int k : powers_) {
            switch (k) {
            case 0: break;
            default:
                while (k-- > 1) s *= first_.value();
            }
        }
        return s + series<Rest...>::total();
    }
};

template <class Q, class... Rest>
constexpr series<Q, Rest...>::series(Q q, Rest... rest)
    : series<Rest...>(rest...), first_{std::move(q)}, powers_{1, (static_cast<void>(rest), 1)...}
{
}
} // namespace units

#endif
