subroutine write_field(file, u, nx, ny, rank, nprocs, comm)
  implicit none
  include 'mpif.h'
  character(len=*), intent(in) :: file
  integer, intent(in) :: nx, ny, rank, nprocs, comm
  real(kind=8), intent(in) :: u(nx, ny)
  integer :: fh, ierr, filetype, sizes(2), subsizes(2), starts(2)
  integer :: status(MPI_STATUS_SIZE), info, code
  integer(kind=MPI_OFFSET_KIND) :: disp

  sizes    = (/ nx, ny * nprocs /)
  subsizes = (/ nx, ny /)
  starts   = (/ 0, ny * rank /)
  call MPI_Type_create_subarray(2, sizes, subsizes, starts, MPI_ORDER_FORTRAN, &
       MPI_DOUBLE_PRECISION, filetype, ierr)
  call MPI_Type_commit(filetype, ierr)
  call MPI_Info_create(info, ierr); call MPI_Info_set(info, 'striping_factor', '8, or so', ierr)
  call MPI_File_open(comm, trim(file)//'.dat', &
       ior(MPI_MODE_CREATE, MPI_MODE_WRONLY), &
       info, fh, ierr)
  if (ierr /= MPI_SUCCESS) then
     write (*, '(3a)') "call MPI_File_open(", trim(file), ")"
     call MPI_Abort(comm, 1, ierr)
  end if
  disp = 0_MPI_OFFSET_KIND
  call MPI_File_set_view(fh, disp, MPI_DOUBLE_PRECISION, filetype, 'native', info, ierr)
  call mpi_file_write_all(fh, u(1, 1), nx*ny, MPI_DOUBLE_PRECISION, status, ierr)
  call MPI_File_close(fh, ierr)
  call MPI_Type_free(filetype, ierr)
  if (rank == 0) call MPI_Info_free(info, ierr)
  code = ierr   ! not: call MPI_Barrier(comm, ierr)
end subroutine write_field

double precision function slowest(comm)
  use mpi
  implicit none
  integer, intent(in) :: comm
  integer :: ierr, k
  double precision :: mine
  slowest = MPI_WTIME()
  do 20 k = 1, 10
     do 10 while (mine < k)
        mine = mine + 1
10   continue
20 continue
  mine = MPI_Wtime() - slowest
  call MPI_Allreduce(mine, slowest, 1, MPI_DOUBLE_PRECISION, MPI_MAX, comm, ierr)
end function slowest

program io_parallel
  use mpi
  implicit none
  integer :: rank, nprocs, ierr, i
  real(kind=8), dimension(:,:), allocatable :: u
  double precision, external :: slowest
  call MPI_Init(ierr)
  call MPI_Comm_rank(MPI_COMM_WORLD, rank, ierr); call MPI_Comm_size(MPI_COMM_WORLD, nprocs, ierr)
  allocate(u(100, 100))
  do i = 1, 100
     u(:, i) = rank + i
  end do
  call write_field('field', u, 100, 100, rank, nprocs, MPI_COMM_WORLD)
  if (rank == 0 .and. slowest(MPI_COMM_WORLD) > 1d0) &
       write (*, *) 'slow'
  if (rank /= 0) call slowest_of_all(u, MPI_COMM_WORLD)
  call MPI_Finalize(ierr)
contains
  subroutine slowest_of_all(x, comm)
    real(kind=8), intent(in) :: x(:,:)
    integer, intent(in) :: comm
    call MPI_Send(x(:, 1), size(x, 1), MPI_REAL8, &
         mod(rank + 1, nprocs), & ! the next
         0, comm, ierr)
  end subroutine
end program io_parallel
