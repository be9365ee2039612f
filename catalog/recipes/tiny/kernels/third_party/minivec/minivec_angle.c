#include "minivec.h"

#include <math.h>

/* Angle between two vectors in radians; stable where acos of the cosine is not, near 0 and pi. */
float vec3_angle(vec3 a, vec3 b)
{
    const vec3 cross = vec3_of(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
    return atan2f(sqrtf(vec3_dot(cross, cross)), vec3_dot(a, b));
}
