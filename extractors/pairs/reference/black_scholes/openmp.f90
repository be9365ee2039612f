! Prices of European calls and puts by the formula of Black and Scholes
subroutine black_scholes(n, rate, volatility, spot, strike, years, call_price, put_price) bind(c)
  use, intrinsic :: iso_c_binding, only: c_double, c_int
  implicit none
  integer(c_int), value :: n
  real(c_double), value :: rate, volatility
  real(c_double), intent(in) :: spot(n), strike(n), years(n)
  real(c_double), intent(out) :: call_price(n), put_price(n)
  real(c_double) :: spread, d1, d2, discounted
  integer :: i

  !$omp parallel do private(spread, d1, d2, discounted)
  do i = 1, n
    spread = volatility * sqrt(years(i))
    d1 = (log(spot(i) / strike(i)) + (rate + 0.5_c_double * volatility**2) * years(i)) / spread
    d2 = d1 - spread
    discounted = strike(i) * exp(-rate * years(i))
    call_price(i) = spot(i) * normal_below(d1) - discounted * normal_below(d2)
    put_price(i) = discounted * normal_below(-d2) - spot(i) * normal_below(-d1)
  end do
  !$omp end parallel do

contains

  ! The share of a standard normal distribution below d
  pure real(c_double) function normal_below(d)
    real(c_double), intent(in) :: d
    normal_below = 0.5_c_double * erfc(-d * 0.70710678118654752440_c_double)
  end function normal_below

end subroutine black_scholes
