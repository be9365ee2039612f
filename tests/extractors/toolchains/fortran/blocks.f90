integer function first_prime_above(start) result(found)
  implicit none
  integer, intent(in) :: start
  integer :: candidate
  candidates: do candidate = start + 1, huge(1) - 1
    block
      integer :: divisor
      do divisor = 2, int(sqrt(real(candidate)))
        if (mod(candidate, divisor) == 0) cycle candidates
      end do
    end block
    found = candidate
    return
  end do candidates
  associate (limit => huge(1), below => start)
    found = merge(limit, below, limit > below)
  end associate
end function first_prime_above
