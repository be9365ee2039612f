program message_passing
  use mpi
  implicit none
  integer :: error, rank, status(MPI_STATUS_SIZE)
  real(8) :: values(4), total
  call MPI_Init(error)
  call MPI_Comm_rank(MPI_COMM_WORLD, rank, error)
  values = rank
  if (rank == 0) then
    call MPI_Send(values, 4, MPI_DOUBLE_PRECISION, 1, 7, MPI_COMM_WORLD, error)
  else if (rank == 1) then
    call MPI_Recv(values, 4, MPI_DOUBLE_PRECISION, 0, MPI_ANY_TAG, MPI_COMM_WORLD, status, error)
  end if
  call MPI_Allreduce(sum(values), total, 1, MPI_DOUBLE_PRECISION, MPI_SUM, MPI_COMM_WORLD, error)
  call MPI_Finalize(error)
end program message_passing
