"""Small solvers for NumPy and CuPy arrays."""
