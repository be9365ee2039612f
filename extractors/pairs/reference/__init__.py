"""Classic kernels of high-performance computing, each written by hand in seven programming models."""
