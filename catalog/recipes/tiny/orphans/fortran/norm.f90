! Copyright (c) 2026 The Warploom authors
!> Euclidean norm that neither overflows nor underflows on the way.
pure function norm(x) result(length)
  implicit none
  double precision, intent(in) :: x(:)
  double precision :: length, largest
  largest = maxval(abs(x))
  length = 0.0d0
  if (largest > 0.0d0) length = largest * sqrt(sum((x / largest)**2))
end function norm
