"""The acceleration of every body by the gravity of all."""

import math

import numpy
from numba import njit, prange


@njit(parallel=True)
def nbody(n, softening, bodies, acceleration):
    """Store three numbers a body in `acceleration`; `bodies` are records of x, y, z and mass."""
    for i in prange(n):
        ax = ay = az = numpy.float32(0.0)
        for j in range(n):
            dx = bodies[j].x - bodies[i].x
            dy = bodies[j].y - bodies[i].y
            dz = bodies[j].z - bodies[i].z
            inverse = numpy.float32(1.0) / math.sqrt(dx * dx + dy * dy + dz * dz + softening)
            pull = bodies[j].mass * inverse * inverse * inverse
            ax += pull * dx
            ay += pull * dy
            az += pull * dz
        acceleration[3 * i] = ax
        acceleration[3 * i + 1] = ay
        acceleration[3 * i + 2] = az
