! y <- alpha A x + beta y; A has m rows of n elements, one after the other, which Fortran sees as columns
subroutine gemv(m, n, alpha, a, x, beta, y) bind(c)
  use, intrinsic :: iso_c_binding, only: c_float, c_int
  implicit none
  integer(c_int), value :: m, n
  real(c_float), value :: alpha, beta
  real(c_float), intent(in) :: a(n, m), x(n)
  real(c_float), intent(inout) :: y(m)
  real(c_float) :: total
  integer :: i, j

  !$omp parallel do private(j, total)
  do i = 1, m
    total = 0.0_c_float
    do j = 1, n
      total = total + a(j, i) * x(j)
    end do
    y(i) = alpha * total + beta * y(i)
  end do
  !$omp end parallel do
end subroutine gemv
