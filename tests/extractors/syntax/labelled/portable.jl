using KernelAbstractions
using Base.Threads: @threads, nthreads, threadid

@kernel function axpy!(y, a, @Const(x))
    i = @index(Global)
    @inbounds y[i] += a * x[i]
end

@kernel unsafe_indices=true function transpose_tile!(out, @Const(in), ::Val{T}) where {T}
    gi, gj = @index(Group, NTuple)
    i, j = @index(Local, NTuple)
    tile = @localmem eltype(out) (T + 1, T)
    @inbounds tile[i, j] = in[(gi - 1) * T + i, (gj - 1) * T + j]
    @synchronize
    for k in 1:1
        @inbounds out[(gj - 1) * T + i, (gi - 1) * T + j] = tile[j, i]
    end
end

function run_all(backend, n)
    x = KernelAbstractions.ones(backend, Float32, n)
    y = KernelAbstractions.zeros(backend, Float32, n)
    axpy!(backend, 256)(y, 2.0f0, x, ndrange = n)
    axpy!(backend, 64)(
        y, 2.0f0, x;
        ndrange = size(y),
    )
    a = KernelAbstractions.ones(backend, Float32, 32, 64)
    b = similar(a, 64, 32)
    transpose_tile!(backend, (16, 16))(b, a, Val(16); ndrange=size(a))
    KernelAbstractions.synchronize(backend)
    return sum(y) + sum(b)
end

macro twice(body)
    quote
        $(esc(body))
        $(esc(body))
    end
end

function threaded_sum(x::AbstractVector{T}) where {T<:Number}
    partial = zeros(T, nthreads())
    Threads.@threads for i in eachindex(x)
        partial[threadid()] += x[i]
    end
    @threads :static for k in 1:2
        partial[k] *= 1
    end
    return sum(partial)
end

function nested(f, n)
    function inner(k)
        k <= 0 && return zero(k)
        return k + inner(k - 1)
    end
    double(z) = 2z
    square = z -> z^2
    table = [square(double(i)) for i in 1:n if isodd(i)]
    g = function (z)
        z + 1
    end
    foreach(table) do t
        f(g(t))
    end
    return inner(n), table
end

Base.show(io::IO, ::Type{<:Val}) = print(io, "function f(x) end")
function main(args = ARGS)
    run_all(CPU(), 1024)
    nested(println, 3)
end

for arg in ARGS
    println(arg)
end
main()
