#=
Reductions on AMD devices.
function inside_comment(x) = x
#= nested: for i in 1:3 =#
end
=#
using AMDGPU, BenchmarkTools

function reduce_kernel!(op::F, out, x, init) where {F}
	lds = @ROCStaticLocalArray(Float64, 256)
	t = workitemIdx().x
	acc = init
	i = (workgroupIdx().x - 1) * workgroupDim().x + t
	while i <= length(x)
		acc = op(acc, x[i])
		i += gridGroupDim().x * workgroupDim().x
	end
	lds[t] = acc
	sync_workgroup()
	d = 128
	while d ≥ 1
		if t ≤ d
			lds[t] = op(lds[t], lds[t + d])
		end
		sync_workgroup()
		d ÷= 2
	end
	if t == 1
		out[workgroupIdx().x] = lds[1]
	end
	return
end

square!(x) = (i = workitemIdx().x; x[i] *= x[i]; nothing)

function reduce_on_device(op, x; init, groups = 64)
	out = ROCArray(fill(init, groups))
	@roc groupsize=256 gridsize=groups reduce_kernel!(op, out, x, init)
	@roc groupsize=length(out) square!(out)
	AMDGPU.synchronize()
	return reduce(op, Array(out); init)
end

"Largest of `x`; `f(x) = 1` in a string."
largest(x::ROCArray{T}) where T = reduce_on_device(max, x; init = typemin(T))

function bench(sizes)
	results = Dict{Int,Float64}()
	try
		for n in sizes
			x = ROCArray(rand(n))
			results[n] = @belapsed largest($x)
			begin
				for _ in 1:2
					largest(x)
				end
			end
		end
	catch e
		e isa InterruptException || rethrow()
	finally
		@info "done" results
	end
	results
end

if abspath(PROGRAM_FILE) == @__FILE__
	for (n, t) in sort!(collect(bench(2 .^ (10:2:20))))
		println(n, " ", t)
	end
end