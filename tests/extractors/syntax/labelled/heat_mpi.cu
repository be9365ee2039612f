// Heat equation on several devices: one process for each, halos staged through the host.
#include <cuda_runtime.h>
#include <mpi.h>

#include <cstdlib>
#include <vector>

static int local_rank();

template <int RADIUS>
__global__ void __launch_bounds__(32 * 8, 2) heat(const float *__restrict__ u, float *__restrict__ v, int nx, int ny, float c)
{
    const int x = blockIdx.x * 32 + threadIdx.x;
    const int y = blockIdx.y * 8 + threadIdx.y;
    if (x < RADIUS || y < RADIUS || x >= nx - RADIUS || y >= ny - RADIUS) return;
    float s = 0.f;
    #pragma unroll
    for (int r = 1; r <= RADIUS; ++r) {
        s += u[y * nx + x - r] + u[y * nx + x + r];
        s += u[(y - r) * nx + x] + u[(y + r) * nx + x];
    }
    v[y * nx + x] = u[y * nx + x] + c * (s - 4 * RADIUS * u[y * nx + x]);
}

__global__ void pack(const float *u, float *row, int nx, int y) { row[threadIdx.x] = u[y * nx + threadIdx.x]; }

struct Slab {
    int nx, ny, north, south;
    float *u, *v;
    std::vector<float> send, receive;

    void exchange(MPI_Comm comm)
    {
        MPI_Request requests[2];
        cudaMemcpy(send.data(), u + nx, nx * sizeof(float), cudaMemcpyDeviceToHost);
        MPI_Irecv(receive.data(), nx, MPI_FLOAT, south, 0, comm, requests);
        MPI_Isend(send.data(), nx, MPI_FLOAT, north, 0, comm, requests + 1);
        MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
        cudaMemcpy(u + (ny - 1) * nx, receive.data(), nx * sizeof(float), cudaMemcpyHostToDevice);
    }
};

int main(int argc, char **argv)
{
    int rank, size, provided;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    cudaSetDevice(local_rank());

    Slab s{512, 512 / size + 2, rank ? rank - 1 : MPI_PROC_NULL, rank + 1 < size ? rank + 1 : MPI_PROC_NULL};
    s.send.resize(s.nx);
    s.receive.resize(s.nx);
    cudaMalloc(&s.u, sizeof(float) * s.nx * s.ny);
    cudaMalloc(&s.v, sizeof(float) * s.nx * s.ny);

    const dim3 block(32, 8), grid((s.nx + 31) / 32, (s.ny + 7) / 8);
    for (int step = 0; step < 1000; ++step) {
        s.exchange(MPI_COMM_WORLD);
        if (step % 2)
            heat<1><<<grid, block>>>(s.u, s.v, s.nx, s.ny, 0.1f);
        else
            heat<2><<<grid, block>>>(s.u, s.v, s.nx, s.ny, 0.05f);
        std::swap(s.u, s.v);
    }
    pack<<<1, s.nx>>>(s.u, s.v, s.nx, 1);

    float mine = 0, all = 0;
    std::vector<float> u(s.nx * s.ny);
    cudaMemcpy(u.data(), s.u, u.size() * sizeof(float), cudaMemcpyDeviceToHost);
    #pragma omp parallel for reduction(+ : mine)
    for (size_t i = 0; i < u.size(); ++i)
        mine += u[i];
    MPI_Allreduce(&mine, &all, 1, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    MPI_Finalize();
    return all < 0;
}

static int local_rank()
{
    MPI_Comm node;
    int r;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0,
                        MPI_INFO_NULL, &node);
    MPI_Comm_rank(node, &r);
    return r;
}
