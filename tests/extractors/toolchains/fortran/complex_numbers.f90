subroutine fourier(n, signal, spectrum)
  implicit none
  integer, intent(in) :: n
  complex(8), intent(in) :: signal(0:n - 1)
  complex(8), intent(out) :: spectrum(0:n - 1)
  complex(8), parameter :: i_unit = (0.0d0, 1.0d0)
  real(8), parameter :: pi = 3.14159265358979d0
  integer :: j, k
  spectrum = 0
  do k = 0, n - 1
    do j = 0, n - 1
      spectrum(k) = spectrum(k) + signal(j)*exp(-2*pi*i_unit*j*k/n)
    end do
  end do
  if (any(abs(spectrum) > 1d6)) spectrum%im = 0
  spectrum(0) = cmplx(real(spectrum(0)), aimag(conjg(spectrum(0))), 8)
end subroutine fourier
