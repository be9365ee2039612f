! Conjugate gradients for A x = b from x = 0, a fixed number of iterations: the five-point operator with a shift
subroutine cg(height, width, iterations, shift, b, x, r, p, q) bind(c)
  use, intrinsic :: iso_c_binding, only: c_double, c_int
  implicit none
  integer(c_int), value :: height, width, iterations
  real(c_double), value :: shift
  real(c_double), intent(in) :: b(width, height)
  real(c_double), intent(out) :: x(width, height), r(width, height), p(width, height), q(width, height)
  real(c_double) :: rr, rr_next, pq, alpha, beta, total
  integer :: i, j, iteration

  rr = 0.0_c_double
  !$omp parallel do private(j) reduction(+:rr)
  do i = 1, height
    do j = 1, width
      x(j, i) = 0.0_c_double
      r(j, i) = b(j, i)
      p(j, i) = b(j, i)
      rr = rr + b(j, i)**2
    end do
  end do
  !$omp end parallel do

  do iteration = 1, iterations
    pq = 0.0_c_double
    !$omp parallel do private(j, total) reduction(+:pq)
    do i = 1, height
      do j = 1, width
        total = (4.0_c_double + shift) * p(j, i)
        if (i > 1) total = total - p(j, i - 1)
        if (i < height) total = total - p(j, i + 1)
        if (j > 1) total = total - p(j - 1, i)
        if (j < width) total = total - p(j + 1, i)
        q(j, i) = total
        pq = pq + p(j, i) * total
      end do
    end do
    !$omp end parallel do

    alpha = 0.0_c_double
    if (pq > 0.0_c_double) alpha = rr / pq
    rr_next = 0.0_c_double
    !$omp parallel do private(j) reduction(+:rr_next)
    do i = 1, height
      do j = 1, width
        x(j, i) = x(j, i) + alpha * p(j, i)
        r(j, i) = r(j, i) - alpha * q(j, i)
        rr_next = rr_next + r(j, i)**2
      end do
    end do
    !$omp end parallel do

    beta = 0.0_c_double
    if (rr > 0.0_c_double) beta = rr_next / rr
    !$omp parallel do private(j)
    do i = 1, height
      do j = 1, width
        p(j, i) = r(j, i) + beta * p(j, i)
      end do
    end do
    !$omp end parallel do
    rr = rr_next
  end do
end subroutine cg
