# Heat equation with CUDA.jl
module HeatCUDA

using CUDA
using LinearAlgebra: norm

export simulate, Grid

const BLOCK = (16, 16)

"""
    Grid(n, m)

function not_this_one() end
"""
struct Grid{T<:AbstractFloat}
    n::Int
    m::Int
    h::T
end

Grid(n, m) = Grid(n, m, 1.0f0 / n)
cells(g::Grid) = g.n * g.m
spacing(g::Grid{T})::T where {T} = g.h

@inline function laplacian(u, i, j)
    @inbounds u[i-1, j] + u[i+1, j] + u[i, j-1] + u[i, j+1] - 4u[i, j]
end

function step!(v, u, c)
    i = (blockIdx().x - 1) * blockDim().x + threadIdx().x
    j = (blockIdx().y - 1) * blockDim().y + threadIdx().y
    n, m = size(u)
    if 1 < i < n && 1 < j < m
        @inbounds v[i, j] = u[i, j] + c * laplacian(u, i, j)
    end
    return nothing
end

function fill_kernel!(u, value::T) where {T}
    start = (blockIdx().x - 1) * blockDim().x + threadIdx().x
    stride = gridDim().x * blockDim().x
    for k in start:stride:length(u)
        @inbounds u[k] = value
    end
    return
end

function sum_rows(u)
    shared = @cuDynamicSharedMem(Float32, 256)
    return sum(u; dims = 2) .+ sizeof(shared)
end

function simulate(g::Grid; n_steps::Int = 100, c = 0.1f0)
    u, v = CUDA.zeros(Float32, g.n, g.m), CUDA.zeros(Float32, g.n, g.m)
    @cuda threads = 256 blocks = cld(cells(g), 256) fill_kernel!(u, 1.0f0)
    blocks = cld.(size(u), BLOCK)
    for step in 1:n_steps
        CUDA.@sync @cuda threads=BLOCK blocks=blocks step!(v, u, c)
        u, v = v, u
        if step % 10 == 0
            for row in eachrow(Array(u)), x in row
                isnan(x) && error("not a number after $step steps")
            end
        end
    end
    total = mapreduce(abs, +, u)
    map(1:3) do k
        s = 0.0
        while s < k
            s += 1
        end
        s + total
    end
end

end # module HeatCUDA
