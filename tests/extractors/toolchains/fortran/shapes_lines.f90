submodule (shapes:reports) lines
contains
  module procedure print_line
    write (*, "(a)") text
  end procedure print_line
end submodule lines
