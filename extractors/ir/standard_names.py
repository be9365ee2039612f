"""Tells which header of a language's library declares a name: code relies on what another library's headers include."""

from __future__ import annotations

import re
from collections.abc import Iterable

_IN_STD = re.compile(r"no (?:member|type|template) named '(\w{2,60})' in namespace 'std'", re.ASCII)
_NESTED = re.compile(
    r"no (?:member|type|template) named '\w{1,60}' in namespace 'std::(\w{2,60})(?:::\w{1,60})*'", re.ASCII
)
_GLOBAL = re.compile(
    r"(?:undeclared (?:library )?(?:identifier|function)|unknown type name|declared implicitly|undeclared function) "
    r"'(\w{2,60})'",
    re.ASCII,
)
_MEMBERS = {
    "algorithm": "sort stable_sort partial_sort nth_element min max minmax min_element max_element minmax_element copy "
    "copy_n copy_if fill fill_n transform find find_if find_if_not any_of all_of none_of count count_if "
    "lower_bound upper_bound binary_search equal_range reverse rotate shuffle unique remove remove_if "
    "replace for_each clamp swap_ranges set_union set_difference set_intersection merge is_sorted equal "
    "mismatch lexicographical_compare generate generate_n partition stable_partition next_permutation "
    "includes make_heap push_heap pop_heap",
    "any": "any any_cast",
    "array": "array to_array",
    "atomic": "atomic atomic_flag memory_order memory_order_relaxed memory_order_acquire memory_order_release "
    "memory_order_seq_cst atomic_thread_fence atomic_int atomic_bool",
    "bitset": "bitset",
    "chrono": "chrono",
    "cmath": "abs fabs sqrt pow exp log log2 log10 sin cos tan tanh floor ceil round fmod isnan isinf isfinite fma "
    "fmin fmax",
    "complex": "complex",
    "condition_variable": "condition_variable",
    "cstdint": "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t",
    "cstdio": "printf fprintf snprintf sprintf puts fopen fclose fread fwrite",
    "cstdlib": "malloc free calloc realloc exit abort getenv atoi atof strtol rand srand",
    "cstring": "memcpy memset memmove memcmp strlen strcmp strncmp strcpy strncpy strerror strstr",
    "deque": "deque",
    "exception": "exception terminate current_exception rethrow_exception exception_ptr",
    "filesystem": "filesystem",
    "fstream": "ifstream ofstream fstream",
    "functional": "function bind hash less greater plus minus multiplies divides equal_to not_equal_to less_equal "
    "greater_equal logical_and logical_or bit_and bit_or ref cref placeholders mem_fn reference_wrapper "
    "invoke",
    "future": "future promise async packaged_task",
    "initializer_list": "initializer_list",
    "iomanip": "setw setprecision setfill put_time",
    "iostream": "cout cerr cin clog",
    "iterator": "back_inserter inserter advance distance next prev begin end istream_iterator ostream_iterator "
    "reverse_iterator iterator_traits make_move_iterator random_access_iterator_tag forward_iterator_tag",
    "limits": "numeric_limits",
    "list": "list",
    "map": "map multimap",
    "memory": "unique_ptr shared_ptr weak_ptr make_unique make_shared allocator addressof enable_shared_from_this "
    "default_delete static_pointer_cast dynamic_pointer_cast align allocator_traits uninitialized_copy",
    "mutex": "mutex lock_guard unique_lock recursive_mutex once_flag call_once scoped_lock",
    "numeric": "accumulate iota partial_sum inner_product reduce gcd lcm exclusive_scan inclusive_scan "
    "adjacent_difference",
    "optional": "optional nullopt make_optional nullopt_t",
    "ostream": "ostream endl flush",
    "queue": "queue priority_queue",
    "random": "mt19937 mt19937_64 random_device uniform_real_distribution uniform_int_distribution "
    "normal_distribution default_random_engine bernoulli_distribution",
    "set": "set multiset",
    "sstream": "stringstream ostringstream istringstream",
    "stack": "stack",
    "stdexcept": "runtime_error logic_error invalid_argument out_of_range domain_error length_error overflow_error "
    "range_error",
    "string": "string wstring to_string stoi stol stoll stof stod stoul stoull getline basic_string char_traits "
    "u16string u32string",
    "string_view": "string_view basic_string_view",
    "thread": "thread this_thread",
    "tuple": "tuple make_tuple tie get tuple_size tuple_element forward_as_tuple apply tuple_cat ignore",
    "type_traits": "enable_if enable_if_t is_same is_same_v conditional conditional_t is_integral is_floating_point "
    "is_arithmetic decay decay_t remove_reference remove_reference_t remove_cv remove_cv_t remove_const "
    "true_type false_type integral_constant is_base_of is_convertible void_t is_pointer make_unsigned "
    "make_signed common_type is_signed is_unsigned is_enum underlying_type is_trivially_copyable "
    "result_of invoke_result invoke_result_t add_const add_pointer",
    "typeindex": "type_index",
    "typeinfo": "type_info bad_cast",
    "unordered_map": "unordered_map unordered_multimap",
    "unordered_set": "unordered_set unordered_multiset",
    "utility": "pair make_pair move forward swap exchange declval index_sequence make_index_sequence "
    "integer_sequence make_integer_sequence index_sequence_for in_place piecewise_construct as_const",
    "valarray": "valarray",
    "variant": "variant visit monostate holds_alternative get_if",
    "vector": "vector",
}
_GLOBALS = {
    "assert.h": "assert",
    "float.h": "FLT_MAX FLT_MIN FLT_EPSILON DBL_MAX DBL_MIN DBL_EPSILON",
    "limits.h": "INT_MAX INT_MIN UINT_MAX LONG_MAX LONG_MIN ULONG_MAX LLONG_MAX LLONG_MIN ULLONG_MAX CHAR_BIT "
    "SHRT_MAX USHRT_MAX",
    "math.h": "M_PI M_E M_SQRT2 M_PI_2 HUGE_VAL INFINITY NAN sqrt sqrtf pow powf exp expf log logf sin cos fabs "
    "fabsf floor ceil",
    "stdint.h": "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t INT8_MAX "
    "INT16_MAX INT32_MAX INT32_MIN INT64_MAX INT64_MIN UINT8_MAX UINT16_MAX UINT32_MAX UINT64_MAX "
    "SIZE_MAX",
    "stddef.h": "size_t ptrdiff_t NULL offsetof",
    "stdio.h": "printf fprintf snprintf sprintf puts fopen fclose fread fwrite stderr stdout FILE EOF",
    "stdlib.h": "malloc free calloc realloc exit abort getenv atoi atof strtol rand srand qsort EXIT_FAILURE "
    "EXIT_SUCCESS",
    "string.h": "memcpy memset memmove memcmp strlen strcmp strncmp strcpy strncpy strcat strerror strstr strchr "
    "strdup",
    "sys/time.h": "gettimeofday",
    "time.h": "time clock clock_gettime CLOCKS_PER_SEC CLOCK_MONOTONIC",
    "unistd.h": "usleep sleep getpid close read write access",
}
_DEVICE = {
    "cooperative_groups.h": "cooperative_groups",
    "cub/cub.cuh": "cub",
    "cuComplex.h": "cuComplex cuDoubleComplex cuFloatComplex make_cuComplex make_cuDoubleComplex make_cuFloatComplex",
    "cublas_v2.h": "cublasHandle_t cublasStatus_t",
    "cuda_bf16.h": "__nv_bfloat16 __nv_bfloat162 nv_bfloat16 nv_bfloat162 __float2bfloat16 __bfloat162float",
    "cuda_fp16.h": "half half2 __half __half2 __float2half __half2float __float2half_rn __half22float2",
    "cuda_fp8.h": "__nv_fp8_e4m3 __nv_fp8_e5m2 __nv_fp8_storage_t",
    "curand_kernel.h": "curandState curandState_t curandStatePhilox4_32_10_t curand_init curand_uniform curand_normal",
    "mma.h": "nvcuda",
}
"""What CUDA's own headers include of one another."""
_OF_NAMESPACE = {
    "chrono": "chrono",
    "execution": "execution",
    "filesystem": "filesystem",
    "numbers": "numbers",
    "placeholders": "functional",
    "pmr": "memory_resource",
    "ranges": "ranges",
    "this_thread": "thread",
}
_OF_MEMBER = {name: header for header, names in _MEMBERS.items() for name in names.split()}
_OF_DEVICE = {name: header for header, names in _DEVICE.items() for name in names.split()}
_OF_GLOBAL = {name: header for header, names in _GLOBALS.items() for name in names.split()}


def headers_of_missed(messages: Iterable[str], language: str) -> tuple[str, ...]:
    """Headers that declare what errors miss of the libraries of a language; sorted, none where they miss nothing."""
    tables = [_OF_GLOBAL, *([_OF_DEVICE] if language == "CUDA" else [])]
    found: set[str] = set()
    for message in messages:
        if language != "C":
            found.update(_OF_MEMBER[name] for name in _IN_STD.findall(message) if name in _OF_MEMBER)
            found.update(_OF_NAMESPACE[name] for name in _NESTED.findall(message) if name in _OF_NAMESPACE)
        found.update(table[name] for name in _GLOBAL.findall(message) for table in tables if name in table)
    return tuple(sorted(found))
