! C <- alpha A B + beta C; rows in memory are columns to Fortran, hence the reversed dimensions
subroutine gemm(m, n, k, alpha, a, b, beta, c) bind(c)
  use, intrinsic :: iso_c_binding, only: c_float, c_int
  implicit none
  integer(c_int), value :: m, n, k
  real(c_float), value :: alpha, beta
  real(c_float), intent(in) :: a(k, m), b(n, k)
  real(c_float), intent(inout) :: c(n, m)
  real(c_float) :: factor
  integer :: i, j, p

  !$omp parallel do private(j, p, factor)
  do i = 1, m
    do j = 1, n
      c(j, i) = beta * c(j, i)
    end do
    do p = 1, k
      factor = alpha * a(p, i)
      do j = 1, n
        c(j, i) = c(j, i) + factor * b(j, p)
      end do
    end do
  end do
  !$omp end parallel do
end subroutine gemm
