"""CUDA programs run on the CPU: threads as fibers, guarded memory, races seen, endless loops ended."""
