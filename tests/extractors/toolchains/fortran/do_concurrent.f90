subroutine smooth(n, a, b)
  implicit none
  integer, intent(in) :: n
  real, intent(in) :: a(n, n)
  real, intent(out) :: b(n, n)
  integer :: i, j
  b = a
  do concurrent (i = 2:n - 1, j = 2:n - 1, a(i, j) > 0)
    b(i, j) = 0.25*(a(i - 1, j) + a(i + 1, j) + a(i, j - 1) + a(i, j + 1))
  end do
  forall (i = 1:n) b(i, i) = 1
  where (b < 0)
    b = 0
  elsewhere
    b = sqrt(b)
  end where
end subroutine smooth
