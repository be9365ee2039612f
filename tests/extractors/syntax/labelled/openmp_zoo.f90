module openmp_zoo
  !$ use omp_lib
  implicit none
  type :: extremum
    real :: value = -huge(0.)
    integer :: at = 0
  end type
  !$omp declare reduction(larger : extremum : omp_out = larger_of(omp_out, omp_in)) initializer(omp_priv = extremum())
  real, save :: work(100)
  !$omp threadprivate(work)
contains
  pure function larger_of(a, b) result(c)
    type(extremum), intent(in) :: a, b
    type(extremum) :: c
    c = a
    if (b%value > a%value) c = b
  end function larger_of

  elemental function scaled(x, a) result(y)
    !$omp declare simd(scaled) uniform(a) simdlen(4)
    !$omp declare target
    real, intent(in) :: x, a
    real :: y
    y = a * x
  end function scaled

  subroutine two_things(a, b)
    real, intent(inout) :: a(:), b(:)
    integer :: i
    !$omp parallel sections num_threads(2)
    !$omp section
    do i = 1, size(a)
      a(i) = scaled(a(i), 2.0)
    end do
    !$omp section
    b = sqrt(b)
    b(1) = 0
    !$omp end parallel sections

    !$omp parallel workshare shared(a, b)
    a = a + b
    !$omp end parallel workshare
  end subroutine two_things

  subroutine counts(keys, histogram, n_next, order)
    integer, intent(in) :: keys(:)
    integer, intent(inout) :: histogram(0:), n_next, order(:)
    integer :: k, mine
    !$omp parallel private(mine)
    !$omp do ordered schedule(monotonic: dynamic, 4)
    do k = 1, size(keys)
      !$omp atomic
      histogram(keys(k)) = histogram(keys(k)) + 1
      !$omp atomic capture
      mine = n_next
      n_next = n_next + 1
      !$omp end atomic
      !$omp critical (log)
      print *, 'end do', mine
      !$omp end critical (log)
      !$omp ordered
      order(k) = mine
      !$omp end ordered
    end do
    !$omp end do nowait
    !$omp barrier
    !$omp single
    mine = sum(histogram)
    !$omp end single copyprivate(mine)
    !$omp flush(n_next)
    !$omp end parallel
  end subroutine counts

  recursive integer function fibonacci(n) result(f)
    integer, intent(in) :: n
    integer :: a, b
    f = n
    if (n < 2) return
    !$omp task shared(a) if(n > 20)
    a = fibonacci(n - 1)
    !$omp end task
    !$omp task shared(b) depend(out: b)
    b = fibonacci(n - 2)
    !$omp end task
    !$omp taskwait
    f = a + b
  end function fibonacci

  function find(x) result(e)
    real, intent(in) :: x(:)
    type(extremum) :: e
    integer :: i
    e = extremum()
    !$omp parallel do reduction(larger: e), default(shared)
    do i = 1, size(x)
      e = larger_of(e, extremum(x(i), i))
    end do
    !$ if (omp_get_max_threads() > 1) print *, 'several threads'
    !$omp taskloop grainsize(8) nogroup
    do i = 1, size(work)
      work(i) = 0
    end do
    !$omp end taskloop
  end function find
end module openmp_zoo
