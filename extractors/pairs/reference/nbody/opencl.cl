// The acceleration of every body by the gravity of all: one work-item for each body; x, y, z and mass are a float4
__kernel void nbody(const int n, const float softening, __global const float4 *bodies, __global float *acceleration)
{
    const int i = get_global_id(0);
    if (i < n) {
        const float3 here = bodies[i].xyz;
        float3 sum = (float3)(0.0f);
        for (int j = 0; j < n; j++) {
            const float3 distance = bodies[j].xyz - here;
            const float inverse = 1.0f / sqrt(dot(distance, distance) + softening);
            sum += bodies[j].w * inverse * inverse * inverse * distance;
        }
        vstore3(sum, i, acceleration);
    }
}
