module procedures
  implicit none
  abstract interface
    pure real function scalar_function(x)
      real, intent(in) :: x
    end function scalar_function
  end interface
contains
  real function integral(f, a, b, n)
    procedure(scalar_function) :: f
    real, intent(in) :: a, b
    integer, intent(in) :: n
    procedure(scalar_function), pointer :: p
    real :: h
    integer :: i
    p => f
    h = (b - a)/n
    integral = 0
    do i = 0, n - 1
      integral = integral + h*p(a + (i + 0.5)*h)
    end do
  end function integral
  real function circle()
    circle = 4*integral(quarter, 0.0, 1.0, 1000)
  contains
    pure real function quarter(x)
      real, intent(in) :: x
      quarter = sqrt(1 - x*x)
    end function quarter
  end function circle
end module procedures
