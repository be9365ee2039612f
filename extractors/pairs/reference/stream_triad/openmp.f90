! STREAM triad: a <- b + s c
subroutine stream_triad(n, s, b, c, a) bind(c)
  use, intrinsic :: iso_c_binding, only: c_double, c_int
  implicit none
  integer(c_int), value :: n
  real(c_double), value :: s
  real(c_double), intent(in) :: b(n), c(n)
  real(c_double), intent(out) :: a(n)
  integer :: i

  !$omp parallel do schedule(static)
  do i = 1, n
    a(i) = b(i) + s * c(i)
  end do
  !$omp end parallel do
end subroutine stream_triad
