module recursion
  implicit none
contains
  recursive subroutine hanoi(n, from, to, via, moves)
    integer, intent(in) :: n, from, to, via
    integer, intent(inout) :: moves
    if (n == 0) return
    call hanoi(n - 1, from, via, to, moves)
    moves = moves + 1
    call hanoi(n - 1, via, to, from, moves)
  end subroutine hanoi
  recursive function ackermann(m, n) result(a)
    integer, intent(in) :: m, n
    integer :: a
    if (m == 0) then
      a = n + 1
    else if (n == 0) then
      a = ackermann(m - 1, 1)
    else
      a = ackermann(m - 1, ackermann(m, n - 1))
    end if
  end function ackermann
  recursive subroutine quicksort(a)
    real, intent(inout) :: a(:)
    integer :: i, j
    real :: pivot, kept
    if (size(a) < 2) return
    pivot = a((size(a) + 1)/2)
    i = 0
    j = size(a) + 1
    do
      do
        j = j - 1
        if (a(j) <= pivot) exit
      end do
      do
        i = i + 1
        if (a(i) >= pivot) exit
      end do
      if (i >= j) exit
      kept = a(i)
      a(i) = a(j)
      a(j) = kept
    end do
    call quicksort(a(:i - 1))
    call quicksort(a(j + 1:))
  end subroutine quicksort
end module recursion
