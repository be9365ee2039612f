/* Host side of a device reduction. The kernel's source is a string here. */
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <stdio.h>
#include <stdlib.h>

static const char source[] =
    "__kernel void reduce(__global const float *x, __global float *part, __local float *tmp) {\n"
    "    uint l = get_local_id(0);\n"
    "    for (uint s = get_local_size(0) / 2; s > 0; s >>= 1) {\n"
    "        barrier(CLK_LOCAL_MEM_FENCE);\n"
    "        if (l < s) tmp[l] += tmp[l + s];\n"
    "    }\n"
    "}\n";

#define OK(call) check((call), #call, __LINE__)

static void check(cl_int err, const char *what, int line)
{
    if (err == CL_SUCCESS) return;
    fprintf(stderr, "%d: %s gives %d\n", line, what, err);
    exit(EXIT_FAILURE);
}

struct device { cl_context context; cl_command_queue queue; cl_kernel reduce, scale; };

static struct device open_device(cl_device_type type)
{
    struct device d = { 0 };
    cl_platform_id platform;
    cl_device_id id;
    cl_int err;
    OK(clGetPlatformIDs(1, &platform, NULL));
    OK(clGetDeviceIDs(platform, type, 1, &id, NULL));
    d.context = clCreateContext(NULL, 1, &id, NULL, NULL, &err);
    d.queue = clCreateCommandQueue(d.context, id, CL_QUEUE_PROFILING_ENABLE, &err);
    const char *text = source;
    cl_program program = clCreateProgramWithSource(d.context, 1, &text, NULL, &err);
    OK(clBuildProgram(program, 1, &id, "-cl-fast-relaxed-math", NULL, NULL));
    d.reduce = clCreateKernel(program, "reduce", &err);
    return d;
}

float reduce(struct device *d, cl_mem x, cl_mem part, size_t n)
{
    const size_t local = 256;
    size_t groups = (n + local - 1) / local, global = groups * local;
    cl_event done;
    OK(clSetKernelArg(d->reduce, 0, sizeof x, &x));
    OK(clSetKernelArg(d->reduce, 1, sizeof part, &part));
    OK(clSetKernelArg(d->reduce, 2, local * sizeof(float), NULL));
    OK(clEnqueueNDRangeKernel(d->queue, d->reduce, 1, NULL, &global, &local, 0, NULL, &done));
    float *sums = malloc(groups * sizeof *sums), s = 0;
    OK(clEnqueueReadBuffer(d->queue, part, CL_TRUE, 0, groups * sizeof *sums, sums, 1, &done, NULL));
    for (size_t g = 0; g < groups; ++g)
        s += sums[g];
    free(sums);
    return s;
}

void scale_in_parts(struct device *d, size_t n, size_t part)
{
    size_t offset = 0;
    while (offset < n) {
        size_t global = n - offset < part ? n - offset : part;
        cl_int err = clEnqueueNDRangeKernel(d->queue,
                                            d->scale,
                                            1,
                                            &offset, &global, NULL,
                                            0, NULL, NULL);
        if (err) { OK(err); }
        offset += global;
    }
    OK(clFinish(d->queue));
}
