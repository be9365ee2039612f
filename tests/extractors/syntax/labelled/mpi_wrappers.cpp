// RAII around communicators and requests, and a few collectives over typed spans.
#include <mpi.h>

#include <cassert>
#include <complex>
#include <functional>
#include <stdexcept>
#include <vector>

namespace mp {

template <class T> struct datatype;
template <> struct datatype<double> { static MPI_Datatype get() { return MPI_DOUBLE; } };
template <> struct datatype<int> { static MPI_Datatype get() { return MPI_INT; } };
template <class T> struct datatype<std::complex<T>> {
    static MPI_Datatype get()
    {
        static MPI_Datatype type = [] {
            MPI_Datatype t;
            MPI_Type_contiguous(2, datatype<T>::get(), &t);
            MPI_Type_commit(&t);
            return t;
        }();
        return type;
    }
};

inline void check(int rc)
{
    if (rc == MPI_SUCCESS) return;
    char text[MPI_MAX_ERROR_STRING];
    int length;
    MPI_Error_string(rc, text, &length);
    throw std::runtime_error(std::string(text, length));
}

class Communicator {
    MPI_Comm comm_ = MPI_COMM_NULL;

public:
    explicit Communicator(MPI_Comm parent) { check(MPI_Comm_dup(parent, &comm_)); }
    Communicator(const Communicator &parent, int colour, int key = 0)
    {
        check(MPI_Comm_split(parent.comm_, colour, key, &comm_));
    }
    ~Communicator()
    {
        if (comm_ != MPI_COMM_NULL) MPI_Comm_free(&comm_);
    }
    Communicator(const Communicator &) = delete;

    operator MPI_Comm() const { return comm_; }
    int rank() const { int r; return check(MPI_Comm_rank(comm_, &r)), r; }
    int size() const
    {
        int s;
        ::MPI_Comm_size(comm_, &s);
        return s;
    }

    template <class T>
    T all_sum(T x) const
    {
        T s{};
        check(MPI_Allreduce(&x, &s, 1, datatype<T>::get(), MPI_SUM, comm_));
        return s;
    }

    template <class T>
    std::vector<T> gather_all(const std::vector<T> &mine) const
    {
        int n = static_cast<int>(mine.size());
        std::vector<int> counts(size()), offsets(size() + 1);
        check(MPI_Allgather(&n, 1, MPI_INT, counts.data(), 1, MPI_INT, comm_));
        for (int r = 0; r < size(); ++r)
            offsets[r + 1] = offsets[r] + counts[r];
        std::vector<T> all(offsets.back());
        check(MPI_Allgatherv(mine.data(), n, datatype<T>::get(), all.data(), counts.data(), offsets.data(),
                             datatype<T>::get(), comm_));
        return all;
    }
};

void ring(const Communicator &world, std::vector<double> &u,
          const std::function<void(double)> &report = [](double) {})
{
    std::vector<MPI_Request> pending;
    const int right = (world.rank() + 1) % world.size(), left = (world.rank() + world.size() - 1) % world.size();
    for (auto peer : {left, right}) {
        pending.emplace_back();
        MPI_Isend(u.data(), int(u.size()), MPI_DOUBLE, peer, 0, world, &pending.back());
    }
    std::vector<double> in(u.size());
    MPI_Status status{};
    MPI_Recv(in.data(), static_cast<int>(in.size()), MPI_DOUBLE, left, 0, world, &status);
    assert(MPI_Waitall(static_cast<int>(pending.size()), pending.data(), MPI_STATUSES_IGNORE) == MPI_SUCCESS);
    report(world.all_sum(in[0]) / MPI_Wtick());
}

}  // namespace mp
