program halo_f08
  use mpi_f08
  implicit none
  integer, parameter :: n = 64
  type(MPI_Comm) :: cart
  type(MPI_Request) :: req(4)
  type(MPI_Status) :: status
  integer :: rank, nprocs, ierr, left, right, i
  integer :: dims(1) = [0]
  real(8) :: u(0:n+1), t0, total
  character(len=MPI_MAX_PROCESSOR_NAME) :: host

  call MPI_Init(ierr)
  call MPI_Comm_size(MPI_COMM_WORLD, nprocs)
  call MPI_Dims_create(nprocs, 1, dims)
  call MPI_Cart_create(MPI_COMM_WORLD, 1, dims, [.true.], .true., cart)
  call MPI_Comm_rank(cart, rank, ierror=ierr)
  call MPI_Cart_shift(cart, direction=0, disp=1, rank_source=left, rank_dest=right)
  if (rank == 0) call MPI_Get_processor_name(host, i)
  if (rank == 0) print '(a)', 'call MPI_Barrier(cart) on ' // host(1:i)

  u = rank
  t0 = MPI_Wtime()
  do i = 1, 100
    call exchange(u, left, right)
    u(1:n) = 0.5d0 * (u(0:n-1) + u(2:n+1))
  end do
  call MPI_Reduce(sum(u(1:n)), total, 1, MPI_DOUBLE_PRECISION, MPI_SUM, 0, cart)
  if (rank == 0) then
    write(*, *) total, MPI_Wtime() - t0, 'tick', mpi_wtick()
    do i = 1, nprocs - 1
      call MPI_Recv(u, n + 2, MPI_DOUBLE_PRECISION, i, &
                    99, cart, status)
    end do
  else
    call MPI_Send(u, n + 2, MPI_DOUBLE_PRECISION, 0, 99, cart)
  end if
  call MPI_Finalize()

contains

  subroutine exchange(u, left, right)
    real(8), intent(inout), asynchronous :: u(0:)
    integer, intent(in) :: left, right
    call MPI_Irecv(u(0), 1, MPI_DOUBLE_PRECISION, left, 1, cart, req(1))
    call MPI_Irecv(u(n+1:n+1), 1, MPI_DOUBLE_PRECISION, right, 2, cart, request=req(2))
    call MPI_Isend(buf=u(n), count=1, datatype=MPI_DOUBLE_PRECISION, dest=right, &  ! to the right
    &              tag=1, comm=cart, request=req(3))
    call MPI_Isend(u(1), 1, MPI_DOUBLE_PRECISION, left, 2, cart, &
                   req(4), ierr)
    if (ierr /= MPI_SUCCESS) call MPI_Abort(cart, 1)
    call MPI_Waitall(4, req, MPI_STATUSES_IGNORE)
  end subroutine exchange

end program halo_f08
