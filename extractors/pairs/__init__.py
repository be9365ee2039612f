"""Programs for a CPU and a GPU that compute the same: written, generated, later mined and translated."""
