/* Vector types: structures with the alignment that device code counts on. */
#ifndef WL_VECTORS_H
#define WL_VECTORS_H
#define WL_VECTORS(type, name, at2, at4) \
    struct name##1 { \
        type x; \
    }; \
    struct __attribute__((aligned(at2))) name##2 { \
        type x, y; \
    }; \
    struct name##3 { \
        type x, y, z; \
    }; \
    struct __attribute__((aligned(at4))) name##4 { \
        type x, y, z, w; \
    }; \
    inline name##1 make_##name##1(type x) { return {x}; } \
    inline name##2 make_##name##2(type x, type y) { return {x, y}; } \
    inline name##3 make_##name##3(type x, type y, type z) { return {x, y, z}; } \
    inline name##4 make_##name##4(type x, type y, type z, type w) { return {x, y, z, w}; }
WL_VECTORS(signed char, char, 2, 4)
WL_VECTORS(unsigned char, uchar, 2, 4)
WL_VECTORS(short, short, 4, 8)
WL_VECTORS(unsigned short, ushort, 4, 8)
WL_VECTORS(int, int, 8, 16)
WL_VECTORS(unsigned int, uint, 8, 16)
WL_VECTORS(long, long, 16, 16)
WL_VECTORS(unsigned long, ulong, 16, 16)
WL_VECTORS(long long, longlong, 16, 16)
WL_VECTORS(unsigned long long, ulonglong, 16, 16)
WL_VECTORS(float, float, 8, 16)
WL_VECTORS(double, double, 16, 16)
#undef WL_VECTORS

struct dim3 {
    unsigned int x, y, z;
    constexpr dim3(unsigned int vx = 1, unsigned int vy = 1, unsigned int vz = 1) : x(vx), y(vy), z(vz) {}
    constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
    constexpr operator uint3() const { return {x, y, z}; }
};
#endif
