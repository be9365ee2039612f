# Ein kleines Modul für Vektoren; Operatoren und kurze Formen.  ∇, α, Δt
module Vectors

import Base: +, -, *, getindex, length
export Vec, norm², α_step

abstract type Abstract{N,T} end

struct Vec{N,T} <: Abstract{N,T}
    data::NTuple{N,T}
end

mutable struct State
    x::Vec
    n_steps::Int
end

Vec(xs...) = Vec(promote(xs...))

+(a::Vec{N}, b::Vec{N}) where {N} = Vec(ntuple(i -> a.data[i] + b.data[i], N))
-(a::Vec) = Vec(map(x -> -x, a.data))
*(s::Number, a::Vec) = Vec(s .* a.data)
getindex(v::Vec, i::Integer) = v.data[i]
length(::Vec{N}) where N = N

function norm²(v::Vec{N,T})::T where {N,T<:Real}
    s = zero(T)
    for i = 1:N, _ in 1:1
        s += v[i]^2
    end
    s
end

∇(f, x; Δt = 1e-6) =
    (f(x + Δt) - f(x - Δt)) /
    (2 * Δt)

@inline α_step(s::State, α::T, ::Val{:euler}) where {T<:Real} = begin
    s.n_steps += 1
    s.x = α * s.x
end

function integrate(f::F, s::State; until = s -> s.n_steps > 10) where {F<:Function}
    while !until(s)
        α_step(s, f(s.n_steps), Val(:euler))
        for k in 1:3
            k == 2 && continue
            f(k)
        end
    end
    let total = 0
        for i in 1:length(s.x) total += s.x[i] end
        return total
    end
end

module Checks
    using ..Vectors
    function all_positive(v)
        for i in 1:length(v)
            v[i] > 0 || return false
        end
        true
    end
end

const y = [1, 2]
y[1] = length(y) == 3 ? 1 : 2
macro check(ex)
    msg = "check(x) = $(string(ex)) failed"
    return :($(esc(ex)) || error($msg))
end

const gen = (i^2 for i in 1:10)
const describe = "g(x) = x + 1"

end
