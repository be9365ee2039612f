// Particles on accelerators with OpenACC, exchanged between processes from device memory.
#include <cmath>
#include <cstddef>
#include <mpi.h>

struct Particles {
    std::size_t n = 0;
    float *x = nullptr, *v = nullptr, *m = nullptr;

    explicit Particles(std::size_t count) : n(count), x(new float[3 * count]), v(new float[3 * count]), m(new float[count])
    {
        #pragma acc enter data copyin(this) create(x[0:3*n], v[0:3*n], m[0:n])
    }
    ~Particles() {
        #pragma acc exit data delete(x, v, m, this)
        delete[] x; delete[] v; delete[] m;
    }

    #pragma acc routine seq
    float distance2(std::size_t a, std::size_t b) const {
        float s = 1e-6f;
        #pragma acc loop seq
        for (int d = 0; d < 3; ++d) {
            float r = x[3 * a + d] - x[3 * b + d];
            s += r * r;
        }
        return s;
    }

    void kick(float dt);
    void drift(float dt);
};

void Particles::kick(float dt)
{
    #pragma acc parallel loop gang(static: *) vector_length(128) \
        default(present) async(2)
    for (std::size_t i = 0; i < n; ++i) {
        float ax = 0, ay = 0, az = 0;
        #pragma acc loop vector reduction(+ : ax, ay, az)
        for (std::size_t j = 0; j < n; ++j) {
            #pragma acc cache(x[3*j:3])
            float w = m[j] / (distance2(i, j) * std::sqrt(distance2(i, j)));
            ax += w * (x[3 * j] - x[3 * i]);
            ay += w * (x[3 * j + 1] - x[3 * i + 1]);
            az += w * (x[3 * j + 2] - x[3 * i + 2]);
        }
        v[3 * i] += dt * ax, v[3 * i + 1] += dt * ay, v[3 * i + 2] += dt * az;
    }
}

void Particles::drift(float dt) {
    #pragma acc parallel loop tile(64, 3) present(this, x[0:3*n], v[0:3*n]) wait(2)
    for (std::size_t i = 0; i < n; ++i)
        for (int d = 0; d < 3; ++d)
            x[3 * i + d] += dt * v[3 * i + d];
}

static int exchange(Particles &p, int peer, MPI_Comm comm)
{
    MPI_Request r[2];
    float *x = p.x, *v = p.v;
    int count = static_cast<int>(3 * p.n);
    #pragma acc host_data use_device(x, v)
    {
        MPI_Isend(x, count, MPI_FLOAT, peer, 0, comm, &r[0]);
        MPI_Irecv(v, count, MPI_FLOAT, peer, 0, comm, &r[1]);
    }
    #pragma acc update self(x[0:3*p.n]) async
    return MPI_Waitall(2, r, MPI_STATUSES_IGNORE);
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    {
        Particles p(1 << 12);
        int n_outside = 0;
        float *x = p.x;
        for (int step = 0; step < 10; ++step) {
            p.kick(1e-3f);
            p.drift(1e-3f);
            #pragma acc parallel loop copy(n_outside)
            for (std::size_t i = 0; i < 3 * p.n; ++i) {
                if (std::fabs(x[i]) > 1) {
                    #pragma acc atomic update
                    n_outside++;
                }
            }
            exchange(p, 0, MPI_COMM_SELF);
        }
    }
    return MPI_Finalize();
}
