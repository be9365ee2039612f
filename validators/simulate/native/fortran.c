/* What flang's code asks of its run-time library, as far as it is arithmetic and copying: assignment of whole arrays to
   allocatable ones, and powers by whole numbers. */
#include "simulator.h"
#include <string.h>

enum { MAX_RANK = 15, ALLOCATABLE = 2, HAS_MORE = 1 };

/* An array as flang describes it: the layout of ISO_Fortran_binding.h. */
struct dimension {
    int64_t lower, extent, stride;
};

struct array {
    char *data;
    uint64_t element;
    int32_t version;
    uint8_t rank, type, attribute, extra;
    struct dimension dimensions[MAX_RANK];
};

void *wl_malloc(uint64_t bytes);
void wl_free(void *data);

static uint64_t count_of(const struct array *array)
{
    uint64_t n = 1;
    for (int d = 0; d < array->rank; d++) {
        int64_t extent = array->dimensions[d].extent;
        if (__builtin_mul_overflow(n, (uint64_t)(extent < 0 ? 0 : extent), &n))
            wl_stop(WL_OUT_OF_MEMORY);
    }
    return n;
}

static uint64_t bytes_of(const struct array *array)
{
    uint64_t bytes;
    if (__builtin_mul_overflow(count_of(array), array->element, &bytes))
        wl_stop(WL_OUT_OF_MEMORY);
    return bytes;
}

static int is_of_one_shape(const struct array *a, const struct array *b)
{
    for (int d = 0; d < a->rank; d++)
        if (a->dimensions[d].extent != b->dimensions[d].extent)
            return 0;
    return 1;
}

/* Between the array, in the order of its elements, and bytes without gaps. */
static void copy(const struct array *array, char *packed, int into_array)
{
    int64_t at[MAX_RANK] = {0};
    uint64_t n = count_of(array);
    char *element = array->data;
    for (uint64_t k = 0; k < n; k++) {
        if (into_array)
            memcpy(element, packed, array->element);
        else
            memcpy(packed, element, array->element);
        packed += array->element;
        for (int d = 0; d < array->rank; d++) {
            element += array->dimensions[d].stride;
            if (++at[d] < array->dimensions[d].extent)
                break;
            element -= array->dimensions[d].extent * array->dimensions[d].stride;
            at[d] = 0;
        }
    }
}

static void allocate_like(struct array *to, const struct array *from)
{
    int64_t stride = (int64_t)to->element;
    for (int d = 0; d < to->rank; d++) {
        to->dimensions[d] = (struct dimension){from->dimensions[d].lower, from->dimensions[d].extent, stride};
        if (__builtin_mul_overflow(stride, from->dimensions[d].extent, &stride))
            wl_stop(WL_OUT_OF_MEMORY);
    }
    uint64_t bytes = bytes_of(to);
    to->data = wl_malloc(bytes ? bytes : 1);
}

/* to = from, the right side read whole before the left one changes; a scalar goes to every element. */
void wl_fortran_assign(struct array *to, const struct array *from, const char *file, int32_t line)
{
    (void)file, (void)line;
    if (to->rank > MAX_RANK || from->rank > MAX_RANK || to->element != from->element || (from->rank && from->rank != to->rank)
        || (to->extra & HAS_MORE) || (from->extra & HAS_MORE))
        wl_stop_with(WL_FORBIDDEN_CALL, 0, "an assignment of Fortran's that is not between arrays of one plain type");
    uint64_t bytes = bytes_of(from);
    char *packed = wl_malloc(bytes ? bytes : 1);
    copy(from, packed, 0);
    if (to->attribute == ALLOCATABLE) {
        int is_wrong = to->data && from->rank && !is_of_one_shape(to, from);
        if (is_wrong) {
            wl_free(to->data);
            to->data = NULL;
        }
        if (!to->data) {
            if (from->rank != to->rank)
                wl_stop_with(WL_ABORTED, 0, "a scalar is assigned to an array that is not allocated");
            allocate_like(to, from);
        }
    }
    if (from->rank == 0 && to->rank > 0) {
        struct array all = *to;
        uint64_t n = count_of(to);
        if (n > 0 && all.element > 0) {
            uint64_t total = bytes_of(to);
            char *spread = wl_malloc(total);
            for (uint64_t k = 0; k < n; k++)
                memcpy(spread + k * all.element, packed, all.element);
            copy(&all, spread, 1);
            wl_free(spread);
        }
    } else {
        if (!is_of_one_shape(to, from))
            wl_stop_with(WL_ABORTED, 0, "an array is assigned to one of another shape");
        copy(to, packed, 1);
    }
    wl_free(packed);
}

/* The names under which code generation looks for powers by whole numbers. */
double __powidf2(double x, int32_t n)
{
    uint32_t left = n < 0 ? 0u - (uint32_t)n : (uint32_t)n;
    double power = 1;
    for (; left; left >>= 1, x *= x)
        if (left & 1)
            power *= x;
    return n < 0 ? 1 / power : power;
}

float __powisf2(float x, int32_t n)
{
    uint32_t left = n < 0 ? 0u - (uint32_t)n : (uint32_t)n;
    float power = 1;
    for (; left; left >>= 1, x *= x)
        if (left & 1)
            power *= x;
    return n < 0 ? 1 / power : power;
}
