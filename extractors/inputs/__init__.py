"""What kernels are called with: specifications, sizes, and values drawn from a seed."""
