! The softmax of every row; a row in memory is a column to Fortran
subroutine softmax(n_rows, n_columns, x, y) bind(c)
  use, intrinsic :: iso_c_binding, only: c_float, c_int
  implicit none
  integer(c_int), value :: n_rows, n_columns
  real(c_float), intent(in) :: x(n_columns, n_rows)
  real(c_float), intent(out) :: y(n_columns, n_rows)
  real(c_float) :: largest, total
  integer :: i, j

  !$omp parallel do private(j, largest, total)
  do i = 1, n_rows
    largest = -huge(largest)
    do j = 1, n_columns
      largest = max(largest, x(j, i))
    end do
    total = 0.0_c_float
    do j = 1, n_columns
      y(j, i) = exp(x(j, i) - largest)
      total = total + y(j, i)
    end do
    do j = 1, n_columns
      y(j, i) = y(j, i) / total
    end do
  end do
  !$omp end parallel do
end subroutine softmax
