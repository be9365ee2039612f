// A grid of cells: members defined inside and outside of their class template.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <utility>
#include <vector>

namespace sim::grids {

template <class T, std::size_t Dim = 2>
class Grid {
public:
    using value_type = T;
    static constexpr std::size_t dim = Dim;

    Grid() = default;
    explicit Grid(std::array<std::size_t, Dim> shape, T fill = T{})
        : shape_{shape}, cells_(volume(shape), fill), n_steps_(0) {}
    Grid(const Grid &) = delete;
    Grid(Grid &&other) noexcept(noexcept(std::declval<T>()))
        : shape_(other.shape_), cells_(std::move(other.cells_)) {}
    virtual ~Grid() { release(); }

    Grid &operator=(Grid &&) noexcept = default;

    T &operator[](std::size_t i) { return cells_[i]; }
    const T &operator[](std::size_t i) const { return cells_[i]; }

    template <class... I>
    T &operator()(I... i)
    {
        static_assert(sizeof...(I) == Dim, "one index for each dimension");
        return cells_[offset({static_cast<std::size_t>(i)...})];
    }

    explicit operator bool() const noexcept { return !cells_.empty(); }

    [[nodiscard]] auto size() const -> std::size_t { return cells_.size(); }

    void step();
    template <class F> void apply(F &&f);
    virtual void output(const char *path) const = 0;

private:
    static std::size_t volume(const std::array<std::size_t, Dim> &shape)
    {
        std::size_t v = 1;
        for (auto s : shape)
            v *= s;
        return v;
    }
    std::size_t offset(std::array<std::size_t, Dim> index) const;
    void release() { cells_.clear(); }

    std::array<std::size_t, Dim> shape_{};
    std::vector<T> cells_;
    int n_steps_ = 0;
};

template <class T, std::size_t Dim>
void Grid<T, Dim>::step()
{
    if constexpr (Dim == 1) {
        for (std::size_t i = 1; i + 1 < cells_.size(); ++i)
            cells_[i] = (cells_[i - 1] + cells_[i + 1]) / 2;
    } else {
        auto smooth = [this](std::size_t stride) {
            for (std::size_t i = stride; i + stride < cells_.size(); ++i) {
                for (int k = 0; k < 2; ++k) cells_[i] = (cells_[i - stride] + cells_[i + stride]) / 2;
            }
        };
        for (std::size_t d = 0, s = 1; d < Dim; s *= shape_[d++]) smooth(s);
    }
    ++n_steps_;
}

template <class T, std::size_t Dim>
template <class F>
inline void Grid<T, Dim>::apply(F &&f)
{
    std::for_each(cells_.begin(), cells_.end(), std::forward<F>(f));
}

template <class T, std::size_t Dim>
std::size_t Grid<T, Dim>::offset(std::array<std::size_t, Dim> index) const
try {
    std::size_t at = 0;
    for (std::size_t d = 0; d < Dim; ++d) at = at * shape_.at(d) + index[d];
    return at;
} catch (const std::out_of_range &) {
    throw std::logic_error("an index too many");
}

}  // namespace sim::grids
