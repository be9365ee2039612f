module c_bindings
  use, intrinsic :: iso_c_binding
  implicit none
  type, bind(c) :: point
    real(c_double) :: x, y
    integer(c_int) :: tag
  end type point
  enum, bind(c)
    enumerator :: red = 1, green, blue
  end enum
  interface
    function c_strlen(text) bind(c, name="strlen") result(length)
      import :: c_ptr, c_size_t
      type(c_ptr), value :: text
      integer(c_size_t) :: length
    end function c_strlen
    subroutine c_sort(base, count, width, compare) bind(c, name="qsort")
      import :: c_ptr, c_size_t, c_funptr
      type(c_ptr), value :: base
      integer(c_size_t), value :: count, width
      type(c_funptr), value :: compare
    end subroutine c_sort
  end interface
contains
  function compare(a, b) bind(c) result(order)
    type(c_ptr), value :: a, b
    integer(c_int) :: order
    real(c_double), pointer :: left, right
    call c_f_pointer(a, left)
    call c_f_pointer(b, right)
    order = merge(-1, merge(1, 0, left > right), left < right)
  end function compare
  subroutine sort(values) bind(c, name="sort_doubles")
    real(c_double), target, intent(inout) :: values(:)
    call c_sort(c_loc(values(1)), size(values, kind=c_size_t), c_sizeof(values(1)), c_funloc(compare))
  end subroutine sort
  integer(c_int) function tag_of(p) bind(c)
    type(point), value :: p
    tag_of = p%tag + green
  end function tag_of
end module c_bindings
