! How often each of the 256 values of a byte occurs. Fortran's bytes have a sign, which the mask takes away.
subroutine histogram(n, bytes, bins) bind(c)
  use, intrinsic :: iso_c_binding, only: c_int, c_int8_t, c_int32_t
  implicit none
  integer(c_int), value :: n
  integer(c_int8_t), intent(in) :: bytes(n)
  integer(c_int32_t), intent(out) :: bins(0:255)
  integer :: i, bin

  bins = 0
  !$omp parallel do private(bin) reduction(+:bins)
  do i = 1, n
    bin = iand(int(bytes(i)), 255)
    bins(bin) = bins(bin) + 1
  end do
  !$omp end parallel do
end subroutine histogram
