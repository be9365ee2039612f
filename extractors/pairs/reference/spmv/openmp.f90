! y <- A x, with A in compressed rows; offsets and columns count from zero
subroutine spmv(n_rows, offsets, columns, values, x, y) bind(c)
  use, intrinsic :: iso_c_binding, only: c_double, c_int
  implicit none
  integer(c_int), value :: n_rows
  integer(c_int), intent(in) :: offsets(0:n_rows), columns(0:*)
  real(c_double), intent(in) :: values(0:*), x(0:*)
  real(c_double), intent(out) :: y(0:n_rows - 1)
  real(c_double) :: total
  integer :: i, k

  !$omp parallel do private(k, total) schedule(dynamic, 64)
  do i = 0, n_rows - 1
    total = 0.0_c_double
    do k = offsets(i), offsets(i + 1) - 1
      total = total + values(k) * x(columns(k))
    end do
    y(i) = total
  end do
  !$omp end parallel do
end subroutine spmv
