// Operators of every sort; names in Greek: α, β.
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <new>

namespace geometry {

struct Quaternion {
    double w, x, y, z;

    constexpr Quaternion operator-() const { return {-w, -x, -y, -z}; }
    Quaternion &operator*=(const Quaternion &β);
    Quaternion &operator++() { ++w; return *this; }
    Quaternion operator++(int)
    {
        Quaternion old = *this;
        ++*this;
        return old;
    }
    operator double() const { return w; }
    static void *operator new(std::size_t bytes) { return std::malloc(bytes); }
    static void operator delete(void *p) { std::free(p); }
    const Quaternion *operator->() const { return this; }
    bool operator==(const Quaternion &) const = default;
};

Quaternion &Quaternion::operator*=(const Quaternion &β)
{
    const Quaternion α = *this;
    w = α.w * β.w - α.x * β.x - α.y * β.y - α.z * β.z;
    x = α.w * β.x + α.x * β.w + α.y * β.z - α.z * β.y;
    y = α.w * β.y - α.x * β.z + α.y * β.w + α.z * β.x;
    z = α.w * β.z + α.x * β.y - α.y * β.x + α.z * β.w;
    return *this;
}

inline Quaternion operator*(Quaternion α, const Quaternion &β) { return α *= β; }

std::ostream &operator<<(std::ostream &out, const Quaternion &q)
{
    return out << '(' << q.w << ", " << q.x << ", " << q.y << ", " << q.z << ')';
}

double operator,(const Quaternion &a, const Quaternion &b) { return a.w * b.w + a.x * b.x + a.y * b.y + a.z * b.z; }

namespace {

// anonymous namespaces have no name
double länge(const Quaternion &q)
{
    return std::sqrt((q, q));
}

}  // namespace

void normalize(Quaternion *first, Quaternion *last)
{
    for (; first != last; ++first) {
        double n = länge(*first);
        *first = Quaternion{first->w / n, first->x / n, first->y / n, first->z / n};
    }
}

}  // namespace geometry

int main()
{
    using namespace geometry;
    Quaternion q[3] = {{1, 2, 3, 4}, {0, 1, 0, 0}, {0.5, 0.5, 0.5, 0.5}};
    normalize(q, q + 3);
    for (const auto &p : q)
        std::cout << p << " norm " << (p, p) << '\n';
    return double(q[0] * -q[1]) > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
