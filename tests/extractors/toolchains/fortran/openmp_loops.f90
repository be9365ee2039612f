module openmp_loops
  use omp_lib
  implicit none
contains
  function total(x) result(s)
    real(8), intent(in) :: x(:)
    real(8) :: s
    integer :: i
    s = 0
    !$omp parallel do reduction(+:s) schedule(static) default(none) shared(x) private(i)
    do i = 1, size(x)
      s = s + x(i)
    end do
    !$omp end parallel do
  end function total
  subroutine tasks(n, work)
    integer, intent(in) :: n
    integer, intent(inout) :: work(n)
    integer :: i
    !$omp parallel
    !$omp single
    do i = 1, n
      !$omp task firstprivate(i) shared(work)
      work(i) = omp_get_thread_num()
      !$omp end task
    end do
    !$omp end single
    !$omp barrier
    !$omp critical
    work(1) = max(work(1), omp_get_num_threads())
    !$omp end critical
    !$omp end parallel
  end subroutine tasks
  subroutine vectorised(a, b, c)
    real, intent(in) :: a(:), b(:)
    real, intent(out) :: c(:)
    integer :: i
    !$omp simd
    do i = 1, size(a)
      c(i) = a(i)*b(i)
    end do
    !$ print *, "seen by OpenMP only", omp_get_wtime()
  end subroutine vectorised
end module openmp_loops
