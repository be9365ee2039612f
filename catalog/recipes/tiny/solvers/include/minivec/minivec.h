/* Vectors of three floats, by value. */
#ifndef MINIVEC_H
#define MINIVEC_H

typedef struct {
    float x, y, z;
} vec3;

static inline vec3 vec3_of(float x, float y, float z)
{
    vec3 v;
    v.x = x;
    v.y = y;
    v.z = z;
    return v;
}

static inline vec3 vec3_add(vec3 a, vec3 b)
{
    return vec3_of(a.x + b.x, a.y + b.y, a.z + b.z);
}

static inline vec3 vec3_sub(vec3 a, vec3 b)
{
    return vec3_of(a.x - b.x, a.y - b.y, a.z - b.z);
}

static inline float vec3_dot(vec3 a, vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

/* factor * a + b */
static inline vec3 vec3_fma(float factor, vec3 a, vec3 b)
{
    return vec3_of(factor * a.x + b.x, factor * a.y + b.y, factor * a.z + b.z);
}

#endif
