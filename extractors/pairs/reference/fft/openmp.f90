! The discrete Fourier transform of n complex numbers, n a power of two, by Cooley and Tukey's radix 2 in time
subroutine fft(n, re_in, im_in, re, im) bind(c)
  use, intrinsic :: iso_c_binding, only: c_double, c_int
  implicit none
  integer(c_int), value :: n
  real(c_double), intent(in) :: re_in(0:n - 1), im_in(0:n - 1)
  real(c_double), intent(out) :: re(0:n - 1), im(0:n - 1)
  real(c_double), parameter :: pi = 3.14159265358979323846_c_double
  complex(c_double) :: factor, turned
  integer :: i, k, half, butterfly, upper, lower

  !$omp parallel do
  do i = 0, n - 1
    re(i) = re_in(reversed(i))
    im(i) = im_in(reversed(i))
  end do
  !$omp end parallel do

  half = 1
  do while (half < n)
    !$omp parallel do private(k, factor, turned, upper, lower)
    do butterfly = 0, n / 2 - 1
      k = mod(butterfly, half)
      upper = 2 * (butterfly - k) + k
      lower = upper + half
      factor = cmplx(cos(pi * k / half), -sin(pi * k / half), c_double)
      turned = factor * cmplx(re(lower), im(lower), c_double)
      re(lower) = re(upper) - real(turned)
      im(lower) = im(upper) - aimag(turned)
      re(upper) = re(upper) + real(turned)
      im(upper) = im(upper) + aimag(turned)
    end do
    !$omp end parallel do
    half = half * 2
  end do

contains

  ! The bits of an index in reverse
  pure integer function reversed(index)
    integer, intent(in) :: index
    integer :: rest, bits

    reversed = 0
    rest = index
    bits = n
    do while (bits > 1)
      reversed = 2 * reversed + mod(rest, 2)
      rest = rest / 2
      bits = bits / 2
    end do
  end function reversed

end subroutine fft
