! The scalar product of two vectors
subroutine dot(n, x, y, product) bind(c)
  use, intrinsic :: iso_c_binding, only: c_double, c_int
  implicit none
  integer(c_int), value :: n
  real(c_double), intent(in) :: x(n), y(n)
  real(c_double), intent(out) :: product
  real(c_double) :: total
  integer :: i

  total = 0.0_c_double
  !$omp parallel do reduction(+:total)
  do i = 1, n
    total = total + x(i) * y(i)
  end do
  !$omp end parallel do
  product = total
end subroutine dot
