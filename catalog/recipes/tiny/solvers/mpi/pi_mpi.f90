! Pi as the integral of 4 / (1 + x**2), by the midpoint rule; each process takes every n_ranks-th strip.
program pi_mpi
  use mpi
  implicit none
  integer, parameter :: n = 1000000
  double precision :: x, own, total
  integer :: rank, n_ranks, i, error

  call MPI_Init(error)
  call MPI_Comm_rank(MPI_COMM_WORLD, rank, error)
  call MPI_Comm_size(MPI_COMM_WORLD, n_ranks, error)

  own = 0.0d0
  do i = rank + 1, n, n_ranks
    x = (i - 0.5d0) / n
    own = own + 4.0d0 / (1.0d0 + x * x)
  end do
  call MPI_Reduce(own / n, total, 1, MPI_DOUBLE_PRECISION, MPI_SUM, 0, MPI_COMM_WORLD, error)
  if (rank == 0) print '(a, f16.13)', 'pi ', total
  call MPI_Finalize(error)
end program pi_mpi
