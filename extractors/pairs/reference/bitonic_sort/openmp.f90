! Sorts keys by Batcher's bitonic network, all of whose steps sort upwards: any n will do
subroutine bitonic_sort(n, keys) bind(c)
  use, intrinsic :: iso_c_binding, only: c_int
  implicit none
  integer(c_int), value :: n
  integer(c_int), intent(inout) :: keys(0:n - 1)
  integer :: half, distance

  half = 1
  do while (half < n)
    call exchange(2 * half - 1)
    distance = half / 2
    do while (distance > 0)
      call exchange(distance)
      distance = distance / 2
    end do
    half = half * 2
  end do

contains

  ! Every key and the one whose index differs in the bits of `mask` come into order.
  subroutine exchange(mask)
    integer, intent(in) :: mask
    integer(c_int) :: key
    integer :: i, partner

    !$omp parallel do private(partner, key)
    do i = 0, n - 1
      partner = ieor(i, mask)
      if (partner > i .and. partner < n) then
        if (keys(i) > keys(partner)) then
          key = keys(i)
          keys(i) = keys(partner)
          keys(partner) = key
        end if
      end if
    end do
    !$omp end parallel do
  end subroutine exchange

end subroutine bitonic_sort
