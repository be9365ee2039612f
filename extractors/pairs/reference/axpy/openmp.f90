! y <- a x + y, the elements shared out among the threads
subroutine axpy(n, a, x, y) bind(c)
  use, intrinsic :: iso_c_binding, only: c_float, c_int
  implicit none
  integer(c_int), value :: n
  real(c_float), value :: a
  real(c_float), intent(in) :: x(n)
  real(c_float), intent(inout) :: y(n)
  integer :: i

  !$omp parallel do simd
  do i = 1, n
    y(i) = a * x(i) + y(i)
  end do
  !$omp end parallel do simd
end subroutine axpy
