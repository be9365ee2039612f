using LinearAlgebra

"""
    power_iteration(A; tolerance = 1e-10, max_steps = 1000)

The eigenvalue of `A` that is largest in absolute value, and its vector; stops when the value changes by less than
`tolerance`, relative to itself.
"""
function power_iteration(A::AbstractMatrix; tolerance = 1e-10, max_steps = 1000)
    v = normalize!(ones(eltype(A), size(A, 1)))
    λ = dot(v, A, v)
    for _ in 1:max_steps
        v = normalize!(A * v)
        before, λ = λ, dot(v, A, v)
        abs(λ - before) ≤ tolerance * abs(λ) && break
    end
    return λ, v
end
