// The acceleration of every body by the gravity of all: a block brings one tile of bodies after the other into shared
// memory, and each is read there by all threads
#include <cuda_runtime.h>
#include <math.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

struct body {
    float x, y, z, mass;
};

__global__ void nbody_kernel(int n, float softening, const body *__restrict__ bodies,
                             float *__restrict__ acceleration)
{
    __shared__ body tile[BLOCK_SIZE];
    const int i = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    // Threads without a body of their own still load and wait, and compute for the last body.
    const body here = bodies[min(i, n - 1)];

    float ax = 0.0f, ay = 0.0f, az = 0.0f;
    for (int first = 0; first < n; first += BLOCK_SIZE) {
        const int in_tile = min(BLOCK_SIZE, n - first);
        if (threadIdx.x < in_tile) {
            tile[threadIdx.x] = bodies[first + threadIdx.x];
        }
        __syncthreads();
        for (int j = 0; j < in_tile; j++) {
            const float dx = tile[j].x - here.x;
            const float dy = tile[j].y - here.y;
            const float dz = tile[j].z - here.z;
            const float inverse = 1.0f / sqrtf(dx * dx + dy * dy + dz * dz + softening);
            const float pull = tile[j].mass * inverse * inverse * inverse;
            ax += pull * dx;
            ay += pull * dy;
            az += pull * dz;
        }
        __syncthreads();
    }
    if (i < n) {
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
