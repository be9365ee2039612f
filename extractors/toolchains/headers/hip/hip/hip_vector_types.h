// Declarations of our own for HIP, for code that is compiled and not run: vectors of one to four elements, with arithmetic by element.
#pragma once
#include <hip/host_defines.h>

struct char1 {
  signed char x;
  char1() = default;
  __host__ __device__ constexpr char1(signed char x_) : x(x_) {}
  __host__ __device__ constexpr char1 &operator+=(const char1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr char1 &operator-=(const char1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr char1 &operator*=(const char1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr char1 &operator/=(const char1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline char1 operator+(char1 a, const char1 &b) { return a += b; }
__host__ __device__ constexpr inline char1 operator-(char1 a, const char1 &b) { return a -= b; }
__host__ __device__ constexpr inline char1 operator*(char1 a, const char1 &b) { return a *= b; }
__host__ __device__ constexpr inline char1 operator/(char1 a, const char1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const char1 &a, const char1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const char1 &a, const char1 &b) { return !(a == b); }
__host__ __device__ constexpr inline char1 make_char1(signed char x) { return char1(x); }
struct alignas(2) char2 {
  signed char x, y;
  char2() = default;
  __host__ __device__ constexpr char2(signed char x_, signed char y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr char2(signed char all) : x(all), y(all) {}
  __host__ __device__ constexpr char2 &operator+=(const char2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr char2 &operator-=(const char2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr char2 &operator*=(const char2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr char2 &operator/=(const char2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline char2 operator+(char2 a, const char2 &b) { return a += b; }
__host__ __device__ constexpr inline char2 operator+(char2 a, signed char b) { return a += char2(b); }
__host__ __device__ constexpr inline char2 operator+(signed char a, const char2 &b) { return char2(a) + b; }
__host__ __device__ constexpr inline char2 operator-(char2 a, const char2 &b) { return a -= b; }
__host__ __device__ constexpr inline char2 operator-(char2 a, signed char b) { return a -= char2(b); }
__host__ __device__ constexpr inline char2 operator-(signed char a, const char2 &b) { return char2(a) - b; }
__host__ __device__ constexpr inline char2 operator*(char2 a, const char2 &b) { return a *= b; }
__host__ __device__ constexpr inline char2 operator*(char2 a, signed char b) { return a *= char2(b); }
__host__ __device__ constexpr inline char2 operator*(signed char a, const char2 &b) { return char2(a) * b; }
__host__ __device__ constexpr inline char2 operator/(char2 a, const char2 &b) { return a /= b; }
__host__ __device__ constexpr inline char2 operator/(char2 a, signed char b) { return a /= char2(b); }
__host__ __device__ constexpr inline char2 operator/(signed char a, const char2 &b) { return char2(a) / b; }
__host__ __device__ constexpr inline bool operator==(const char2 &a, const char2 &b) {
  return a.x == b.x && a.y == b.y;
}
__host__ __device__ constexpr inline bool operator!=(const char2 &a, const char2 &b) { return !(a == b); }
__host__ __device__ constexpr inline char2 make_char2(signed char x, signed char y) { return char2(x, y); }
struct char3 {
  signed char x, y, z;
  char3() = default;
  __host__ __device__ constexpr char3(signed char x_, signed char y_, signed char z_) : x(x_), y(y_), z(z_) {}
  __host__ __device__ explicit constexpr char3(signed char all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr char3 &operator+=(const char3 &b) { x += b.x; y += b.y; z += b.z; return *this; }
  __host__ __device__ constexpr char3 &operator-=(const char3 &b) { x -= b.x; y -= b.y; z -= b.z; return *this; }
  __host__ __device__ constexpr char3 &operator*=(const char3 &b) { x *= b.x; y *= b.y; z *= b.z; return *this; }
  __host__ __device__ constexpr char3 &operator/=(const char3 &b) { x /= b.x; y /= b.y; z /= b.z; return *this; }
};
__host__ __device__ constexpr inline char3 operator+(char3 a, const char3 &b) { return a += b; }
__host__ __device__ constexpr inline char3 operator+(char3 a, signed char b) { return a += char3(b); }
__host__ __device__ constexpr inline char3 operator+(signed char a, const char3 &b) { return char3(a) + b; }
__host__ __device__ constexpr inline char3 operator-(char3 a, const char3 &b) { return a -= b; }
__host__ __device__ constexpr inline char3 operator-(char3 a, signed char b) { return a -= char3(b); }
__host__ __device__ constexpr inline char3 operator-(signed char a, const char3 &b) { return char3(a) - b; }
__host__ __device__ constexpr inline char3 operator*(char3 a, const char3 &b) { return a *= b; }
__host__ __device__ constexpr inline char3 operator*(char3 a, signed char b) { return a *= char3(b); }
__host__ __device__ constexpr inline char3 operator*(signed char a, const char3 &b) { return char3(a) * b; }
__host__ __device__ constexpr inline char3 operator/(char3 a, const char3 &b) { return a /= b; }
__host__ __device__ constexpr inline char3 operator/(char3 a, signed char b) { return a /= char3(b); }
__host__ __device__ constexpr inline char3 operator/(signed char a, const char3 &b) { return char3(a) / b; }
__host__ __device__ constexpr inline bool operator==(const char3 &a, const char3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const char3 &a, const char3 &b) { return !(a == b); }
__host__ __device__ constexpr inline char3 make_char3(signed char x, signed char y, signed char z) {
  return char3(x, y, z);
}
struct alignas(4) char4 {
  signed char x, y, z, w;
  char4() = default;
  __host__ __device__ constexpr char4(signed char x_, signed char y_, signed char z_, signed char w_) : x(x_), y(y_),
    z(z_), w(w_) {}
  __host__ __device__ explicit constexpr char4(signed char all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr char4 &operator+=(const char4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr char4 &operator-=(const char4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr char4 &operator*=(const char4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr char4 &operator/=(const char4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline char4 operator+(char4 a, const char4 &b) { return a += b; }
__host__ __device__ constexpr inline char4 operator+(char4 a, signed char b) { return a += char4(b); }
__host__ __device__ constexpr inline char4 operator+(signed char a, const char4 &b) { return char4(a) + b; }
__host__ __device__ constexpr inline char4 operator-(char4 a, const char4 &b) { return a -= b; }
__host__ __device__ constexpr inline char4 operator-(char4 a, signed char b) { return a -= char4(b); }
__host__ __device__ constexpr inline char4 operator-(signed char a, const char4 &b) { return char4(a) - b; }
__host__ __device__ constexpr inline char4 operator*(char4 a, const char4 &b) { return a *= b; }
__host__ __device__ constexpr inline char4 operator*(char4 a, signed char b) { return a *= char4(b); }
__host__ __device__ constexpr inline char4 operator*(signed char a, const char4 &b) { return char4(a) * b; }
__host__ __device__ constexpr inline char4 operator/(char4 a, const char4 &b) { return a /= b; }
__host__ __device__ constexpr inline char4 operator/(char4 a, signed char b) { return a /= char4(b); }
__host__ __device__ constexpr inline char4 operator/(signed char a, const char4 &b) { return char4(a) / b; }
__host__ __device__ constexpr inline bool operator==(const char4 &a, const char4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const char4 &a, const char4 &b) { return !(a == b); }
__host__ __device__ constexpr inline char4 make_char4(signed char x, signed char y, signed char z, signed char w) {
  return char4(x, y, z, w);
}
struct uchar1 {
  unsigned char x;
  uchar1() = default;
  __host__ __device__ constexpr uchar1(unsigned char x_) : x(x_) {}
  __host__ __device__ constexpr uchar1 &operator+=(const uchar1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr uchar1 &operator-=(const uchar1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr uchar1 &operator*=(const uchar1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr uchar1 &operator/=(const uchar1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline uchar1 operator+(uchar1 a, const uchar1 &b) { return a += b; }
__host__ __device__ constexpr inline uchar1 operator-(uchar1 a, const uchar1 &b) { return a -= b; }
__host__ __device__ constexpr inline uchar1 operator*(uchar1 a, const uchar1 &b) { return a *= b; }
__host__ __device__ constexpr inline uchar1 operator/(uchar1 a, const uchar1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const uchar1 &a, const uchar1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const uchar1 &a, const uchar1 &b) { return !(a == b); }
__host__ __device__ constexpr inline uchar1 make_uchar1(unsigned char x) { return uchar1(x); }
struct alignas(2) uchar2 {
  unsigned char x, y;
  uchar2() = default;
  __host__ __device__ constexpr uchar2(unsigned char x_, unsigned char y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr uchar2(unsigned char all) : x(all), y(all) {}
  __host__ __device__ constexpr uchar2 &operator+=(const uchar2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr uchar2 &operator-=(const uchar2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr uchar2 &operator*=(const uchar2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr uchar2 &operator/=(const uchar2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline uchar2 operator+(uchar2 a, const uchar2 &b) { return a += b; }
__host__ __device__ constexpr inline uchar2 operator+(uchar2 a, unsigned char b) { return a += uchar2(b); }
__host__ __device__ constexpr inline uchar2 operator+(unsigned char a, const uchar2 &b) { return uchar2(a) + b; }
__host__ __device__ constexpr inline uchar2 operator-(uchar2 a, const uchar2 &b) { return a -= b; }
__host__ __device__ constexpr inline uchar2 operator-(uchar2 a, unsigned char b) { return a -= uchar2(b); }
__host__ __device__ constexpr inline uchar2 operator-(unsigned char a, const uchar2 &b) { return uchar2(a) - b; }
__host__ __device__ constexpr inline uchar2 operator*(uchar2 a, const uchar2 &b) { return a *= b; }
__host__ __device__ constexpr inline uchar2 operator*(uchar2 a, unsigned char b) { return a *= uchar2(b); }
__host__ __device__ constexpr inline uchar2 operator*(unsigned char a, const uchar2 &b) { return uchar2(a) * b; }
__host__ __device__ constexpr inline uchar2 operator/(uchar2 a, const uchar2 &b) { return a /= b; }
__host__ __device__ constexpr inline uchar2 operator/(uchar2 a, unsigned char b) { return a /= uchar2(b); }
__host__ __device__ constexpr inline uchar2 operator/(unsigned char a, const uchar2 &b) { return uchar2(a) / b; }
__host__ __device__ constexpr inline bool operator==(const uchar2 &a, const uchar2 &b) {
  return a.x == b.x && a.y == b.y;
}
__host__ __device__ constexpr inline bool operator!=(const uchar2 &a, const uchar2 &b) { return !(a == b); }
__host__ __device__ constexpr inline uchar2 make_uchar2(unsigned char x, unsigned char y) { return uchar2(x, y); }
struct uchar3 {
  unsigned char x, y, z;
  uchar3() = default;
  __host__ __device__ constexpr uchar3(unsigned char x_, unsigned char y_, unsigned char z_) : x(x_), y(y_), z(z_) {}
  __host__ __device__ explicit constexpr uchar3(unsigned char all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr uchar3 &operator+=(const uchar3 &b) { x += b.x; y += b.y; z += b.z; return *this; }
  __host__ __device__ constexpr uchar3 &operator-=(const uchar3 &b) { x -= b.x; y -= b.y; z -= b.z; return *this; }
  __host__ __device__ constexpr uchar3 &operator*=(const uchar3 &b) { x *= b.x; y *= b.y; z *= b.z; return *this; }
  __host__ __device__ constexpr uchar3 &operator/=(const uchar3 &b) { x /= b.x; y /= b.y; z /= b.z; return *this; }
};
__host__ __device__ constexpr inline uchar3 operator+(uchar3 a, const uchar3 &b) { return a += b; }
__host__ __device__ constexpr inline uchar3 operator+(uchar3 a, unsigned char b) { return a += uchar3(b); }
__host__ __device__ constexpr inline uchar3 operator+(unsigned char a, const uchar3 &b) { return uchar3(a) + b; }
__host__ __device__ constexpr inline uchar3 operator-(uchar3 a, const uchar3 &b) { return a -= b; }
__host__ __device__ constexpr inline uchar3 operator-(uchar3 a, unsigned char b) { return a -= uchar3(b); }
__host__ __device__ constexpr inline uchar3 operator-(unsigned char a, const uchar3 &b) { return uchar3(a) - b; }
__host__ __device__ constexpr inline uchar3 operator*(uchar3 a, const uchar3 &b) { return a *= b; }
__host__ __device__ constexpr inline uchar3 operator*(uchar3 a, unsigned char b) { return a *= uchar3(b); }
__host__ __device__ constexpr inline uchar3 operator*(unsigned char a, const uchar3 &b) { return uchar3(a) * b; }
__host__ __device__ constexpr inline uchar3 operator/(uchar3 a, const uchar3 &b) { return a /= b; }
__host__ __device__ constexpr inline uchar3 operator/(uchar3 a, unsigned char b) { return a /= uchar3(b); }
__host__ __device__ constexpr inline uchar3 operator/(unsigned char a, const uchar3 &b) { return uchar3(a) / b; }
__host__ __device__ constexpr inline bool operator==(const uchar3 &a, const uchar3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const uchar3 &a, const uchar3 &b) { return !(a == b); }
__host__ __device__ constexpr inline uchar3 make_uchar3(unsigned char x, unsigned char y, unsigned char z) {
  return uchar3(x, y, z);
}
struct alignas(4) uchar4 {
  unsigned char x, y, z, w;
  uchar4() = default;
  __host__ __device__ constexpr uchar4(unsigned char x_, unsigned char y_, unsigned char z_,
    unsigned char w_) : x(x_), y(y_), z(z_), w(w_) {}
  __host__ __device__ explicit constexpr uchar4(unsigned char all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr uchar4 &operator+=(const uchar4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr uchar4 &operator-=(const uchar4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr uchar4 &operator*=(const uchar4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr uchar4 &operator/=(const uchar4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline uchar4 operator+(uchar4 a, const uchar4 &b) { return a += b; }
__host__ __device__ constexpr inline uchar4 operator+(uchar4 a, unsigned char b) { return a += uchar4(b); }
__host__ __device__ constexpr inline uchar4 operator+(unsigned char a, const uchar4 &b) { return uchar4(a) + b; }
__host__ __device__ constexpr inline uchar4 operator-(uchar4 a, const uchar4 &b) { return a -= b; }
__host__ __device__ constexpr inline uchar4 operator-(uchar4 a, unsigned char b) { return a -= uchar4(b); }
__host__ __device__ constexpr inline uchar4 operator-(unsigned char a, const uchar4 &b) { return uchar4(a) - b; }
__host__ __device__ constexpr inline uchar4 operator*(uchar4 a, const uchar4 &b) { return a *= b; }
__host__ __device__ constexpr inline uchar4 operator*(uchar4 a, unsigned char b) { return a *= uchar4(b); }
__host__ __device__ constexpr inline uchar4 operator*(unsigned char a, const uchar4 &b) { return uchar4(a) * b; }
__host__ __device__ constexpr inline uchar4 operator/(uchar4 a, const uchar4 &b) { return a /= b; }
__host__ __device__ constexpr inline uchar4 operator/(uchar4 a, unsigned char b) { return a /= uchar4(b); }
__host__ __device__ constexpr inline uchar4 operator/(unsigned char a, const uchar4 &b) { return uchar4(a) / b; }
__host__ __device__ constexpr inline bool operator==(const uchar4 &a, const uchar4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const uchar4 &a, const uchar4 &b) { return !(a == b); }
__host__ __device__ constexpr inline uchar4 make_uchar4(unsigned char x, unsigned char y, unsigned char z,
    unsigned char w) {
  return uchar4(x, y, z, w);
}
struct short1 {
  short x;
  short1() = default;
  __host__ __device__ constexpr short1(short x_) : x(x_) {}
  __host__ __device__ constexpr short1 &operator+=(const short1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr short1 &operator-=(const short1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr short1 &operator*=(const short1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr short1 &operator/=(const short1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline short1 operator+(short1 a, const short1 &b) { return a += b; }
__host__ __device__ constexpr inline short1 operator-(short1 a, const short1 &b) { return a -= b; }
__host__ __device__ constexpr inline short1 operator*(short1 a, const short1 &b) { return a *= b; }
__host__ __device__ constexpr inline short1 operator/(short1 a, const short1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const short1 &a, const short1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const short1 &a, const short1 &b) { return !(a == b); }
__host__ __device__ constexpr inline short1 make_short1(short x) { return short1(x); }
struct alignas(4) short2 {
  short x, y;
  short2() = default;
  __host__ __device__ constexpr short2(short x_, short y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr short2(short all) : x(all), y(all) {}
  __host__ __device__ constexpr short2 &operator+=(const short2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr short2 &operator-=(const short2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr short2 &operator*=(const short2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr short2 &operator/=(const short2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline short2 operator+(short2 a, const short2 &b) { return a += b; }
__host__ __device__ constexpr inline short2 operator+(short2 a, short b) { return a += short2(b); }
__host__ __device__ constexpr inline short2 operator+(short a, const short2 &b) { return short2(a) + b; }
__host__ __device__ constexpr inline short2 operator-(short2 a, const short2 &b) { return a -= b; }
__host__ __device__ constexpr inline short2 operator-(short2 a, short b) { return a -= short2(b); }
__host__ __device__ constexpr inline short2 operator-(short a, const short2 &b) { return short2(a) - b; }
__host__ __device__ constexpr inline short2 operator*(short2 a, const short2 &b) { return a *= b; }
__host__ __device__ constexpr inline short2 operator*(short2 a, short b) { return a *= short2(b); }
__host__ __device__ constexpr inline short2 operator*(short a, const short2 &b) { return short2(a) * b; }
__host__ __device__ constexpr inline short2 operator/(short2 a, const short2 &b) { return a /= b; }
__host__ __device__ constexpr inline short2 operator/(short2 a, short b) { return a /= short2(b); }
__host__ __device__ constexpr inline short2 operator/(short a, const short2 &b) { return short2(a) / b; }
__host__ __device__ constexpr inline bool operator==(const short2 &a, const short2 &b) {
  return a.x == b.x && a.y == b.y;
}
__host__ __device__ constexpr inline bool operator!=(const short2 &a, const short2 &b) { return !(a == b); }
__host__ __device__ constexpr inline short2 make_short2(short x, short y) { return short2(x, y); }
struct short3 {
  short x, y, z;
  short3() = default;
  __host__ __device__ constexpr short3(short x_, short y_, short z_) : x(x_), y(y_), z(z_) {}
  __host__ __device__ explicit constexpr short3(short all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr short3 &operator+=(const short3 &b) { x += b.x; y += b.y; z += b.z; return *this; }
  __host__ __device__ constexpr short3 &operator-=(const short3 &b) { x -= b.x; y -= b.y; z -= b.z; return *this; }
  __host__ __device__ constexpr short3 &operator*=(const short3 &b) { x *= b.x; y *= b.y; z *= b.z; return *this; }
  __host__ __device__ constexpr short3 &operator/=(const short3 &b) { x /= b.x; y /= b.y; z /= b.z; return *this; }
};
__host__ __device__ constexpr inline short3 operator+(short3 a, const short3 &b) { return a += b; }
__host__ __device__ constexpr inline short3 operator+(short3 a, short b) { return a += short3(b); }
__host__ __device__ constexpr inline short3 operator+(short a, const short3 &b) { return short3(a) + b; }
__host__ __device__ constexpr inline short3 operator-(short3 a, const short3 &b) { return a -= b; }
__host__ __device__ constexpr inline short3 operator-(short3 a, short b) { return a -= short3(b); }
__host__ __device__ constexpr inline short3 operator-(short a, const short3 &b) { return short3(a) - b; }
__host__ __device__ constexpr inline short3 operator*(short3 a, const short3 &b) { return a *= b; }
__host__ __device__ constexpr inline short3 operator*(short3 a, short b) { return a *= short3(b); }
__host__ __device__ constexpr inline short3 operator*(short a, const short3 &b) { return short3(a) * b; }
__host__ __device__ constexpr inline short3 operator/(short3 a, const short3 &b) { return a /= b; }
__host__ __device__ constexpr inline short3 operator/(short3 a, short b) { return a /= short3(b); }
__host__ __device__ constexpr inline short3 operator/(short a, const short3 &b) { return short3(a) / b; }
__host__ __device__ constexpr inline bool operator==(const short3 &a, const short3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const short3 &a, const short3 &b) { return !(a == b); }
__host__ __device__ constexpr inline short3 make_short3(short x, short y, short z) { return short3(x, y, z); }
struct alignas(8) short4 {
  short x, y, z, w;
  short4() = default;
  __host__ __device__ constexpr short4(short x_, short y_, short z_, short w_) : x(x_), y(y_), z(z_), w(w_) {}
  __host__ __device__ explicit constexpr short4(short all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr short4 &operator+=(const short4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr short4 &operator-=(const short4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr short4 &operator*=(const short4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr short4 &operator/=(const short4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline short4 operator+(short4 a, const short4 &b) { return a += b; }
__host__ __device__ constexpr inline short4 operator+(short4 a, short b) { return a += short4(b); }
__host__ __device__ constexpr inline short4 operator+(short a, const short4 &b) { return short4(a) + b; }
__host__ __device__ constexpr inline short4 operator-(short4 a, const short4 &b) { return a -= b; }
__host__ __device__ constexpr inline short4 operator-(short4 a, short b) { return a -= short4(b); }
__host__ __device__ constexpr inline short4 operator-(short a, const short4 &b) { return short4(a) - b; }
__host__ __device__ constexpr inline short4 operator*(short4 a, const short4 &b) { return a *= b; }
__host__ __device__ constexpr inline short4 operator*(short4 a, short b) { return a *= short4(b); }
__host__ __device__ constexpr inline short4 operator*(short a, const short4 &b) { return short4(a) * b; }
__host__ __device__ constexpr inline short4 operator/(short4 a, const short4 &b) { return a /= b; }
__host__ __device__ constexpr inline short4 operator/(short4 a, short b) { return a /= short4(b); }
__host__ __device__ constexpr inline short4 operator/(short a, const short4 &b) { return short4(a) / b; }
__host__ __device__ constexpr inline bool operator==(const short4 &a, const short4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const short4 &a, const short4 &b) { return !(a == b); }
__host__ __device__ constexpr inline short4 make_short4(short x, short y, short z, short w) {
  return short4(x, y, z, w);
}
struct ushort1 {
  unsigned short x;
  ushort1() = default;
  __host__ __device__ constexpr ushort1(unsigned short x_) : x(x_) {}
  __host__ __device__ constexpr ushort1 &operator+=(const ushort1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr ushort1 &operator-=(const ushort1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr ushort1 &operator*=(const ushort1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr ushort1 &operator/=(const ushort1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline ushort1 operator+(ushort1 a, const ushort1 &b) { return a += b; }
__host__ __device__ constexpr inline ushort1 operator-(ushort1 a, const ushort1 &b) { return a -= b; }
__host__ __device__ constexpr inline ushort1 operator*(ushort1 a, const ushort1 &b) { return a *= b; }
__host__ __device__ constexpr inline ushort1 operator/(ushort1 a, const ushort1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const ushort1 &a, const ushort1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const ushort1 &a, const ushort1 &b) { return !(a == b); }
__host__ __device__ constexpr inline ushort1 make_ushort1(unsigned short x) { return ushort1(x); }
struct alignas(4) ushort2 {
  unsigned short x, y;
  ushort2() = default;
  __host__ __device__ constexpr ushort2(unsigned short x_, unsigned short y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr ushort2(unsigned short all) : x(all), y(all) {}
  __host__ __device__ constexpr ushort2 &operator+=(const ushort2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr ushort2 &operator-=(const ushort2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr ushort2 &operator*=(const ushort2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr ushort2 &operator/=(const ushort2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline ushort2 operator+(ushort2 a, const ushort2 &b) { return a += b; }
__host__ __device__ constexpr inline ushort2 operator+(ushort2 a, unsigned short b) { return a += ushort2(b); }
__host__ __device__ constexpr inline ushort2 operator+(unsigned short a, const ushort2 &b) { return ushort2(a) + b; }
__host__ __device__ constexpr inline ushort2 operator-(ushort2 a, const ushort2 &b) { return a -= b; }
__host__ __device__ constexpr inline ushort2 operator-(ushort2 a, unsigned short b) { return a -= ushort2(b); }
__host__ __device__ constexpr inline ushort2 operator-(unsigned short a, const ushort2 &b) { return ushort2(a) - b; }
__host__ __device__ constexpr inline ushort2 operator*(ushort2 a, const ushort2 &b) { return a *= b; }
__host__ __device__ constexpr inline ushort2 operator*(ushort2 a, unsigned short b) { return a *= ushort2(b); }
__host__ __device__ constexpr inline ushort2 operator*(unsigned short a, const ushort2 &b) { return ushort2(a) * b; }
__host__ __device__ constexpr inline ushort2 operator/(ushort2 a, const ushort2 &b) { return a /= b; }
__host__ __device__ constexpr inline ushort2 operator/(ushort2 a, unsigned short b) { return a /= ushort2(b); }
__host__ __device__ constexpr inline ushort2 operator/(unsigned short a, const ushort2 &b) { return ushort2(a) / b; }
__host__ __device__ constexpr inline bool operator==(const ushort2 &a, const ushort2 &b) {
  return a.x == b.x && a.y == b.y;
}
__host__ __device__ constexpr inline bool operator!=(const ushort2 &a, const ushort2 &b) { return !(a == b); }
__host__ __device__ constexpr inline ushort2 make_ushort2(unsigned short x, unsigned short y) { return ushort2(x, y); }
struct ushort3 {
  unsigned short x, y, z;
  ushort3() = default;
  __host__ __device__ constexpr ushort3(unsigned short x_, unsigned short y_, unsigned short z_) : x(x_), y(y_),
    z(z_) {}
  __host__ __device__ explicit constexpr ushort3(unsigned short all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr ushort3 &operator+=(const ushort3 &b) { x += b.x; y += b.y; z += b.z; return *this; }
  __host__ __device__ constexpr ushort3 &operator-=(const ushort3 &b) { x -= b.x; y -= b.y; z -= b.z; return *this; }
  __host__ __device__ constexpr ushort3 &operator*=(const ushort3 &b) { x *= b.x; y *= b.y; z *= b.z; return *this; }
  __host__ __device__ constexpr ushort3 &operator/=(const ushort3 &b) { x /= b.x; y /= b.y; z /= b.z; return *this; }
};
__host__ __device__ constexpr inline ushort3 operator+(ushort3 a, const ushort3 &b) { return a += b; }
__host__ __device__ constexpr inline ushort3 operator+(ushort3 a, unsigned short b) { return a += ushort3(b); }
__host__ __device__ constexpr inline ushort3 operator+(unsigned short a, const ushort3 &b) { return ushort3(a) + b; }
__host__ __device__ constexpr inline ushort3 operator-(ushort3 a, const ushort3 &b) { return a -= b; }
__host__ __device__ constexpr inline ushort3 operator-(ushort3 a, unsigned short b) { return a -= ushort3(b); }
__host__ __device__ constexpr inline ushort3 operator-(unsigned short a, const ushort3 &b) { return ushort3(a) - b; }
__host__ __device__ constexpr inline ushort3 operator*(ushort3 a, const ushort3 &b) { return a *= b; }
__host__ __device__ constexpr inline ushort3 operator*(ushort3 a, unsigned short b) { return a *= ushort3(b); }
__host__ __device__ constexpr inline ushort3 operator*(unsigned short a, const ushort3 &b) { return ushort3(a) * b; }
__host__ __device__ constexpr inline ushort3 operator/(ushort3 a, const ushort3 &b) { return a /= b; }
__host__ __device__ constexpr inline ushort3 operator/(ushort3 a, unsigned short b) { return a /= ushort3(b); }
__host__ __device__ constexpr inline ushort3 operator/(unsigned short a, const ushort3 &b) { return ushort3(a) / b; }
__host__ __device__ constexpr inline bool operator==(const ushort3 &a, const ushort3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const ushort3 &a, const ushort3 &b) { return !(a == b); }
__host__ __device__ constexpr inline ushort3 make_ushort3(unsigned short x, unsigned short y, unsigned short z) {
  return ushort3(x, y, z);
}
struct alignas(8) ushort4 {
  unsigned short x, y, z, w;
  ushort4() = default;
  __host__ __device__ constexpr ushort4(unsigned short x_, unsigned short y_, unsigned short z_,
    unsigned short w_) : x(x_), y(y_), z(z_), w(w_) {}
  __host__ __device__ explicit constexpr ushort4(unsigned short all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr ushort4 &operator+=(const ushort4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr ushort4 &operator-=(const ushort4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr ushort4 &operator*=(const ushort4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr ushort4 &operator/=(const ushort4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline ushort4 operator+(ushort4 a, const ushort4 &b) { return a += b; }
__host__ __device__ constexpr inline ushort4 operator+(ushort4 a, unsigned short b) { return a += ushort4(b); }
__host__ __device__ constexpr inline ushort4 operator+(unsigned short a, const ushort4 &b) { return ushort4(a) + b; }
__host__ __device__ constexpr inline ushort4 operator-(ushort4 a, const ushort4 &b) { return a -= b; }
__host__ __device__ constexpr inline ushort4 operator-(ushort4 a, unsigned short b) { return a -= ushort4(b); }
__host__ __device__ constexpr inline ushort4 operator-(unsigned short a, const ushort4 &b) { return ushort4(a) - b; }
__host__ __device__ constexpr inline ushort4 operator*(ushort4 a, const ushort4 &b) { return a *= b; }
__host__ __device__ constexpr inline ushort4 operator*(ushort4 a, unsigned short b) { return a *= ushort4(b); }
__host__ __device__ constexpr inline ushort4 operator*(unsigned short a, const ushort4 &b) { return ushort4(a) * b; }
__host__ __device__ constexpr inline ushort4 operator/(ushort4 a, const ushort4 &b) { return a /= b; }
__host__ __device__ constexpr inline ushort4 operator/(ushort4 a, unsigned short b) { return a /= ushort4(b); }
__host__ __device__ constexpr inline ushort4 operator/(unsigned short a, const ushort4 &b) { return ushort4(a) / b; }
__host__ __device__ constexpr inline bool operator==(const ushort4 &a, const ushort4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const ushort4 &a, const ushort4 &b) { return !(a == b); }
__host__ __device__ constexpr inline ushort4 make_ushort4(unsigned short x, unsigned short y, unsigned short z,
    unsigned short w) {
  return ushort4(x, y, z, w);
}
struct int1 {
  int x;
  int1() = default;
  __host__ __device__ constexpr int1(int x_) : x(x_) {}
  __host__ __device__ constexpr int1 &operator+=(const int1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr int1 &operator-=(const int1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr int1 &operator*=(const int1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr int1 &operator/=(const int1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline int1 operator+(int1 a, const int1 &b) { return a += b; }
__host__ __device__ constexpr inline int1 operator-(int1 a, const int1 &b) { return a -= b; }
__host__ __device__ constexpr inline int1 operator*(int1 a, const int1 &b) { return a *= b; }
__host__ __device__ constexpr inline int1 operator/(int1 a, const int1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const int1 &a, const int1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const int1 &a, const int1 &b) { return !(a == b); }
__host__ __device__ constexpr inline int1 make_int1(int x) { return int1(x); }
struct alignas(8) int2 {
  int x, y;
  int2() = default;
  __host__ __device__ constexpr int2(int x_, int y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr int2(int all) : x(all), y(all) {}
  __host__ __device__ constexpr int2 &operator+=(const int2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr int2 &operator-=(const int2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr int2 &operator*=(const int2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr int2 &operator/=(const int2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline int2 operator+(int2 a, const int2 &b) { return a += b; }
__host__ __device__ constexpr inline int2 operator+(int2 a, int b) { return a += int2(b); }
__host__ __device__ constexpr inline int2 operator+(int a, const int2 &b) { return int2(a) + b; }
__host__ __device__ constexpr inline int2 operator-(int2 a, const int2 &b) { return a -= b; }
__host__ __device__ constexpr inline int2 operator-(int2 a, int b) { return a -= int2(b); }
__host__ __device__ constexpr inline int2 operator-(int a, const int2 &b) { return int2(a) - b; }
__host__ __device__ constexpr inline int2 operator*(int2 a, const int2 &b) { return a *= b; }
__host__ __device__ constexpr inline int2 operator*(int2 a, int b) { return a *= int2(b); }
__host__ __device__ constexpr inline int2 operator*(int a, const int2 &b) { return int2(a) * b; }
__host__ __device__ constexpr inline int2 operator/(int2 a, const int2 &b) { return a /= b; }
__host__ __device__ constexpr inline int2 operator/(int2 a, int b) { return a /= int2(b); }
__host__ __device__ constexpr inline int2 operator/(int a, const int2 &b) { return int2(a) / b; }
__host__ __device__ constexpr inline bool operator==(const int2 &a, const int2 &b) { return a.x == b.x && a.y == b.y; }
__host__ __device__ constexpr inline bool operator!=(const int2 &a, const int2 &b) { return !(a == b); }
__host__ __device__ constexpr inline int2 make_int2(int x, int y) { return int2(x, y); }
struct int3 {
  int x, y, z;
  int3() = default;
  __host__ __device__ constexpr int3(int x_, int y_, int z_) : x(x_), y(y_), z(z_) {}
  __host__ __device__ explicit constexpr int3(int all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr int3 &operator+=(const int3 &b) { x += b.x; y += b.y; z += b.z; return *this; }
  __host__ __device__ constexpr int3 &operator-=(const int3 &b) { x -= b.x; y -= b.y; z -= b.z; return *this; }
  __host__ __device__ constexpr int3 &operator*=(const int3 &b) { x *= b.x; y *= b.y; z *= b.z; return *this; }
  __host__ __device__ constexpr int3 &operator/=(const int3 &b) { x /= b.x; y /= b.y; z /= b.z; return *this; }
};
__host__ __device__ constexpr inline int3 operator+(int3 a, const int3 &b) { return a += b; }
__host__ __device__ constexpr inline int3 operator+(int3 a, int b) { return a += int3(b); }
__host__ __device__ constexpr inline int3 operator+(int a, const int3 &b) { return int3(a) + b; }
__host__ __device__ constexpr inline int3 operator-(int3 a, const int3 &b) { return a -= b; }
__host__ __device__ constexpr inline int3 operator-(int3 a, int b) { return a -= int3(b); }
__host__ __device__ constexpr inline int3 operator-(int a, const int3 &b) { return int3(a) - b; }
__host__ __device__ constexpr inline int3 operator*(int3 a, const int3 &b) { return a *= b; }
__host__ __device__ constexpr inline int3 operator*(int3 a, int b) { return a *= int3(b); }
__host__ __device__ constexpr inline int3 operator*(int a, const int3 &b) { return int3(a) * b; }
__host__ __device__ constexpr inline int3 operator/(int3 a, const int3 &b) { return a /= b; }
__host__ __device__ constexpr inline int3 operator/(int3 a, int b) { return a /= int3(b); }
__host__ __device__ constexpr inline int3 operator/(int a, const int3 &b) { return int3(a) / b; }
__host__ __device__ constexpr inline bool operator==(const int3 &a, const int3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const int3 &a, const int3 &b) { return !(a == b); }
__host__ __device__ constexpr inline int3 make_int3(int x, int y, int z) { return int3(x, y, z); }
struct alignas(16) int4 {
  int x, y, z, w;
  int4() = default;
  __host__ __device__ constexpr int4(int x_, int y_, int z_, int w_) : x(x_), y(y_), z(z_), w(w_) {}
  __host__ __device__ explicit constexpr int4(int all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr int4 &operator+=(const int4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr int4 &operator-=(const int4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr int4 &operator*=(const int4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr int4 &operator/=(const int4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline int4 operator+(int4 a, const int4 &b) { return a += b; }
__host__ __device__ constexpr inline int4 operator+(int4 a, int b) { return a += int4(b); }
__host__ __device__ constexpr inline int4 operator+(int a, const int4 &b) { return int4(a) + b; }
__host__ __device__ constexpr inline int4 operator-(int4 a, const int4 &b) { return a -= b; }
__host__ __device__ constexpr inline int4 operator-(int4 a, int b) { return a -= int4(b); }
__host__ __device__ constexpr inline int4 operator-(int a, const int4 &b) { return int4(a) - b; }
__host__ __device__ constexpr inline int4 operator*(int4 a, const int4 &b) { return a *= b; }
__host__ __device__ constexpr inline int4 operator*(int4 a, int b) { return a *= int4(b); }
__host__ __device__ constexpr inline int4 operator*(int a, const int4 &b) { return int4(a) * b; }
__host__ __device__ constexpr inline int4 operator/(int4 a, const int4 &b) { return a /= b; }
__host__ __device__ constexpr inline int4 operator/(int4 a, int b) { return a /= int4(b); }
__host__ __device__ constexpr inline int4 operator/(int a, const int4 &b) { return int4(a) / b; }
__host__ __device__ constexpr inline bool operator==(const int4 &a, const int4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const int4 &a, const int4 &b) { return !(a == b); }
__host__ __device__ constexpr inline int4 make_int4(int x, int y, int z, int w) { return int4(x, y, z, w); }
struct uint1 {
  unsigned int x;
  uint1() = default;
  __host__ __device__ constexpr uint1(unsigned int x_) : x(x_) {}
  __host__ __device__ constexpr uint1 &operator+=(const uint1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr uint1 &operator-=(const uint1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr uint1 &operator*=(const uint1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr uint1 &operator/=(const uint1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline uint1 operator+(uint1 a, const uint1 &b) { return a += b; }
__host__ __device__ constexpr inline uint1 operator-(uint1 a, const uint1 &b) { return a -= b; }
__host__ __device__ constexpr inline uint1 operator*(uint1 a, const uint1 &b) { return a *= b; }
__host__ __device__ constexpr inline uint1 operator/(uint1 a, const uint1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const uint1 &a, const uint1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const uint1 &a, const uint1 &b) { return !(a == b); }
__host__ __device__ constexpr inline uint1 make_uint1(unsigned int x) { return uint1(x); }
struct alignas(8) uint2 {
  unsigned int x, y;
  uint2() = default;
  __host__ __device__ constexpr uint2(unsigned int x_, unsigned int y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr uint2(unsigned int all) : x(all), y(all) {}
  __host__ __device__ constexpr uint2 &operator+=(const uint2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr uint2 &operator-=(const uint2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr uint2 &operator*=(const uint2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr uint2 &operator/=(const uint2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline uint2 operator+(uint2 a, const uint2 &b) { return a += b; }
__host__ __device__ constexpr inline uint2 operator+(uint2 a, unsigned int b) { return a += uint2(b); }
__host__ __device__ constexpr inline uint2 operator+(unsigned int a, const uint2 &b) { return uint2(a) + b; }
__host__ __device__ constexpr inline uint2 operator-(uint2 a, const uint2 &b) { return a -= b; }
__host__ __device__ constexpr inline uint2 operator-(uint2 a, unsigned int b) { return a -= uint2(b); }
__host__ __device__ constexpr inline uint2 operator-(unsigned int a, const uint2 &b) { return uint2(a) - b; }
__host__ __device__ constexpr inline uint2 operator*(uint2 a, const uint2 &b) { return a *= b; }
__host__ __device__ constexpr inline uint2 operator*(uint2 a, unsigned int b) { return a *= uint2(b); }
__host__ __device__ constexpr inline uint2 operator*(unsigned int a, const uint2 &b) { return uint2(a) * b; }
__host__ __device__ constexpr inline uint2 operator/(uint2 a, const uint2 &b) { return a /= b; }
__host__ __device__ constexpr inline uint2 operator/(uint2 a, unsigned int b) { return a /= uint2(b); }
__host__ __device__ constexpr inline uint2 operator/(unsigned int a, const uint2 &b) { return uint2(a) / b; }
__host__ __device__ constexpr inline bool operator==(const uint2 &a, const uint2 &b) {
  return a.x == b.x && a.y == b.y;
}
__host__ __device__ constexpr inline bool operator!=(const uint2 &a, const uint2 &b) { return !(a == b); }
__host__ __device__ constexpr inline uint2 make_uint2(unsigned int x, unsigned int y) { return uint2(x, y); }
struct uint3 {
  unsigned int x, y, z;
  uint3() = default;
  __host__ __device__ constexpr uint3(unsigned int x_, unsigned int y_, unsigned int z_) : x(x_), y(y_), z(z_) {}
  __host__ __device__ explicit constexpr uint3(unsigned int all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr uint3 &operator+=(const uint3 &b) { x += b.x; y += b.y; z += b.z; return *this; }
  __host__ __device__ constexpr uint3 &operator-=(const uint3 &b) { x -= b.x; y -= b.y; z -= b.z; return *this; }
  __host__ __device__ constexpr uint3 &operator*=(const uint3 &b) { x *= b.x; y *= b.y; z *= b.z; return *this; }
  __host__ __device__ constexpr uint3 &operator/=(const uint3 &b) { x /= b.x; y /= b.y; z /= b.z; return *this; }
};
__host__ __device__ constexpr inline uint3 operator+(uint3 a, const uint3 &b) { return a += b; }
__host__ __device__ constexpr inline uint3 operator+(uint3 a, unsigned int b) { return a += uint3(b); }
__host__ __device__ constexpr inline uint3 operator+(unsigned int a, const uint3 &b) { return uint3(a) + b; }
__host__ __device__ constexpr inline uint3 operator-(uint3 a, const uint3 &b) { return a -= b; }
__host__ __device__ constexpr inline uint3 operator-(uint3 a, unsigned int b) { return a -= uint3(b); }
__host__ __device__ constexpr inline uint3 operator-(unsigned int a, const uint3 &b) { return uint3(a) - b; }
__host__ __device__ constexpr inline uint3 operator*(uint3 a, const uint3 &b) { return a *= b; }
__host__ __device__ constexpr inline uint3 operator*(uint3 a, unsigned int b) { return a *= uint3(b); }
__host__ __device__ constexpr inline uint3 operator*(unsigned int a, const uint3 &b) { return uint3(a) * b; }
__host__ __device__ constexpr inline uint3 operator/(uint3 a, const uint3 &b) { return a /= b; }
__host__ __device__ constexpr inline uint3 operator/(uint3 a, unsigned int b) { return a /= uint3(b); }
__host__ __device__ constexpr inline uint3 operator/(unsigned int a, const uint3 &b) { return uint3(a) / b; }
__host__ __device__ constexpr inline bool operator==(const uint3 &a, const uint3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const uint3 &a, const uint3 &b) { return !(a == b); }
__host__ __device__ constexpr inline uint3 make_uint3(unsigned int x, unsigned int y, unsigned int z) {
  return uint3(x, y, z);
}
struct alignas(16) uint4 {
  unsigned int x, y, z, w;
  uint4() = default;
  __host__ __device__ constexpr uint4(unsigned int x_, unsigned int y_, unsigned int z_, unsigned int w_) : x(x_),
    y(y_), z(z_), w(w_) {}
  __host__ __device__ explicit constexpr uint4(unsigned int all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr uint4 &operator+=(const uint4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr uint4 &operator-=(const uint4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr uint4 &operator*=(const uint4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr uint4 &operator/=(const uint4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline uint4 operator+(uint4 a, const uint4 &b) { return a += b; }
__host__ __device__ constexpr inline uint4 operator+(uint4 a, unsigned int b) { return a += uint4(b); }
__host__ __device__ constexpr inline uint4 operator+(unsigned int a, const uint4 &b) { return uint4(a) + b; }
__host__ __device__ constexpr inline uint4 operator-(uint4 a, const uint4 &b) { return a -= b; }
__host__ __device__ constexpr inline uint4 operator-(uint4 a, unsigned int b) { return a -= uint4(b); }
__host__ __device__ constexpr inline uint4 operator-(unsigned int a, const uint4 &b) { return uint4(a) - b; }
__host__ __device__ constexpr inline uint4 operator*(uint4 a, const uint4 &b) { return a *= b; }
__host__ __device__ constexpr inline uint4 operator*(uint4 a, unsigned int b) { return a *= uint4(b); }
__host__ __device__ constexpr inline uint4 operator*(unsigned int a, const uint4 &b) { return uint4(a) * b; }
__host__ __device__ constexpr inline uint4 operator/(uint4 a, const uint4 &b) { return a /= b; }
__host__ __device__ constexpr inline uint4 operator/(uint4 a, unsigned int b) { return a /= uint4(b); }
__host__ __device__ constexpr inline uint4 operator/(unsigned int a, const uint4 &b) { return uint4(a) / b; }
__host__ __device__ constexpr inline bool operator==(const uint4 &a, const uint4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const uint4 &a, const uint4 &b) { return !(a == b); }
__host__ __device__ constexpr inline uint4 make_uint4(unsigned int x, unsigned int y, unsigned int z, unsigned int w) {
  return uint4(x, y, z, w);
}
struct long1 {
  long x;
  long1() = default;
  __host__ __device__ constexpr long1(long x_) : x(x_) {}
  __host__ __device__ constexpr long1 &operator+=(const long1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr long1 &operator-=(const long1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr long1 &operator*=(const long1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr long1 &operator/=(const long1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline long1 operator+(long1 a, const long1 &b) { return a += b; }
__host__ __device__ constexpr inline long1 operator-(long1 a, const long1 &b) { return a -= b; }
__host__ __device__ constexpr inline long1 operator*(long1 a, const long1 &b) { return a *= b; }
__host__ __device__ constexpr inline long1 operator/(long1 a, const long1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const long1 &a, const long1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const long1 &a, const long1 &b) { return !(a == b); }
__host__ __device__ constexpr inline long1 make_long1(long x) { return long1(x); }
struct alignas(16) long2 {
  long x, y;
  long2() = default;
  __host__ __device__ constexpr long2(long x_, long y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr long2(long all) : x(all), y(all) {}
  __host__ __device__ constexpr long2 &operator+=(const long2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr long2 &operator-=(const long2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr long2 &operator*=(const long2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr long2 &operator/=(const long2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline long2 operator+(long2 a, const long2 &b) { return a += b; }
__host__ __device__ constexpr inline long2 operator+(long2 a, long b) { return a += long2(b); }
__host__ __device__ constexpr inline long2 operator+(long a, const long2 &b) { return long2(a) + b; }
__host__ __device__ constexpr inline long2 operator-(long2 a, const long2 &b) { return a -= b; }
__host__ __device__ constexpr inline long2 operator-(long2 a, long b) { return a -= long2(b); }
__host__ __device__ constexpr inline long2 operator-(long a, const long2 &b) { return long2(a) - b; }
__host__ __device__ constexpr inline long2 operator*(long2 a, const long2 &b) { return a *= b; }
__host__ __device__ constexpr inline long2 operator*(long2 a, long b) { return a *= long2(b); }
__host__ __device__ constexpr inline long2 operator*(long a, const long2 &b) { return long2(a) * b; }
__host__ __device__ constexpr inline long2 operator/(long2 a, const long2 &b) { return a /= b; }
__host__ __device__ constexpr inline long2 operator/(long2 a, long b) { return a /= long2(b); }
__host__ __device__ constexpr inline long2 operator/(long a, const long2 &b) { return long2(a) / b; }
__host__ __device__ constexpr inline bool operator==(const long2 &a, const long2 &b) {
  return a.x == b.x && a.y == b.y;
}
__host__ __device__ constexpr inline bool operator!=(const long2 &a, const long2 &b) { return !(a == b); }
__host__ __device__ constexpr inline long2 make_long2(long x, long y) { return long2(x, y); }
struct long3 {
  long x, y, z;
  long3() = default;
  __host__ __device__ constexpr long3(long x_, long y_, long z_) : x(x_), y(y_), z(z_) {}
  __host__ __device__ explicit constexpr long3(long all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr long3 &operator+=(const long3 &b) { x += b.x; y += b.y; z += b.z; return *this; }
  __host__ __device__ constexpr long3 &operator-=(const long3 &b) { x -= b.x; y -= b.y; z -= b.z; return *this; }
  __host__ __device__ constexpr long3 &operator*=(const long3 &b) { x *= b.x; y *= b.y; z *= b.z; return *this; }
  __host__ __device__ constexpr long3 &operator/=(const long3 &b) { x /= b.x; y /= b.y; z /= b.z; return *this; }
};
__host__ __device__ constexpr inline long3 operator+(long3 a, const long3 &b) { return a += b; }
__host__ __device__ constexpr inline long3 operator+(long3 a, long b) { return a += long3(b); }
__host__ __device__ constexpr inline long3 operator+(long a, const long3 &b) { return long3(a) + b; }
__host__ __device__ constexpr inline long3 operator-(long3 a, const long3 &b) { return a -= b; }
__host__ __device__ constexpr inline long3 operator-(long3 a, long b) { return a -= long3(b); }
__host__ __device__ constexpr inline long3 operator-(long a, const long3 &b) { return long3(a) - b; }
__host__ __device__ constexpr inline long3 operator*(long3 a, const long3 &b) { return a *= b; }
__host__ __device__ constexpr inline long3 operator*(long3 a, long b) { return a *= long3(b); }
__host__ __device__ constexpr inline long3 operator*(long a, const long3 &b) { return long3(a) * b; }
__host__ __device__ constexpr inline long3 operator/(long3 a, const long3 &b) { return a /= b; }
__host__ __device__ constexpr inline long3 operator/(long3 a, long b) { return a /= long3(b); }
__host__ __device__ constexpr inline long3 operator/(long a, const long3 &b) { return long3(a) / b; }
__host__ __device__ constexpr inline bool operator==(const long3 &a, const long3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const long3 &a, const long3 &b) { return !(a == b); }
__host__ __device__ constexpr inline long3 make_long3(long x, long y, long z) { return long3(x, y, z); }
struct alignas(16) long4 {
  long x, y, z, w;
  long4() = default;
  __host__ __device__ constexpr long4(long x_, long y_, long z_, long w_) : x(x_), y(y_), z(z_), w(w_) {}
  __host__ __device__ explicit constexpr long4(long all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr long4 &operator+=(const long4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr long4 &operator-=(const long4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr long4 &operator*=(const long4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr long4 &operator/=(const long4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline long4 operator+(long4 a, const long4 &b) { return a += b; }
__host__ __device__ constexpr inline long4 operator+(long4 a, long b) { return a += long4(b); }
__host__ __device__ constexpr inline long4 operator+(long a, const long4 &b) { return long4(a) + b; }
__host__ __device__ constexpr inline long4 operator-(long4 a, const long4 &b) { return a -= b; }
__host__ __device__ constexpr inline long4 operator-(long4 a, long b) { return a -= long4(b); }
__host__ __device__ constexpr inline long4 operator-(long a, const long4 &b) { return long4(a) - b; }
__host__ __device__ constexpr inline long4 operator*(long4 a, const long4 &b) { return a *= b; }
__host__ __device__ constexpr inline long4 operator*(long4 a, long b) { return a *= long4(b); }
__host__ __device__ constexpr inline long4 operator*(long a, const long4 &b) { return long4(a) * b; }
__host__ __device__ constexpr inline long4 operator/(long4 a, const long4 &b) { return a /= b; }
__host__ __device__ constexpr inline long4 operator/(long4 a, long b) { return a /= long4(b); }
__host__ __device__ constexpr inline long4 operator/(long a, const long4 &b) { return long4(a) / b; }
__host__ __device__ constexpr inline bool operator==(const long4 &a, const long4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const long4 &a, const long4 &b) { return !(a == b); }
__host__ __device__ constexpr inline long4 make_long4(long x, long y, long z, long w) { return long4(x, y, z, w); }
struct ulong1 {
  unsigned long x;
  ulong1() = default;
  __host__ __device__ constexpr ulong1(unsigned long x_) : x(x_) {}
  __host__ __device__ constexpr ulong1 &operator+=(const ulong1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr ulong1 &operator-=(const ulong1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr ulong1 &operator*=(const ulong1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr ulong1 &operator/=(const ulong1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline ulong1 operator+(ulong1 a, const ulong1 &b) { return a += b; }
__host__ __device__ constexpr inline ulong1 operator-(ulong1 a, const ulong1 &b) { return a -= b; }
__host__ __device__ constexpr inline ulong1 operator*(ulong1 a, const ulong1 &b) { return a *= b; }
__host__ __device__ constexpr inline ulong1 operator/(ulong1 a, const ulong1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const ulong1 &a, const ulong1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const ulong1 &a, const ulong1 &b) { return !(a == b); }
__host__ __device__ constexpr inline ulong1 make_ulong1(unsigned long x) { return ulong1(x); }
struct alignas(16) ulong2 {
  unsigned long x, y;
  ulong2() = default;
  __host__ __device__ constexpr ulong2(unsigned long x_, unsigned long y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr ulong2(unsigned long all) : x(all), y(all) {}
  __host__ __device__ constexpr ulong2 &operator+=(const ulong2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr ulong2 &operator-=(const ulong2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr ulong2 &operator*=(const ulong2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr ulong2 &operator/=(const ulong2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline ulong2 operator+(ulong2 a, const ulong2 &b) { return a += b; }
__host__ __device__ constexpr inline ulong2 operator+(ulong2 a, unsigned long b) { return a += ulong2(b); }
__host__ __device__ constexpr inline ulong2 operator+(unsigned long a, const ulong2 &b) { return ulong2(a) + b; }
__host__ __device__ constexpr inline ulong2 operator-(ulong2 a, const ulong2 &b) { return a -= b; }
__host__ __device__ constexpr inline ulong2 operator-(ulong2 a, unsigned long b) { return a -= ulong2(b); }
__host__ __device__ constexpr inline ulong2 operator-(unsigned long a, const ulong2 &b) { return ulong2(a) - b; }
__host__ __device__ constexpr inline ulong2 operator*(ulong2 a, const ulong2 &b) { return a *= b; }
__host__ __device__ constexpr inline ulong2 operator*(ulong2 a, unsigned long b) { return a *= ulong2(b); }
__host__ __device__ constexpr inline ulong2 operator*(unsigned long a, const ulong2 &b) { return ulong2(a) * b; }
__host__ __device__ constexpr inline ulong2 operator/(ulong2 a, const ulong2 &b) { return a /= b; }
__host__ __device__ constexpr inline ulong2 operator/(ulong2 a, unsigned long b) { return a /= ulong2(b); }
__host__ __device__ constexpr inline ulong2 operator/(unsigned long a, const ulong2 &b) { return ulong2(a) / b; }
__host__ __device__ constexpr inline bool operator==(const ulong2 &a, const ulong2 &b) {
  return a.x == b.x && a.y == b.y;
}
__host__ __device__ constexpr inline bool operator!=(const ulong2 &a, const ulong2 &b) { return !(a == b); }
__host__ __device__ constexpr inline ulong2 make_ulong2(unsigned long x, unsigned long y) { return ulong2(x, y); }
struct ulong3 {
  unsigned long x, y, z;
  ulong3() = default;
  __host__ __device__ constexpr ulong3(unsigned long x_, unsigned long y_, unsigned long z_) : x(x_), y(y_), z(z_) {}
  __host__ __device__ explicit constexpr ulong3(unsigned long all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr ulong3 &operator+=(const ulong3 &b) { x += b.x; y += b.y; z += b.z; return *this; }
  __host__ __device__ constexpr ulong3 &operator-=(const ulong3 &b) { x -= b.x; y -= b.y; z -= b.z; return *this; }
  __host__ __device__ constexpr ulong3 &operator*=(const ulong3 &b) { x *= b.x; y *= b.y; z *= b.z; return *this; }
  __host__ __device__ constexpr ulong3 &operator/=(const ulong3 &b) { x /= b.x; y /= b.y; z /= b.z; return *this; }
};
__host__ __device__ constexpr inline ulong3 operator+(ulong3 a, const ulong3 &b) { return a += b; }
__host__ __device__ constexpr inline ulong3 operator+(ulong3 a, unsigned long b) { return a += ulong3(b); }
__host__ __device__ constexpr inline ulong3 operator+(unsigned long a, const ulong3 &b) { return ulong3(a) + b; }
__host__ __device__ constexpr inline ulong3 operator-(ulong3 a, const ulong3 &b) { return a -= b; }
__host__ __device__ constexpr inline ulong3 operator-(ulong3 a, unsigned long b) { return a -= ulong3(b); }
__host__ __device__ constexpr inline ulong3 operator-(unsigned long a, const ulong3 &b) { return ulong3(a) - b; }
__host__ __device__ constexpr inline ulong3 operator*(ulong3 a, const ulong3 &b) { return a *= b; }
__host__ __device__ constexpr inline ulong3 operator*(ulong3 a, unsigned long b) { return a *= ulong3(b); }
__host__ __device__ constexpr inline ulong3 operator*(unsigned long a, const ulong3 &b) { return ulong3(a) * b; }
__host__ __device__ constexpr inline ulong3 operator/(ulong3 a, const ulong3 &b) { return a /= b; }
__host__ __device__ constexpr inline ulong3 operator/(ulong3 a, unsigned long b) { return a /= ulong3(b); }
__host__ __device__ constexpr inline ulong3 operator/(unsigned long a, const ulong3 &b) { return ulong3(a) / b; }
__host__ __device__ constexpr inline bool operator==(const ulong3 &a, const ulong3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const ulong3 &a, const ulong3 &b) { return !(a == b); }
__host__ __device__ constexpr inline ulong3 make_ulong3(unsigned long x, unsigned long y, unsigned long z) {
  return ulong3(x, y, z);
}
struct alignas(16) ulong4 {
  unsigned long x, y, z, w;
  ulong4() = default;
  __host__ __device__ constexpr ulong4(unsigned long x_, unsigned long y_, unsigned long z_,
    unsigned long w_) : x(x_), y(y_), z(z_), w(w_) {}
  __host__ __device__ explicit constexpr ulong4(unsigned long all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr ulong4 &operator+=(const ulong4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr ulong4 &operator-=(const ulong4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr ulong4 &operator*=(const ulong4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr ulong4 &operator/=(const ulong4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline ulong4 operator+(ulong4 a, const ulong4 &b) { return a += b; }
__host__ __device__ constexpr inline ulong4 operator+(ulong4 a, unsigned long b) { return a += ulong4(b); }
__host__ __device__ constexpr inline ulong4 operator+(unsigned long a, const ulong4 &b) { return ulong4(a) + b; }
__host__ __device__ constexpr inline ulong4 operator-(ulong4 a, const ulong4 &b) { return a -= b; }
__host__ __device__ constexpr inline ulong4 operator-(ulong4 a, unsigned long b) { return a -= ulong4(b); }
__host__ __device__ constexpr inline ulong4 operator-(unsigned long a, const ulong4 &b) { return ulong4(a) - b; }
__host__ __device__ constexpr inline ulong4 operator*(ulong4 a, const ulong4 &b) { return a *= b; }
__host__ __device__ constexpr inline ulong4 operator*(ulong4 a, unsigned long b) { return a *= ulong4(b); }
__host__ __device__ constexpr inline ulong4 operator*(unsigned long a, const ulong4 &b) { return ulong4(a) * b; }
__host__ __device__ constexpr inline ulong4 operator/(ulong4 a, const ulong4 &b) { return a /= b; }
__host__ __device__ constexpr inline ulong4 operator/(ulong4 a, unsigned long b) { return a /= ulong4(b); }
__host__ __device__ constexpr inline ulong4 operator/(unsigned long a, const ulong4 &b) { return ulong4(a) / b; }
__host__ __device__ constexpr inline bool operator==(const ulong4 &a, const ulong4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const ulong4 &a, const ulong4 &b) { return !(a == b); }
__host__ __device__ constexpr inline ulong4 make_ulong4(unsigned long x, unsigned long y, unsigned long z,
    unsigned long w) {
  return ulong4(x, y, z, w);
}
struct longlong1 {
  long long x;
  longlong1() = default;
  __host__ __device__ constexpr longlong1(long long x_) : x(x_) {}
  __host__ __device__ constexpr longlong1 &operator+=(const longlong1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr longlong1 &operator-=(const longlong1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr longlong1 &operator*=(const longlong1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr longlong1 &operator/=(const longlong1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline longlong1 operator+(longlong1 a, const longlong1 &b) { return a += b; }
__host__ __device__ constexpr inline longlong1 operator-(longlong1 a, const longlong1 &b) { return a -= b; }
__host__ __device__ constexpr inline longlong1 operator*(longlong1 a, const longlong1 &b) { return a *= b; }
__host__ __device__ constexpr inline longlong1 operator/(longlong1 a, const longlong1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const longlong1 &a, const longlong1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const longlong1 &a, const longlong1 &b) { return !(a == b); }
__host__ __device__ constexpr inline longlong1 make_longlong1(long long x) { return longlong1(x); }
struct alignas(16) longlong2 {
  long long x, y;
  longlong2() = default;
  __host__ __device__ constexpr longlong2(long long x_, long long y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr longlong2(long long all) : x(all), y(all) {}
  __host__ __device__ constexpr longlong2 &operator+=(const longlong2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr longlong2 &operator-=(const longlong2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr longlong2 &operator*=(const longlong2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr longlong2 &operator/=(const longlong2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline longlong2 operator+(longlong2 a, const longlong2 &b) { return a += b; }
__host__ __device__ constexpr inline longlong2 operator+(longlong2 a, long long b) { return a += longlong2(b); }
__host__ __device__ constexpr inline longlong2 operator+(long long a, const longlong2 &b) { return longlong2(a) + b; }
__host__ __device__ constexpr inline longlong2 operator-(longlong2 a, const longlong2 &b) { return a -= b; }
__host__ __device__ constexpr inline longlong2 operator-(longlong2 a, long long b) { return a -= longlong2(b); }
__host__ __device__ constexpr inline longlong2 operator-(long long a, const longlong2 &b) { return longlong2(a) - b; }
__host__ __device__ constexpr inline longlong2 operator*(longlong2 a, const longlong2 &b) { return a *= b; }
__host__ __device__ constexpr inline longlong2 operator*(longlong2 a, long long b) { return a *= longlong2(b); }
__host__ __device__ constexpr inline longlong2 operator*(long long a, const longlong2 &b) { return longlong2(a) * b; }
__host__ __device__ constexpr inline longlong2 operator/(longlong2 a, const longlong2 &b) { return a /= b; }
__host__ __device__ constexpr inline longlong2 operator/(longlong2 a, long long b) { return a /= longlong2(b); }
__host__ __device__ constexpr inline longlong2 operator/(long long a, const longlong2 &b) { return longlong2(a) / b; }
__host__ __device__ constexpr inline bool operator==(const longlong2 &a, const longlong2 &b) {
  return a.x == b.x && a.y == b.y;
}
__host__ __device__ constexpr inline bool operator!=(const longlong2 &a, const longlong2 &b) { return !(a == b); }
__host__ __device__ constexpr inline longlong2 make_longlong2(long long x, long long y) { return longlong2(x, y); }
struct longlong3 {
  long long x, y, z;
  longlong3() = default;
  __host__ __device__ constexpr longlong3(long long x_, long long y_, long long z_) : x(x_), y(y_), z(z_) {}
  __host__ __device__ explicit constexpr longlong3(long long all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr longlong3 &operator+=(const longlong3 &b) {
  x += b.x; y += b.y; z += b.z; return *this;
}
  __host__ __device__ constexpr longlong3 &operator-=(const longlong3 &b) {
  x -= b.x; y -= b.y; z -= b.z; return *this;
}
  __host__ __device__ constexpr longlong3 &operator*=(const longlong3 &b) {
  x *= b.x; y *= b.y; z *= b.z; return *this;
}
  __host__ __device__ constexpr longlong3 &operator/=(const longlong3 &b) {
  x /= b.x; y /= b.y; z /= b.z; return *this;
}
};
__host__ __device__ constexpr inline longlong3 operator+(longlong3 a, const longlong3 &b) { return a += b; }
__host__ __device__ constexpr inline longlong3 operator+(longlong3 a, long long b) { return a += longlong3(b); }
__host__ __device__ constexpr inline longlong3 operator+(long long a, const longlong3 &b) { return longlong3(a) + b; }
__host__ __device__ constexpr inline longlong3 operator-(longlong3 a, const longlong3 &b) { return a -= b; }
__host__ __device__ constexpr inline longlong3 operator-(longlong3 a, long long b) { return a -= longlong3(b); }
__host__ __device__ constexpr inline longlong3 operator-(long long a, const longlong3 &b) { return longlong3(a) - b; }
__host__ __device__ constexpr inline longlong3 operator*(longlong3 a, const longlong3 &b) { return a *= b; }
__host__ __device__ constexpr inline longlong3 operator*(longlong3 a, long long b) { return a *= longlong3(b); }
__host__ __device__ constexpr inline longlong3 operator*(long long a, const longlong3 &b) { return longlong3(a) * b; }
__host__ __device__ constexpr inline longlong3 operator/(longlong3 a, const longlong3 &b) { return a /= b; }
__host__ __device__ constexpr inline longlong3 operator/(longlong3 a, long long b) { return a /= longlong3(b); }
__host__ __device__ constexpr inline longlong3 operator/(long long a, const longlong3 &b) { return longlong3(a) / b; }
__host__ __device__ constexpr inline bool operator==(const longlong3 &a, const longlong3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const longlong3 &a, const longlong3 &b) { return !(a == b); }
__host__ __device__ constexpr inline longlong3 make_longlong3(long long x, long long y, long long z) {
  return longlong3(x, y, z);
}
struct alignas(16) longlong4 {
  long long x, y, z, w;
  longlong4() = default;
  __host__ __device__ constexpr longlong4(long long x_, long long y_, long long z_, long long w_) : x(x_), y(y_),
    z(z_), w(w_) {}
  __host__ __device__ explicit constexpr longlong4(long long all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr longlong4 &operator+=(const longlong4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr longlong4 &operator-=(const longlong4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr longlong4 &operator*=(const longlong4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr longlong4 &operator/=(const longlong4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline longlong4 operator+(longlong4 a, const longlong4 &b) { return a += b; }
__host__ __device__ constexpr inline longlong4 operator+(longlong4 a, long long b) { return a += longlong4(b); }
__host__ __device__ constexpr inline longlong4 operator+(long long a, const longlong4 &b) { return longlong4(a) + b; }
__host__ __device__ constexpr inline longlong4 operator-(longlong4 a, const longlong4 &b) { return a -= b; }
__host__ __device__ constexpr inline longlong4 operator-(longlong4 a, long long b) { return a -= longlong4(b); }
__host__ __device__ constexpr inline longlong4 operator-(long long a, const longlong4 &b) { return longlong4(a) - b; }
__host__ __device__ constexpr inline longlong4 operator*(longlong4 a, const longlong4 &b) { return a *= b; }
__host__ __device__ constexpr inline longlong4 operator*(longlong4 a, long long b) { return a *= longlong4(b); }
__host__ __device__ constexpr inline longlong4 operator*(long long a, const longlong4 &b) { return longlong4(a) * b; }
__host__ __device__ constexpr inline longlong4 operator/(longlong4 a, const longlong4 &b) { return a /= b; }
__host__ __device__ constexpr inline longlong4 operator/(longlong4 a, long long b) { return a /= longlong4(b); }
__host__ __device__ constexpr inline longlong4 operator/(long long a, const longlong4 &b) { return longlong4(a) / b; }
__host__ __device__ constexpr inline bool operator==(const longlong4 &a, const longlong4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const longlong4 &a, const longlong4 &b) { return !(a == b); }
__host__ __device__ constexpr inline longlong4 make_longlong4(long long x, long long y, long long z, long long w) {
  return longlong4(x, y, z, w);
}
struct ulonglong1 {
  unsigned long long x;
  ulonglong1() = default;
  __host__ __device__ constexpr ulonglong1(unsigned long long x_) : x(x_) {}
  __host__ __device__ constexpr ulonglong1 &operator+=(const ulonglong1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr ulonglong1 &operator-=(const ulonglong1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr ulonglong1 &operator*=(const ulonglong1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr ulonglong1 &operator/=(const ulonglong1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline ulonglong1 operator+(ulonglong1 a, const ulonglong1 &b) { return a += b; }
__host__ __device__ constexpr inline ulonglong1 operator-(ulonglong1 a, const ulonglong1 &b) { return a -= b; }
__host__ __device__ constexpr inline ulonglong1 operator*(ulonglong1 a, const ulonglong1 &b) { return a *= b; }
__host__ __device__ constexpr inline ulonglong1 operator/(ulonglong1 a, const ulonglong1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const ulonglong1 &a, const ulonglong1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const ulonglong1 &a, const ulonglong1 &b) { return !(a == b); }
__host__ __device__ constexpr inline ulonglong1 make_ulonglong1(unsigned long long x) { return ulonglong1(x); }
struct alignas(16) ulonglong2 {
  unsigned long long x, y;
  ulonglong2() = default;
  __host__ __device__ constexpr ulonglong2(unsigned long long x_, unsigned long long y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr ulonglong2(unsigned long long all) : x(all), y(all) {}
  __host__ __device__ constexpr ulonglong2 &operator+=(const ulonglong2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr ulonglong2 &operator-=(const ulonglong2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr ulonglong2 &operator*=(const ulonglong2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr ulonglong2 &operator/=(const ulonglong2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline ulonglong2 operator+(ulonglong2 a, const ulonglong2 &b) { return a += b; }
__host__ __device__ constexpr inline ulonglong2 operator+(ulonglong2 a, unsigned long long b) {
  return a += ulonglong2(b);
}
__host__ __device__ constexpr inline ulonglong2 operator+(unsigned long long a, const ulonglong2 &b) {
  return ulonglong2(a) + b;
}
__host__ __device__ constexpr inline ulonglong2 operator-(ulonglong2 a, const ulonglong2 &b) { return a -= b; }
__host__ __device__ constexpr inline ulonglong2 operator-(ulonglong2 a, unsigned long long b) {
  return a -= ulonglong2(b);
}
__host__ __device__ constexpr inline ulonglong2 operator-(unsigned long long a, const ulonglong2 &b) {
  return ulonglong2(a) - b;
}
__host__ __device__ constexpr inline ulonglong2 operator*(ulonglong2 a, const ulonglong2 &b) { return a *= b; }
__host__ __device__ constexpr inline ulonglong2 operator*(ulonglong2 a, unsigned long long b) {
  return a *= ulonglong2(b);
}
__host__ __device__ constexpr inline ulonglong2 operator*(unsigned long long a, const ulonglong2 &b) {
  return ulonglong2(a) * b;
}
__host__ __device__ constexpr inline ulonglong2 operator/(ulonglong2 a, const ulonglong2 &b) { return a /= b; }
__host__ __device__ constexpr inline ulonglong2 operator/(ulonglong2 a, unsigned long long b) {
  return a /= ulonglong2(b);
}
__host__ __device__ constexpr inline ulonglong2 operator/(unsigned long long a, const ulonglong2 &b) {
  return ulonglong2(a) / b;
}
__host__ __device__ constexpr inline bool operator==(const ulonglong2 &a, const ulonglong2 &b) {
  return a.x == b.x && a.y == b.y;
}
__host__ __device__ constexpr inline bool operator!=(const ulonglong2 &a, const ulonglong2 &b) { return !(a == b); }
__host__ __device__ constexpr inline ulonglong2 make_ulonglong2(unsigned long long x, unsigned long long y) {
  return ulonglong2(x, y);
}
struct ulonglong3 {
  unsigned long long x, y, z;
  ulonglong3() = default;
  __host__ __device__ constexpr ulonglong3(unsigned long long x_, unsigned long long y_,
    unsigned long long z_) : x(x_), y(y_), z(z_) {}
  __host__ __device__ explicit constexpr ulonglong3(unsigned long long all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr ulonglong3 &operator+=(const ulonglong3 &b) {
  x += b.x; y += b.y; z += b.z; return *this;
}
  __host__ __device__ constexpr ulonglong3 &operator-=(const ulonglong3 &b) {
  x -= b.x; y -= b.y; z -= b.z; return *this;
}
  __host__ __device__ constexpr ulonglong3 &operator*=(const ulonglong3 &b) {
  x *= b.x; y *= b.y; z *= b.z; return *this;
}
  __host__ __device__ constexpr ulonglong3 &operator/=(const ulonglong3 &b) {
  x /= b.x; y /= b.y; z /= b.z; return *this;
}
};
__host__ __device__ constexpr inline ulonglong3 operator+(ulonglong3 a, const ulonglong3 &b) { return a += b; }
__host__ __device__ constexpr inline ulonglong3 operator+(ulonglong3 a, unsigned long long b) {
  return a += ulonglong3(b);
}
__host__ __device__ constexpr inline ulonglong3 operator+(unsigned long long a, const ulonglong3 &b) {
  return ulonglong3(a) + b;
}
__host__ __device__ constexpr inline ulonglong3 operator-(ulonglong3 a, const ulonglong3 &b) { return a -= b; }
__host__ __device__ constexpr inline ulonglong3 operator-(ulonglong3 a, unsigned long long b) {
  return a -= ulonglong3(b);
}
__host__ __device__ constexpr inline ulonglong3 operator-(unsigned long long a, const ulonglong3 &b) {
  return ulonglong3(a) - b;
}
__host__ __device__ constexpr inline ulonglong3 operator*(ulonglong3 a, const ulonglong3 &b) { return a *= b; }
__host__ __device__ constexpr inline ulonglong3 operator*(ulonglong3 a, unsigned long long b) {
  return a *= ulonglong3(b);
}
__host__ __device__ constexpr inline ulonglong3 operator*(unsigned long long a, const ulonglong3 &b) {
  return ulonglong3(a) * b;
}
__host__ __device__ constexpr inline ulonglong3 operator/(ulonglong3 a, const ulonglong3 &b) { return a /= b; }
__host__ __device__ constexpr inline ulonglong3 operator/(ulonglong3 a, unsigned long long b) {
  return a /= ulonglong3(b);
}
__host__ __device__ constexpr inline ulonglong3 operator/(unsigned long long a, const ulonglong3 &b) {
  return ulonglong3(a) / b;
}
__host__ __device__ constexpr inline bool operator==(const ulonglong3 &a, const ulonglong3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const ulonglong3 &a, const ulonglong3 &b) { return !(a == b); }
__host__ __device__ constexpr inline ulonglong3 make_ulonglong3(unsigned long long x, unsigned long long y,
    unsigned long long z) {
  return ulonglong3(x, y, z);
}
struct alignas(16) ulonglong4 {
  unsigned long long x, y, z, w;
  ulonglong4() = default;
  __host__ __device__ constexpr ulonglong4(unsigned long long x_, unsigned long long y_, unsigned long long z_,
    unsigned long long w_) : x(x_), y(y_), z(z_), w(w_) {}
  __host__ __device__ explicit constexpr ulonglong4(unsigned long long all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr ulonglong4 &operator+=(const ulonglong4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr ulonglong4 &operator-=(const ulonglong4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr ulonglong4 &operator*=(const ulonglong4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr ulonglong4 &operator/=(const ulonglong4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline ulonglong4 operator+(ulonglong4 a, const ulonglong4 &b) { return a += b; }
__host__ __device__ constexpr inline ulonglong4 operator+(ulonglong4 a, unsigned long long b) {
  return a += ulonglong4(b);
}
__host__ __device__ constexpr inline ulonglong4 operator+(unsigned long long a, const ulonglong4 &b) {
  return ulonglong4(a) + b;
}
__host__ __device__ constexpr inline ulonglong4 operator-(ulonglong4 a, const ulonglong4 &b) { return a -= b; }
__host__ __device__ constexpr inline ulonglong4 operator-(ulonglong4 a, unsigned long long b) {
  return a -= ulonglong4(b);
}
__host__ __device__ constexpr inline ulonglong4 operator-(unsigned long long a, const ulonglong4 &b) {
  return ulonglong4(a) - b;
}
__host__ __device__ constexpr inline ulonglong4 operator*(ulonglong4 a, const ulonglong4 &b) { return a *= b; }
__host__ __device__ constexpr inline ulonglong4 operator*(ulonglong4 a, unsigned long long b) {
  return a *= ulonglong4(b);
}
__host__ __device__ constexpr inline ulonglong4 operator*(unsigned long long a, const ulonglong4 &b) {
  return ulonglong4(a) * b;
}
__host__ __device__ constexpr inline ulonglong4 operator/(ulonglong4 a, const ulonglong4 &b) { return a /= b; }
__host__ __device__ constexpr inline ulonglong4 operator/(ulonglong4 a, unsigned long long b) {
  return a /= ulonglong4(b);
}
__host__ __device__ constexpr inline ulonglong4 operator/(unsigned long long a, const ulonglong4 &b) {
  return ulonglong4(a) / b;
}
__host__ __device__ constexpr inline bool operator==(const ulonglong4 &a, const ulonglong4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const ulonglong4 &a, const ulonglong4 &b) { return !(a == b); }
__host__ __device__ constexpr inline ulonglong4 make_ulonglong4(unsigned long long x, unsigned long long y,
    unsigned long long z, unsigned long long w) {
  return ulonglong4(x, y, z, w);
}
struct float1 {
  float x;
  float1() = default;
  __host__ __device__ constexpr float1(float x_) : x(x_) {}
  __host__ __device__ constexpr float1 &operator+=(const float1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr float1 &operator-=(const float1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr float1 &operator*=(const float1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr float1 &operator/=(const float1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline float1 operator+(float1 a, const float1 &b) { return a += b; }
__host__ __device__ constexpr inline float1 operator-(float1 a, const float1 &b) { return a -= b; }
__host__ __device__ constexpr inline float1 operator*(float1 a, const float1 &b) { return a *= b; }
__host__ __device__ constexpr inline float1 operator/(float1 a, const float1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const float1 &a, const float1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const float1 &a, const float1 &b) { return !(a == b); }
__host__ __device__ constexpr inline float1 make_float1(float x) { return float1(x); }
struct alignas(8) float2 {
  float x, y;
  float2() = default;
  __host__ __device__ constexpr float2(float x_, float y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr float2(float all) : x(all), y(all) {}
  __host__ __device__ constexpr float2 &operator+=(const float2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr float2 &operator-=(const float2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr float2 &operator*=(const float2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr float2 &operator/=(const float2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline float2 operator+(float2 a, const float2 &b) { return a += b; }
__host__ __device__ constexpr inline float2 operator+(float2 a, float b) { return a += float2(b); }
__host__ __device__ constexpr inline float2 operator+(float a, const float2 &b) { return float2(a) + b; }
__host__ __device__ constexpr inline float2 operator-(float2 a, const float2 &b) { return a -= b; }
__host__ __device__ constexpr inline float2 operator-(float2 a, float b) { return a -= float2(b); }
__host__ __device__ constexpr inline float2 operator-(float a, const float2 &b) { return float2(a) - b; }
__host__ __device__ constexpr inline float2 operator*(float2 a, const float2 &b) { return a *= b; }
__host__ __device__ constexpr inline float2 operator*(float2 a, float b) { return a *= float2(b); }
__host__ __device__ constexpr inline float2 operator*(float a, const float2 &b) { return float2(a) * b; }
__host__ __device__ constexpr inline float2 operator/(float2 a, const float2 &b) { return a /= b; }
__host__ __device__ constexpr inline float2 operator/(float2 a, float b) { return a /= float2(b); }
__host__ __device__ constexpr inline float2 operator/(float a, const float2 &b) { return float2(a) / b; }
__host__ __device__ constexpr inline bool operator==(const float2 &a, const float2 &b) {
  return a.x == b.x && a.y == b.y;
}
__host__ __device__ constexpr inline bool operator!=(const float2 &a, const float2 &b) { return !(a == b); }
__host__ __device__ constexpr inline float2 make_float2(float x, float y) { return float2(x, y); }
struct float3 {
  float x, y, z;
  float3() = default;
  __host__ __device__ constexpr float3(float x_, float y_, float z_) : x(x_), y(y_), z(z_) {}
  __host__ __device__ explicit constexpr float3(float all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr float3 &operator+=(const float3 &b) { x += b.x; y += b.y; z += b.z; return *this; }
  __host__ __device__ constexpr float3 &operator-=(const float3 &b) { x -= b.x; y -= b.y; z -= b.z; return *this; }
  __host__ __device__ constexpr float3 &operator*=(const float3 &b) { x *= b.x; y *= b.y; z *= b.z; return *this; }
  __host__ __device__ constexpr float3 &operator/=(const float3 &b) { x /= b.x; y /= b.y; z /= b.z; return *this; }
};
__host__ __device__ constexpr inline float3 operator+(float3 a, const float3 &b) { return a += b; }
__host__ __device__ constexpr inline float3 operator+(float3 a, float b) { return a += float3(b); }
__host__ __device__ constexpr inline float3 operator+(float a, const float3 &b) { return float3(a) + b; }
__host__ __device__ constexpr inline float3 operator-(float3 a, const float3 &b) { return a -= b; }
__host__ __device__ constexpr inline float3 operator-(float3 a, float b) { return a -= float3(b); }
__host__ __device__ constexpr inline float3 operator-(float a, const float3 &b) { return float3(a) - b; }
__host__ __device__ constexpr inline float3 operator*(float3 a, const float3 &b) { return a *= b; }
__host__ __device__ constexpr inline float3 operator*(float3 a, float b) { return a *= float3(b); }
__host__ __device__ constexpr inline float3 operator*(float a, const float3 &b) { return float3(a) * b; }
__host__ __device__ constexpr inline float3 operator/(float3 a, const float3 &b) { return a /= b; }
__host__ __device__ constexpr inline float3 operator/(float3 a, float b) { return a /= float3(b); }
__host__ __device__ constexpr inline float3 operator/(float a, const float3 &b) { return float3(a) / b; }
__host__ __device__ constexpr inline bool operator==(const float3 &a, const float3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const float3 &a, const float3 &b) { return !(a == b); }
__host__ __device__ constexpr inline float3 make_float3(float x, float y, float z) { return float3(x, y, z); }
struct alignas(16) float4 {
  float x, y, z, w;
  float4() = default;
  __host__ __device__ constexpr float4(float x_, float y_, float z_, float w_) : x(x_), y(y_), z(z_), w(w_) {}
  __host__ __device__ explicit constexpr float4(float all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr float4 &operator+=(const float4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr float4 &operator-=(const float4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr float4 &operator*=(const float4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr float4 &operator/=(const float4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline float4 operator+(float4 a, const float4 &b) { return a += b; }
__host__ __device__ constexpr inline float4 operator+(float4 a, float b) { return a += float4(b); }
__host__ __device__ constexpr inline float4 operator+(float a, const float4 &b) { return float4(a) + b; }
__host__ __device__ constexpr inline float4 operator-(float4 a, const float4 &b) { return a -= b; }
__host__ __device__ constexpr inline float4 operator-(float4 a, float b) { return a -= float4(b); }
__host__ __device__ constexpr inline float4 operator-(float a, const float4 &b) { return float4(a) - b; }
__host__ __device__ constexpr inline float4 operator*(float4 a, const float4 &b) { return a *= b; }
__host__ __device__ constexpr inline float4 operator*(float4 a, float b) { return a *= float4(b); }
__host__ __device__ constexpr inline float4 operator*(float a, const float4 &b) { return float4(a) * b; }
__host__ __device__ constexpr inline float4 operator/(float4 a, const float4 &b) { return a /= b; }
__host__ __device__ constexpr inline float4 operator/(float4 a, float b) { return a /= float4(b); }
__host__ __device__ constexpr inline float4 operator/(float a, const float4 &b) { return float4(a) / b; }
__host__ __device__ constexpr inline bool operator==(const float4 &a, const float4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const float4 &a, const float4 &b) { return !(a == b); }
__host__ __device__ constexpr inline float4 make_float4(float x, float y, float z, float w) {
  return float4(x, y, z, w);
}
struct double1 {
  double x;
  double1() = default;
  __host__ __device__ constexpr double1(double x_) : x(x_) {}
  __host__ __device__ constexpr double1 &operator+=(const double1 &b) { x += b.x; return *this; }
  __host__ __device__ constexpr double1 &operator-=(const double1 &b) { x -= b.x; return *this; }
  __host__ __device__ constexpr double1 &operator*=(const double1 &b) { x *= b.x; return *this; }
  __host__ __device__ constexpr double1 &operator/=(const double1 &b) { x /= b.x; return *this; }
};
__host__ __device__ constexpr inline double1 operator+(double1 a, const double1 &b) { return a += b; }
__host__ __device__ constexpr inline double1 operator-(double1 a, const double1 &b) { return a -= b; }
__host__ __device__ constexpr inline double1 operator*(double1 a, const double1 &b) { return a *= b; }
__host__ __device__ constexpr inline double1 operator/(double1 a, const double1 &b) { return a /= b; }
__host__ __device__ constexpr inline bool operator==(const double1 &a, const double1 &b) { return a.x == b.x; }
__host__ __device__ constexpr inline bool operator!=(const double1 &a, const double1 &b) { return !(a == b); }
__host__ __device__ constexpr inline double1 make_double1(double x) { return double1(x); }
struct alignas(16) double2 {
  double x, y;
  double2() = default;
  __host__ __device__ constexpr double2(double x_, double y_) : x(x_), y(y_) {}
  __host__ __device__ explicit constexpr double2(double all) : x(all), y(all) {}
  __host__ __device__ constexpr double2 &operator+=(const double2 &b) { x += b.x; y += b.y; return *this; }
  __host__ __device__ constexpr double2 &operator-=(const double2 &b) { x -= b.x; y -= b.y; return *this; }
  __host__ __device__ constexpr double2 &operator*=(const double2 &b) { x *= b.x; y *= b.y; return *this; }
  __host__ __device__ constexpr double2 &operator/=(const double2 &b) { x /= b.x; y /= b.y; return *this; }
};
__host__ __device__ constexpr inline double2 operator+(double2 a, const double2 &b) { return a += b; }
__host__ __device__ constexpr inline double2 operator+(double2 a, double b) { return a += double2(b); }
__host__ __device__ constexpr inline double2 operator+(double a, const double2 &b) { return double2(a) + b; }
__host__ __device__ constexpr inline double2 operator-(double2 a, const double2 &b) { return a -= b; }
__host__ __device__ constexpr inline double2 operator-(double2 a, double b) { return a -= double2(b); }
__host__ __device__ constexpr inline double2 operator-(double a, const double2 &b) { return double2(a) - b; }
__host__ __device__ constexpr inline double2 operator*(double2 a, const double2 &b) { return a *= b; }
__host__ __device__ constexpr inline double2 operator*(double2 a, double b) { return a *= double2(b); }
__host__ __device__ constexpr inline double2 operator*(double a, const double2 &b) { return double2(a) * b; }
__host__ __device__ constexpr inline double2 operator/(double2 a, const double2 &b) { return a /= b; }
__host__ __device__ constexpr inline double2 operator/(double2 a, double b) { return a /= double2(b); }
__host__ __device__ constexpr inline double2 operator/(double a, const double2 &b) { return double2(a) / b; }
__host__ __device__ constexpr inline bool operator==(const double2 &a, const double2 &b) {
  return a.x == b.x && a.y == b.y;
}
__host__ __device__ constexpr inline bool operator!=(const double2 &a, const double2 &b) { return !(a == b); }
__host__ __device__ constexpr inline double2 make_double2(double x, double y) { return double2(x, y); }
struct double3 {
  double x, y, z;
  double3() = default;
  __host__ __device__ constexpr double3(double x_, double y_, double z_) : x(x_), y(y_), z(z_) {}
  __host__ __device__ explicit constexpr double3(double all) : x(all), y(all), z(all) {}
  __host__ __device__ constexpr double3 &operator+=(const double3 &b) { x += b.x; y += b.y; z += b.z; return *this; }
  __host__ __device__ constexpr double3 &operator-=(const double3 &b) { x -= b.x; y -= b.y; z -= b.z; return *this; }
  __host__ __device__ constexpr double3 &operator*=(const double3 &b) { x *= b.x; y *= b.y; z *= b.z; return *this; }
  __host__ __device__ constexpr double3 &operator/=(const double3 &b) { x /= b.x; y /= b.y; z /= b.z; return *this; }
};
__host__ __device__ constexpr inline double3 operator+(double3 a, const double3 &b) { return a += b; }
__host__ __device__ constexpr inline double3 operator+(double3 a, double b) { return a += double3(b); }
__host__ __device__ constexpr inline double3 operator+(double a, const double3 &b) { return double3(a) + b; }
__host__ __device__ constexpr inline double3 operator-(double3 a, const double3 &b) { return a -= b; }
__host__ __device__ constexpr inline double3 operator-(double3 a, double b) { return a -= double3(b); }
__host__ __device__ constexpr inline double3 operator-(double a, const double3 &b) { return double3(a) - b; }
__host__ __device__ constexpr inline double3 operator*(double3 a, const double3 &b) { return a *= b; }
__host__ __device__ constexpr inline double3 operator*(double3 a, double b) { return a *= double3(b); }
__host__ __device__ constexpr inline double3 operator*(double a, const double3 &b) { return double3(a) * b; }
__host__ __device__ constexpr inline double3 operator/(double3 a, const double3 &b) { return a /= b; }
__host__ __device__ constexpr inline double3 operator/(double3 a, double b) { return a /= double3(b); }
__host__ __device__ constexpr inline double3 operator/(double a, const double3 &b) { return double3(a) / b; }
__host__ __device__ constexpr inline bool operator==(const double3 &a, const double3 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z;
}
__host__ __device__ constexpr inline bool operator!=(const double3 &a, const double3 &b) { return !(a == b); }
__host__ __device__ constexpr inline double3 make_double3(double x, double y, double z) { return double3(x, y, z); }
struct alignas(16) double4 {
  double x, y, z, w;
  double4() = default;
  __host__ __device__ constexpr double4(double x_, double y_, double z_, double w_) : x(x_), y(y_), z(z_), w(w_) {}
  __host__ __device__ explicit constexpr double4(double all) : x(all), y(all), z(all), w(all) {}
  __host__ __device__ constexpr double4 &operator+=(const double4 &b) {
  x += b.x; y += b.y; z += b.z; w += b.w; return *this;
}
  __host__ __device__ constexpr double4 &operator-=(const double4 &b) {
  x -= b.x; y -= b.y; z -= b.z; w -= b.w; return *this;
}
  __host__ __device__ constexpr double4 &operator*=(const double4 &b) {
  x *= b.x; y *= b.y; z *= b.z; w *= b.w; return *this;
}
  __host__ __device__ constexpr double4 &operator/=(const double4 &b) {
  x /= b.x; y /= b.y; z /= b.z; w /= b.w; return *this;
}
};
__host__ __device__ constexpr inline double4 operator+(double4 a, const double4 &b) { return a += b; }
__host__ __device__ constexpr inline double4 operator+(double4 a, double b) { return a += double4(b); }
__host__ __device__ constexpr inline double4 operator+(double a, const double4 &b) { return double4(a) + b; }
__host__ __device__ constexpr inline double4 operator-(double4 a, const double4 &b) { return a -= b; }
__host__ __device__ constexpr inline double4 operator-(double4 a, double b) { return a -= double4(b); }
__host__ __device__ constexpr inline double4 operator-(double a, const double4 &b) { return double4(a) - b; }
__host__ __device__ constexpr inline double4 operator*(double4 a, const double4 &b) { return a *= b; }
__host__ __device__ constexpr inline double4 operator*(double4 a, double b) { return a *= double4(b); }
__host__ __device__ constexpr inline double4 operator*(double a, const double4 &b) { return double4(a) * b; }
__host__ __device__ constexpr inline double4 operator/(double4 a, const double4 &b) { return a /= b; }
__host__ __device__ constexpr inline double4 operator/(double4 a, double b) { return a /= double4(b); }
__host__ __device__ constexpr inline double4 operator/(double a, const double4 &b) { return double4(a) / b; }
__host__ __device__ constexpr inline bool operator==(const double4 &a, const double4 &b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}
__host__ __device__ constexpr inline bool operator!=(const double4 &a, const double4 &b) { return !(a == b); }
__host__ __device__ constexpr inline double4 make_double4(double x, double y, double z, double w) {
  return double4(x, y, z, w);
}
