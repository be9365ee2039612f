submodule (shapes) reports
  implicit none
  interface
    module subroutine print_line(text)
      character(len=*), intent(in) :: text
    end subroutine print_line
  end interface
contains
  module subroutine report(items)
    class(shape_t), intent(in) :: items
    select type (items)
    type is (circle)
      call print_line("a circle of radius " // repeat("*", int(items%radius)))
    class default
      call print_line("something else: " // items%name)
    end select
  end subroutine report
  module procedure total
    sum_of_areas = sum(areas)
  end procedure total
end submodule reports
