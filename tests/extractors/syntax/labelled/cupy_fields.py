"""Fields on the device with CuPy: raw kernels, just-in-time kernels, generated text."""
import cupy as cp
from cupyx import jit
import cupyx.jit

_SOURCE = r'''
extern "C" __global__ void scale(float *x, float a, int n) {
    for (int i = threadIdx.x; i < n; i += blockDim.x) x[i] *= a;
}
def not_python(x): pass
'''

module = cp.RawModule(code=_SOURCE, backend="nvcc")
squared_difference = cp.ElementwiseKernel(
    "float32 x, float32 y", "float32 z",
    "z = (x - y) * (x - y); for (int k = 0; k < 1; ++k) {}",
    "squared_difference",
)


@cupyx.jit.rawkernel()
def copy(x, y, size):
    tid = jit.blockIdx.x * jit.blockDim.x + jit.threadIdx.x
    ntid = jit.gridDim.x * jit.blockDim.x
    for i in range(tid, size, ntid):
        y[i] = x[i]


@jit.rawkernel(mode="cuda")
def reverse(x, size):
    shared = jit.shared_memory(cp.float32, 256)
    t = jit.threadIdx.x
    if t < size:
        shared[t] = x[t]
    jit.syncthreads()
    if t < size:
        x[t] = shared[size - 1 - t]


@cp.fuse()
def norm(x, y): return cp.sqrt(x * x + y * y)


class Field:
    """A scalar field; `f(x) = x` is not a definition here."""

    n_made = 0

    def __new__(cls, *args, **kwargs):
        cls.n_made += 1
        return super().__new__(cls)

    def __init__(
        self,
        shape: tuple[int, ...],
        *,
        dtype=cp.float32,  # of the elements
    ) -> None:
        self.data = cp.zeros(shape, dtype)

    def __add__(self, other): return Field.of(self.data + other.data)

    @staticmethod
    def of(data):
        field = Field(data.shape, dtype=data.dtype)
        field.data[...] = data
        return field

    def copy(self):
        twin = Field(self.data.shape)
        copy[128, 256](self.data.ravel(), twin.data.ravel(), self.data.size)
        return twin

    def __iter__(self):
        it = iter(self.data.ravel())
        while True:
            try:
                value = next(it)
            except StopIteration:
                return
            else:
                yield value


def smooth(field, n):
    stencil = {(i, j): 1 / (1 + abs(i) + abs(j)) for i in (-1, 0, 1) for j in (-1, 0, 1)}
    result = field.copy()
    for (i, j), w in stencil.items():
        result.data += w * cp.roll(field.data, (i, j), axis=(0, 1))
        if n > 1:
            for _ in range(n): result = smooth(result, 1)
    reverse[(1,), (256,)](result.data.ravel(), 256)
    return result


apply = lambda f, *fields: [f(x) for x in fields]
