module halo
  use mpi_f08
  implicit none
contains
  subroutine exchange(field, comm, left, right)
    real(8), intent(inout) :: field(0:)
    type(MPI_Comm), intent(in) :: comm
    integer, intent(in) :: left, right
    type(MPI_Request) :: requests(2)
    integer :: n
    n = ubound(field, 1) - 1
    call MPI_Irecv(field(0), 1, MPI_DOUBLE_PRECISION, left, 0, comm, requests(1))
    call MPI_Isend(field(n), 1, MPI_DOUBLE_PRECISION, right, 0, comm, requests(2))
    call MPI_Waitall(2, requests, MPI_STATUSES_IGNORE)
    if (comm == MPI_COMM_WORLD) call MPI_Barrier(comm)
  end subroutine exchange
end module halo
