logical function is_usable(x)
  use, intrinsic :: ieee_arithmetic
  implicit none
  real(8), intent(in) :: x
  type(ieee_status_type) :: status
  call ieee_get_status(status)
  is_usable = ieee_is_finite(x) .and. .not. ieee_is_nan(x)
  if (ieee_class(x) == ieee_negative_zero) is_usable = .false.
  call ieee_set_status(status)
end function is_usable
