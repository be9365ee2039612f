module vectors
  use precisions, only: wp, sp
  implicit none
  private
  public :: norm, vector, operator(+), operator(.cross.), assignment(=)

  type :: vector
    real(wp) :: x = 0, y = 0, z = 0
  contains
    procedure :: length => vector_length
    procedure, private :: scaled_by_real, scaled_by_integer
    generic :: scaled => scaled_by_real, scaled_by_integer
  end type vector

  interface norm
    module procedure norm_double, norm_single, norm_vector
  end interface norm
  interface operator(+)
    module procedure add
  end interface
  interface operator(.cross.)
    module procedure cross
  end interface
  interface assignment(=)
    module procedure from_array
  end interface

contains

  pure real(wp) function norm_double(a)
    real(wp), intent(in) :: a(:)
    norm_double = sqrt(sum(a**2))
  end function norm_double

  pure real(sp) function norm_single(a)
    real(sp), intent(in) :: a(:)
    norm_single = sqrt(dot_product(a, a))
  end function norm_single

  elemental real(wp) function norm_vector(a)
    type(vector), intent(in) :: a
    norm_vector = a%length()
  end function norm_vector

  elemental real(wp) function vector_length(self)
    class(vector), intent(in) :: self
    vector_length = sqrt(self%x**2 + self%y**2 + self%z**2)
  end function vector_length

  elemental function scaled_by_real(self, factor) result(scaled)
    class(vector), intent(in) :: self
    real(wp), intent(in) :: factor
    type(vector) :: scaled
    scaled = vector(self%x*factor, self%y*factor, self%z*factor)
  end function scaled_by_real

  elemental function scaled_by_integer(self, factor) result(scaled)
    class(vector), intent(in) :: self
    integer, intent(in) :: factor
    type(vector) :: scaled
    scaled = self%scaled(real(factor, wp))
  end function scaled_by_integer

  elemental type(vector) function add(a, b)
    type(vector), intent(in) :: a, b
    add = vector(a%x + b%x, a%y + b%y, a%z + b%z)
  end function add

  elemental type(vector) function cross(a, b)
    type(vector), intent(in) :: a, b
    cross = vector(a%y*b%z - a%z*b%y, a%z*b%x - a%x*b%z, a%x*b%y - a%y*b%x)
  end function cross

  pure subroutine from_array(a, values)
    type(vector), intent(out) :: a
    real(wp), intent(in) :: values(3)
    a%x = values(1)
    a%y = values(2)
    a%z = values(3)
  end subroutine from_array
end module vectors
