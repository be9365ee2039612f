#include <math.h>

struct body {
    float x, y, z, mass;
};

// The acceleration of every body by the gravity of all; the bodies are shared out among the threads
extern "C" void nbody(int n, float softening, const body *bodies, float *acceleration)
{
#pragma omp parallel for
    for (int i = 0; i < n; i++) {
        const body here = bodies[i];
        float ax = 0.0f, ay = 0.0f, az = 0.0f;
#pragma omp simd reduction(+ : ax, ay, az)
        for (int j = 0; j < n; j++) {
            const float dx = bodies[j].x - here.x;
            const float dy = bodies[j].y - here.y;
            const float dz = bodies[j].z - here.z;
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
