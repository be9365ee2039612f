"""What runs on a GPU of this machine, where there is one; results are those of the CPU bit for bit."""
