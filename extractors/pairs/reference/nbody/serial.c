#include <math.h>

struct body {
    float x, y, z, mass;
};

/* The acceleration of every body by the gravity of all, three numbers a body; softening keeps close ones apart. */
void nbody(int n, float softening, const struct body *restrict bodies, float *restrict acceleration)
{
    for (int i = 0; i < n; i++) {
        float ax = 0.0f, ay = 0.0f, az = 0.0f;
        for (int j = 0; j < n; j++) {
            const float dx = bodies[j].x - bodies[i].x;
            const float dy = bodies[j].y - bodies[i].y;
            const float dz = bodies[j].z - bodies[i].z;
            const float inverse = 1.0f / sqrtf(dx * dx + dy * dy + dz * dz + softening);
            const float pull = bodies[j].mass * inverse * inverse * inverse;
            ax += pull * dx;
            ay += pull * dy;
            az += pull * dz;
        }
        acceleration[3 * i] = ax;
        acceleration[3 * i + 1] = ay;
        acceleration[3 * i + 2] = az;
    }
}
