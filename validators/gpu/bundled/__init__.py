"""What goes into a bundle and runs by itself, on Python 3.10 or later and its standard library."""
