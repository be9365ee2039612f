! A module, two submodules, and the procedures whose bodies are there.
module solvers
  implicit none
  type, abstract :: solver
    integer :: max_iterations = 100
  contains
    procedure(solve_i), deferred :: solve
  end type
  interface
    module subroutine jacobi(a, b, x, n_done)
      real, intent(in) :: a(:,:), b(:)
      real, intent(inout) :: x(:)
      integer, intent(out) :: n_done
    end subroutine
    module function norm2_of(x) result(r)
      real, intent(in) :: x(:)
      real :: r
    end function
    module subroutine report(what)
      character(*), intent(in) :: what
    end subroutine report
  end interface
  abstract interface
    subroutine solve_i(self, b, x)
      import solver
      class(solver), intent(in) :: self
      real, intent(in) :: b(:)
      real, intent(out) :: x(:)
    end subroutine
  end interface
end module solvers

submodule (solvers) iterative
  implicit none
  real, parameter :: eps = 1e-5
contains
  module procedure jacobi
    real :: y(size(x))
    integer :: i
    n_done = 0
    do
      do concurrent (i = 1:size(x))
        y(i) = (b(i) - dot_product(a(i, :), x) + a(i, i) * x(i)) / a(i, i)
      end do
      n_done = n_done + 1
      if (norm2_of(x - y) < eps .or. n_done >= 1000) exit
      x = y
    end do
    x = y
    call report('jacobi')
  end procedure jacobi

  module function norm2_of(x) result(r)
    real, intent(in) :: x(:)
    real :: r
    r = sqrt(accumulate(x))
  contains
    recursive pure real function accumulate(x) result(s)
      real, intent(in) :: x(:)
      integer :: h
      if (size(x) <= 8) then
        s = sum(x**2)
      else
        h = size(x) / 2
        s = accumulate(x(:h)) + accumulate(x(h+1:))
      end if
    end function accumulate
  end function
end submodule iterative

submodule (solvers:iterative) reporting
contains
  module procedure report
    print '(2a)', 'do i = 1, n of ', what
  end
end submodule

program run_solvers
  use solvers
  implicit none
  real :: a(3, 3), b(3) = 1, x(3) = 0
  integer :: n, i
  a = 0.25
  forall (i = 1:3)
    a(i, i) = 2
  end forall
  forall (i = 1:3) b(i) = i
  call jacobi(a, b, x, n)
  print *, n, x
end program run_solvers
