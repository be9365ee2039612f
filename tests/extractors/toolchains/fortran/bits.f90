elemental function mixed(seed) result(hash)
  use, intrinsic :: iso_fortran_env, only: int64, int8
  implicit none
  integer(int64), intent(in) :: seed
  integer(int64) :: hash
  hash = ieor(seed, ishft(seed, -30))*int(z'1F58476D1CE4E5B9', int64)
  hash = ieor(hash, shiftr(hash, 27)) + popcnt(seed) + leadz(hash)
  hash = ibset(iand(hash, not(ior(seed, 255_int64))), 3) + ibits(seed, 4, 8) + ishftc(hash, 5)
  hash = hash + sum(int(transfer(seed, [0_int8])))
end function mixed
