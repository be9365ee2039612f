! Constructs that enclose loops, and loops of every form.
module constructs
  use iso_c_binding
  implicit none
  integer, parameter :: wp = c_double
  interface operator(.cross.)
    procedure cross
  end interface
contains

  pure function cross(a, b) result(c)
    real(wp), intent(in) :: a(3), b(3)
    real(wp) :: c(3)
    c(1) = a(2) * b(3) - a(3) * b(2)
    c(2) = a(3) * b(1) - a(1) * b(3)
    c(3) = a(1) * b(2) - a(2) * b(1)
  end function cross

  subroutine fill(a, mask) bind(c, name='fill_matrix')
    real(c_double), intent(inout) :: a(:, :)
    logical, intent(in) :: mask(:, :)
    integer :: i, j
    associate (n => size(a, 1), m => size(a, 2))
      do concurrent (i = 1:n, j = 1:m, mask(i, j))
        a(i, j) = i + 10 * j
      end do
      block
        integer :: k
        real(wp) :: s
        s = 0
        do k = 1, min(n, m)
          s = s + a(k, k)
        enddo
        while_positive: do while (s > 0)
          s = s - 1
          if (s > 1e6) exit while_positive
        end do while_positive
      end block
    end associate
    where (mask)
      a = 2 * a
    elsewhere
      a = 0
    end where
  end subroutine fill

  integer(c_int) function gather(keys, n) bind(c)
    integer(c_int), value :: n
    integer(c_int), intent(in) :: keys(n)
    integer :: k
    gather = 0
    if (n > 0) then; do k = 1, n; gather = gather + keys(k); end do; end if
    select case (gather)
    case (:-1)
      gather = 0
    case (0)
      continue
    case default
      outer: do
        inner: do k = 1, 3
          if (keys(k) == 0) cycle outer
          if (keys(k) > 3) exit outer
        end do inner
        exit
      end do outer
    end select
  end function gather

  subroutine dispatch(x)
    class(*), intent(inout) :: x(:)
    integer :: do, end, i
    do = 1
    end = size(x)
    select type (x)
    type is (real(wp))
      do i = do, end
        x(i) = x(i) &
          + 1
      end do
    class default
      error stop 'do i = 1, n'
    end select
    print '(10i4)', (i, i = do, end)
  end subroutine dispatch

end module constructs

! outside of any module
real function external_sum(x, n)
  integer n, i
  real x(n)
  external_sum = 0.
  do 100 i = 1, n
    external_sum = external_sum + x(i)
100 continue
end
