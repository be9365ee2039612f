module buffers
  implicit none
  type :: buffer
    integer :: length
    real, allocatable :: values(:)
  contains
    procedure :: get
    procedure :: set
  end type buffer
  interface buffer
    procedure new_buffer
  end interface buffer
contains
  type(buffer) function new_buffer(length) result(fresh)
    integer, intent(in) :: length
    fresh%length = length
    allocate (fresh%values(length), source=0.0)
  end function new_buffer
  pure real function get(self, i)
    class(buffer), intent(in) :: self
    integer, intent(in) :: i
    get = self%values(i)
  end function get
  subroutine set(self, i, value)
    class(buffer), intent(inout) :: self
    integer, intent(in) :: i
    real, intent(in), optional :: value
    if (present(value)) then
      self%values(i) = value
    else
      self%values(i) = 0
    end if
  end subroutine set
end module buffers
