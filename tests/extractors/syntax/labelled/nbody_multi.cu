// Several devices, one host thread each.
#include <cuda_runtime.h>
#include <omp.h>
#include <vector>

__host__ __device__ inline float3 operator+(float3 a, float3 b) { return make_float3(a.x + b.x, a.y + b.y, a.z + b.z); }
__host__ __device__ inline float3 operator-(const float3 &a, const float3 &b)
{
    return {a.x - b.x, a.y - b.y, a.z - b.z};
}
__host__ __device__ constexpr float3 operator*(float s, float3 a) { return {s * a.x, s * a.y, s * a.z}; }
__device__ float3 &operator+=(float3 &a, float3 b) { return a = a + b; }

__device__ float3 pull(float3 at, float4 body)
{
    float3 d = float3{body.x, body.y, body.z} - at;
    float r = rsqrtf(d.x * d.x + d.y * d.y + d.z * d.z + 1e-4f);
    return (body.w * r * r * r) * d;
}

__global__ void forces(const float4 *bodies, float3 *f, int first, int count, int n)
{
    extern __shared__ float4 tile[];
    int i = first + blockIdx.x * blockDim.x + threadIdx.x;
    float4 me = bodies[i < n ? i : 0];
    float3 sum{};
    for (int base = 0; base < n; base += blockDim.x) {
        if (base + threadIdx.x < n) tile[threadIdx.x] = bodies[base + threadIdx.x];
        __syncthreads();
        for (int k = 0; k < blockDim.x && base + k < n; ++k) sum += pull({me.x, me.y, me.z}, tile[k]);
        __syncthreads();
    }
    if (i < first + count) f[i - first] = sum;
}

struct Share {
    float4 *bodies = nullptr;
    float3 *forces = nullptr;
    int first, count;
};

void all_forces(const std::vector<float4> &bodies, std::vector<float3> &out)
{
    int n_devices = 0;
    const int n = static_cast<int>(bodies.size());
    cudaGetDeviceCount(&n_devices);
    std::vector<Share> shares(n_devices);

    #pragma omp parallel num_threads(n_devices) default(shared)
    {
        const int d = omp_get_thread_num();
        Share &s = shares[d];
        cudaSetDevice(d);
        s.first = n * d / n_devices;
        s.count = n * (d + 1) / n_devices - s.first;
        cudaMalloc(&s.bodies, n * sizeof(float4));
        cudaMalloc(&s.forces, s.count * sizeof(float3));
        #pragma omp barrier
        cudaMemcpy(s.bodies, bodies.data(), n * sizeof(float4), cudaMemcpyHostToDevice);
        ::forces<<<(s.count + 127) / 128, 128, 128 * sizeof(float4)>>>(s.bodies, s.forces, s.first, s.count, n);
        cudaMemcpy(&out[s.first], s.forces, s.count * sizeof(float3), cudaMemcpyDeviceToHost);
        #pragma omp critical(release)
        {
            cudaFree(s.bodies);
            cudaFree(s.forces);
        }
    }
    for (int d = 0; d < n_devices; ++d)
        cudaSetDevice(d), cudaDeviceSynchronize();
}
