! The sum of all elements
subroutine reduction(n, x, total) bind(c)
  use, intrinsic :: iso_c_binding, only: c_float, c_int
  implicit none
  integer(c_int), value :: n
  real(c_float), intent(in) :: x(n)
  real(c_float), intent(out) :: total
  real(c_float) :: partial
  integer :: i

  partial = 0.0_c_float
  !$omp parallel do reduction(+:partial)
  do i = 1, n
    partial = partial + x(i)
  end do
  !$omp end parallel do
  total = partial
end subroutine reduction
