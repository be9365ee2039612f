! A running sum that goes once around a ring of processes.
subroutine ring_sum(own, total, comm)
  use mpi_f08
  implicit none
  integer, intent(in) :: own
  integer, intent(out) :: total
  type(MPI_Comm), intent(in) :: comm
  integer :: rank, n_ranks

  call MPI_Comm_rank(comm, rank)
  call MPI_Comm_size(comm, n_ranks)
  total = own
  if (rank > 0) then
    call MPI_Recv(total, 1, MPI_INTEGER, rank - 1, 0, comm, MPI_STATUS_IGNORE)
    total = total + own
  end if
  if (rank < n_ranks - 1) call MPI_Send(total, 1, MPI_INTEGER, rank + 1, 0, comm)
  ! The last one knows the sum of all.
  call MPI_Bcast(total, 1, MPI_INTEGER, n_ranks - 1, comm)
end subroutine ring_sum
