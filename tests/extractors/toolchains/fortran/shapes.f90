module shapes
  implicit none
  type, abstract :: shape_t
    character(len=:), allocatable :: name
  contains
    procedure(area_of), deferred :: area
    procedure, non_overridable :: describe
  end type shape_t
  abstract interface
    real function area_of(self)
      import :: shape_t
      class(shape_t), intent(in) :: self
    end function area_of
  end interface
  type, extends(shape_t) :: circle
    real :: radius
  contains
    procedure :: area => circle_area
    final :: forget_circle
  end type circle
  interface
    module subroutine report(items)
      class(shape_t), intent(in) :: items
    end subroutine report
    module function total(areas) result(sum_of_areas)
      real, intent(in) :: areas(:)
      real :: sum_of_areas
    end function total
  end interface
contains
  real function circle_area(self)
    class(circle), intent(in) :: self
    circle_area = 3.14159265*self%radius**2
  end function circle_area
  subroutine forget_circle(self)
    type(circle), intent(inout) :: self
    self%radius = 0
  end subroutine forget_circle
  subroutine describe(self)
    class(shape_t), intent(in) :: self
    call report(self)
  end subroutine describe
end module shapes
