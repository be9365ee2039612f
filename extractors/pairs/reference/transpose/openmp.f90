! The transpose of a matrix of n rows and m columns; rows in memory are columns to Fortran
subroutine transpose_matrix(n, m, matrix, out) bind(c, name="transpose")
  use, intrinsic :: iso_c_binding, only: c_float, c_int
  implicit none
  integer(c_int), value :: n, m
  real(c_float), intent(in) :: matrix(m, n)
  real(c_float), intent(out) :: out(n, m)
  integer :: i, j

  !$omp parallel do private(i)
  do j = 1, m
    do i = 1, n
      out(i, j) = matrix(j, i)
    end do
  end do
  !$omp end parallel do
end subroutine transpose_matrix
