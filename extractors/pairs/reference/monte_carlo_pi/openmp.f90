! Points of the unit square that lie in the quarter circle: n streams of `draws` draws of two points. Fortran has no
! unsigned integers: words of 32 bits live in integers of 64 bits.
subroutine monte_carlo_pi(n, draws, seed, hits, inside) bind(c)
  use, intrinsic :: iso_c_binding, only: c_int, c_int32_t, c_int64_t
  implicit none
  integer(c_int), value :: n, draws
  integer(c_int32_t), value :: seed
  integer(c_int32_t), intent(out) :: hits(0:n - 1)
  integer(c_int64_t), intent(out) :: inside
  integer(c_int64_t), parameter :: mask = int(z'FFFFFFFF', c_int64_t)
  integer(c_int64_t) :: word(4), key, total
  integer(c_int32_t) :: hit
  integer :: stream, draw

  key = iand(int(seed, c_int64_t), mask)
  total = 0
  !$omp parallel do private(draw, word, hit) reduction(+:total)
  do stream = 0, n - 1
    hit = 0
    do draw = 0, draws - 1
      call philox(int(draw, c_int64_t), int(stream, c_int64_t), word)
      if (is_inside(word(1), word(2))) hit = hit + 1
      if (is_inside(word(3), word(4))) hit = hit + 1
    end do
    hits(stream) = hit
    total = total + hit
  end do
  !$omp end parallel do
  inside = total

contains

  ! The four random words that belong to a counter and the key: the generator Philox 4x32 with ten rounds
  subroutine philox(counter_0, counter_1, words)
    integer(c_int64_t), intent(in) :: counter_0, counter_1
    integer(c_int64_t), intent(out) :: words(4)
    integer(c_int64_t) :: key_0, key_1, even_high, even_low, odd_high, odd_low
    integer :: round

    words = [counter_0, counter_1, 0_c_int64_t, 0_c_int64_t]
    key_0 = key
    key_1 = 0
    do round = 1, 10
      call multiply(words(1), int(z'D2511F53', c_int64_t), even_high, even_low)
      call multiply(words(3), int(z'CD9E8D57', c_int64_t), odd_high, odd_low)
      words = [ieor(ieor(odd_high, words(2)), key_0), odd_low, ieor(ieor(even_high, words(4)), key_1), even_low]
      key_0 = iand(key_0 + int(z'9E3779B9', c_int64_t), mask)
      key_1 = iand(key_1 + int(z'BB67AE85', c_int64_t), mask)
    end do
  end subroutine philox

  ! Both halves of a product of two words, by way of 16-bit parts of one: nothing exceeds 63 bits.
  pure subroutine multiply(a, b, high, low)
    integer(c_int64_t), intent(in) :: a, b
    integer(c_int64_t), intent(out) :: high, low
    integer(c_int64_t) :: by_upper, by_lower

    by_upper = a * ishft(b, -16)
    by_lower = a * iand(b, 65535_c_int64_t)
    high = ishft(by_upper + ishft(by_lower, -16), -16)
    low = iand(by_lower + ishft(iand(by_upper, 65535_c_int64_t), 16), mask)
  end subroutine multiply

  ! Whether the point (a, b), each taken as a fraction of 2^32, lies in the quarter of the unit circle
  pure logical function is_inside(a, b)
    integer(c_int64_t), intent(in) :: a, b
    integer(c_int64_t) :: x, y

    x = ishft(a, -1)
    y = ishft(b, -1)
    is_inside = x * x + y * y < ishft(1_c_int64_t, 62)
  end function is_inside

end subroutine monte_carlo_pi
