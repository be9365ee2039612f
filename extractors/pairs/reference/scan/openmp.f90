! The inclusive prefix sums, in two passes over fixed parts: their sums, then each part from where it begins
subroutine scan_inclusive(n, x, out) bind(c, name="scan")
  use, intrinsic :: iso_c_binding, only: c_int, c_int64_t
  implicit none
  integer(c_int), value :: n
  integer(c_int), intent(in) :: x(n)
  integer(c_int), intent(out) :: out(n)
  integer, parameter :: parts = 64
  integer(c_int) :: start(parts), total, before
  integer :: i, part, bound(0:parts)

  do part = 0, parts
    bound(part) = int(int(part, c_int64_t) * n / parts)
  end do

  !$omp parallel do private(i, total)
  do part = 1, parts
    total = 0
    do i = bound(part - 1) + 1, bound(part)
      total = total + x(i)
    end do
    start(part) = total
  end do
  !$omp end parallel do

  before = 0
  do part = 1, parts
    total = start(part)
    start(part) = before
    before = before + total
  end do

  !$omp parallel do private(i, total)
  do part = 1, parts
    total = start(part)
    do i = bound(part - 1) + 1, bound(part)
      total = total + x(i)
      out(i) = total
    end do
  end do
  !$omp end parallel do
end subroutine scan_inclusive
