// The acceleration of every body by the gravity of all: one thread for each body, all others from global memory
#include <cuda_runtime.h>
#include <math.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

struct body {
    float x, y, z, mass;
};

__global__ void nbody_kernel(int n, float softening, const body *bodies, float *acceleration)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
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

extern "C" void launch_nbody(int n, float softening, const body *bodies, float *acceleration)
{
    if (n > 0) {
        nbody_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, softening, bodies, acceleration);
    }
}
