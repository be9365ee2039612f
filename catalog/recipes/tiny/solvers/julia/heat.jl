# The heat equation on a square, ∂u/∂t = α ∇²u, with threads over the columns.
module Heat

export step!, evolve

"""
    step!(next, u, α, Δx, Δt)

One explicit step; stable while `4α Δt ≤ Δx²`. The border stays as it is.
"""
function step!(next::Matrix{T}, u::Matrix{T}, α::T, Δx::T, Δt::T) where {T<:AbstractFloat}
    r = α * Δt / Δx^2
    Threads.@threads for j in 2:size(u, 2)-1
        @inbounds @simd for i in 2:size(u, 1)-1
            next[i, j] = u[i, j] + r * (u[i-1, j] + u[i+1, j] + u[i, j-1] + u[i, j+1] - 4u[i, j])
        end
    end
    return next
end

"""
    evolve(u, α, Δx, n_steps)

The grid after `n_steps` of the longest stable step.
"""
function evolve(u::Matrix{T}, α::T, Δx::T, n_steps::Integer) where {T<:AbstractFloat}
    Δt = Δx^2 / 4α
    now, next = copy(u), copy(u)
    for _ in 1:n_steps
        step!(next, now, α, Δx, Δt)
        now, next = next, now
    end
    return now
end

end
