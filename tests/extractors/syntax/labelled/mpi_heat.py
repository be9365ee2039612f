#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Wärmeleitung mit mpi4py."""
import argparse, sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from mpi4py import MPI
import numpy as np

@dataclass
class Domain:
    comm: MPI.Comm
    n: int
    u: np.ndarray = field(init=False)

    def __post_init__(self):
        rank, size = self.comm.Get_rank(), self.comm.Get_size()
        self.left, self.right = (rank - 1) % size, (rank + 1) % size
        self.u = np.zeros(self.n // size + 2)
        if rank == 0: self.u[1] = 1.0

    @property
    def inner(self): return self.u[1:-1]

    @inner.setter
    def inner(self, values):
        self.u[1:-1] = values

    def exchange(self):
        requests = [self.comm.Isend(self.u[1:2], dest=self.left, tag=0),
                    self.comm.Isend(self.u[-2:-1], dest=self.right, tag=1)]
        self.comm.Recv(self.u[-1:], source=self.right, tag=0)
        self.comm.Recv(self.u[:1], source=self.left, tag=1)
        MPI.Request.Waitall(requests)

    def largest(self) -> float:
        return self.comm.allreduce(float(self.u.max()), op=MPI.MAX)

    @classmethod
    def parse(cls, arguments=None, /):
        def positive(text):
            n = int(text)
            if n <= 0:
                raise argparse.ArgumentTypeError('not positive: %s' % text)
            return n
        parser = argparse.ArgumentParser()
        parser.add_argument('n', type=positive, nargs='?', default=64)
        return cls(MPI.COMM_WORLD, parser.parse_args(arguments).n)

    class Probe:
        places = []
        for place in range(3):
            places.append(place)

        def __call__(self, domain):
            return [domain.u[p] for p in self.places
                    for _ in range(1)]

@contextmanager
def logged(comm, name):
    t = MPI.Wtime()
    try:
        yield t
    finally:
        for r in range(comm.Get_size()):
            comm.Barrier()
            if r == comm.Get_rank(): print(f"{name}: {MPI.Wtime() - t:.3f} s {'for x in y:'}")

def main():
    domain = Domain.parse()
    with logged(domain.comm, 'all'):
        for step in range(100):
            domain.exchange()
            domain.inner = 0.5 * (domain.u[:-2] + domain.u[2:])
            while step == 50 and domain.largest() > 1:
                domain.inner *= 0.5
        else:
            domain.comm.Barrier()
    if domain.comm.rank == 0: print(Domain.Probe()(domain))
    return 0

if __name__ == '__main__':
    sys.exit(main())
