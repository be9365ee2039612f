! STREAM add: c <- a + b
subroutine stream_add(n, a, b, c) bind(c)
  use, intrinsic :: iso_c_binding, only: c_double, c_int
  implicit none
  integer(c_int), value :: n
  real(c_double), intent(in) :: a(n), b(n)
  real(c_double), intent(out) :: c(n)
  integer :: i

  !$omp parallel do schedule(static)
  do i = 1, n
    c(i) = a(i) + b(i)
  end do
  !$omp end parallel do
end subroutine stream_add
