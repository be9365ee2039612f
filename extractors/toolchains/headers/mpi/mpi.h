// MPI: messages between processes.
#ifndef WARPLOOM_MPI
#define WARPLOOM_MPI
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#define MPI_VERSION 3
#define MPI_SUBVERSION 1
#define WARPLOOM_HANDLE(N) typedef struct warploom_##N *N;
WARPLOOM_HANDLE(MPI_Comm) WARPLOOM_HANDLE(MPI_Datatype) WARPLOOM_HANDLE(MPI_Op) WARPLOOM_HANDLE(MPI_Request) WARPLOOM_HANDLE(MPI_Group) WARPLOOM_HANDLE(MPI_Win) WARPLOOM_HANDLE(MPI_File) WARPLOOM_HANDLE(MPI_Info) WARPLOOM_HANDLE(MPI_Errhandler) WARPLOOM_HANDLE(MPI_Message)
#undef WARPLOOM_HANDLE
typedef ptrdiff_t MPI_Aint;
typedef long long MPI_Offset;
typedef long long MPI_Count;
typedef int MPI_Fint;
typedef struct MPI_Status { int MPI_SOURCE, MPI_TAG, MPI_ERROR, warploom_held[5]; } MPI_Status;
typedef void MPI_User_function(void *in, void *inout, int *n, MPI_Datatype *t);
typedef void MPI_Comm_errhandler_function(MPI_Comm *, int *, ...);
#define WARPLOOM_CONSTANTS(T, ...) extern T const __VA_ARGS__;
WARPLOOM_CONSTANTS(MPI_Comm, MPI_COMM_WORLD, MPI_COMM_SELF, MPI_COMM_NULL)
WARPLOOM_CONSTANTS(MPI_Datatype, MPI_CHAR, MPI_SIGNED_CHAR, MPI_UNSIGNED_CHAR, MPI_BYTE, MPI_SHORT, MPI_UNSIGNED_SHORT, MPI_INT, MPI_UNSIGNED, MPI_LONG, MPI_UNSIGNED_LONG, MPI_LONG_LONG, MPI_LONG_LONG_INT, MPI_UNSIGNED_LONG_LONG, MPI_FLOAT, MPI_DOUBLE, MPI_LONG_DOUBLE, MPI_WCHAR, MPI_C_BOOL, MPI_CXX_BOOL, MPI_INT8_T, MPI_INT16_T, MPI_INT32_T, MPI_INT64_T, MPI_UINT8_T, MPI_UINT16_T, MPI_UINT32_T, MPI_UINT64_T, MPI_C_COMPLEX, MPI_C_FLOAT_COMPLEX, MPI_C_DOUBLE_COMPLEX, MPI_COMPLEX, MPI_DOUBLE_COMPLEX, MPI_CXX_DOUBLE_COMPLEX, MPI_CXX_FLOAT_COMPLEX, MPI_FLOAT_INT, MPI_DOUBLE_INT, MPI_LONG_INT, MPI_2INT, MPI_SHORT_INT, MPI_PACKED, MPI_AINT, MPI_OFFSET, MPI_COUNT, MPI_DATATYPE_NULL, MPI_INTEGER, MPI_REAL, MPI_DOUBLE_PRECISION)
WARPLOOM_CONSTANTS(MPI_Op, MPI_SUM, MPI_PROD, MPI_MAX, MPI_MIN, MPI_LAND, MPI_LOR, MPI_LXOR, MPI_BAND, MPI_BOR, MPI_BXOR, MPI_MAXLOC, MPI_MINLOC, MPI_REPLACE, MPI_NO_OP, MPI_OP_NULL)
WARPLOOM_CONSTANTS(MPI_Request, MPI_REQUEST_NULL) WARPLOOM_CONSTANTS(MPI_Group, MPI_GROUP_NULL, MPI_GROUP_EMPTY) WARPLOOM_CONSTANTS(MPI_Win, MPI_WIN_NULL) WARPLOOM_CONSTANTS(MPI_File, MPI_FILE_NULL) WARPLOOM_CONSTANTS(MPI_Info, MPI_INFO_NULL) WARPLOOM_CONSTANTS(MPI_Errhandler, MPI_ERRORS_ARE_FATAL, MPI_ERRORS_RETURN)
#undef WARPLOOM_CONSTANTS
#define MPI_SUCCESS 0
#define MPI_ERR_OTHER 15
#define MPI_ERR_IN_STATUS 17
#define MPI_ANY_SOURCE (-2)
#define MPI_ANY_TAG (-1)
#define MPI_PROC_NULL (-1)
#define MPI_ROOT (-3)
#define MPI_UNDEFINED (-32766)
#define MPI_TAG_UB 0x64400001
#define MPI_MAX_PROCESSOR_NAME 256
#define MPI_MAX_ERROR_STRING 512
#define MPI_MAX_LIBRARY_VERSION_STRING 8192
#define MPI_IN_PLACE ((void *)-1)
#define MPI_BOTTOM ((void *)0)
#define MPI_STATUS_IGNORE ((MPI_Status *)1)
#define MPI_STATUSES_IGNORE ((MPI_Status *)1)
#define MPI_ERRCODES_IGNORE ((int *)0)
#define MPI_ARGV_NULL ((char **)0)
#define MPI_UNWEIGHTED ((int *)0)
#define MPI_KEYVAL_INVALID 0x24000000
#define MPI_COMM_TYPE_SHARED 1
#define MPI_ORDER_C 56
#define MPI_ORDER_FORTRAN 57
#define MPI_MODE_RDONLY 2
#define MPI_MODE_RDWR 8
#define MPI_MODE_WRONLY 4
#define MPI_MODE_CREATE 1
#define MPI_MODE_EXCL 64
#define MPI_MODE_DELETE_ON_CLOSE 16
#define MPI_MODE_APPEND 128
#define MPI_MODE_NOCHECK 1024
#define MPI_MODE_NOPRECEDE 8192
#define MPI_MODE_NOSUCCEED 16384
#define MPI_MODE_NOPUT 4096
#define MPI_MODE_NOSTORE 2048
#define MPI_SEEK_SET 600
#define MPI_SEEK_CUR 602
#define MPI_SEEK_END 604
#define MPI_LOCK_EXCLUSIVE 234
#define MPI_LOCK_SHARED 235
#define MPI_IDENT 0
#define MPI_CONGRUENT 1
#define MPI_SIMILAR 2
#define MPI_UNEQUAL 3
#define MPI_BSEND_OVERHEAD 96
enum { MPI_THREAD_SINGLE, MPI_THREAD_FUNNELED, MPI_THREAD_SERIALIZED, MPI_THREAD_MULTIPLE };
int MPI_Init(int *n, char ***v);
int MPI_Init_thread(int *n, char ***v, int required, int *provided);
int MPI_Finalize(void);
int MPI_Initialized(int *f);
int MPI_Finalized(int *f);
int MPI_Abort(MPI_Comm c, int e);
int MPI_Query_thread(int *p);
int MPI_Is_thread_main(int *f);
int MPI_Get_version(int *v, int *s);
int MPI_Get_library_version(char *v, int *n);
int MPI_Get_processor_name(char *s, int *n);
int MPI_Error_string(int e, char *s, int *n);
int MPI_Error_class(int e, int *c);
int MPI_Comm_size(MPI_Comm c, int *n);
int MPI_Comm_rank(MPI_Comm c, int *n);
int MPI_Comm_dup(MPI_Comm c, MPI_Comm *d);
int MPI_Comm_split(MPI_Comm c, int color, int key, MPI_Comm *d);
int MPI_Comm_split_type(MPI_Comm c, int t, int key, MPI_Info i, MPI_Comm *d);
int MPI_Comm_free(MPI_Comm *c);
int MPI_Comm_create(MPI_Comm c, MPI_Group g, MPI_Comm *d);
int MPI_Comm_group(MPI_Comm c, MPI_Group *g);
int MPI_Comm_compare(MPI_Comm a, MPI_Comm b, int *r);
int MPI_Comm_set_errhandler(MPI_Comm c, MPI_Errhandler h);
int MPI_Comm_get_attr(MPI_Comm c, int k, void *v, int *f);
int MPI_Comm_set_attr(MPI_Comm c, int k, void *v);
int MPI_Comm_get_parent(MPI_Comm *c);
int MPI_Comm_disconnect(MPI_Comm *c);
int MPI_Comm_set_name(MPI_Comm c, const char *n);
int MPI_Comm_get_name(MPI_Comm c, char *n, int *l);
int MPI_Comm_remote_size(MPI_Comm c, int *n);
int MPI_Comm_test_inter(MPI_Comm c, int *f);
int MPI_Intercomm_merge(MPI_Comm c, int high, MPI_Comm *d);
int MPI_Group_size(MPI_Group g, int *n);
int MPI_Group_rank(MPI_Group g, int *n);
int MPI_Group_incl(MPI_Group g, int n, const int *r, MPI_Group *h);
int MPI_Group_excl(MPI_Group g, int n, const int *r, MPI_Group *h);
int MPI_Group_free(MPI_Group *g);
int MPI_Group_translate_ranks(MPI_Group g, int n, const int *a, MPI_Group h, int *b);
int MPI_Send(const void *b, int n, MPI_Datatype t, int to, int tag, MPI_Comm c);
int MPI_Ssend(const void *b, int n, MPI_Datatype t, int to, int tag, MPI_Comm c);
int MPI_Rsend(const void *b, int n, MPI_Datatype t, int to, int tag, MPI_Comm c);
int MPI_Bsend(const void *b, int n, MPI_Datatype t, int to, int tag, MPI_Comm c);
int MPI_Isend(const void *b, int n, MPI_Datatype t, int to, int tag, MPI_Comm c, MPI_Request *r);
int MPI_Issend(const void *b, int n, MPI_Datatype t, int to, int tag, MPI_Comm c, MPI_Request *r);
int MPI_Irsend(const void *b, int n, MPI_Datatype t, int to, int tag, MPI_Comm c, MPI_Request *r);
int MPI_Send_init(const void *b, int n, MPI_Datatype t, int to, int tag, MPI_Comm c, MPI_Request *r);
int MPI_Recv(void *b, int n, MPI_Datatype t, int from, int tag, MPI_Comm c, MPI_Status *s);
int MPI_Irecv(void *b, int n, MPI_Datatype t, int from, int tag, MPI_Comm c, MPI_Request *r);
int MPI_Recv_init(void *b, int n, MPI_Datatype t, int from, int tag, MPI_Comm c, MPI_Request *r);
int MPI_Sendrecv(const void *b, int n, MPI_Datatype t, int to, int tag, void *rb, int rn, MPI_Datatype rt, int from, int rtag, MPI_Comm c, MPI_Status *s);
int MPI_Sendrecv_replace(void *b, int n, MPI_Datatype t, int to, int tag, int from, int rtag, MPI_Comm c, MPI_Status *s);
int MPI_Probe(int from, int tag, MPI_Comm c, MPI_Status *s);
int MPI_Iprobe(int from, int tag, MPI_Comm c, int *f, MPI_Status *s);
int MPI_Get_count(const MPI_Status *s, MPI_Datatype t, int *n);
int MPI_Get_elements(const MPI_Status *s, MPI_Datatype t, int *n);
int MPI_Cancel(MPI_Request *r);
int MPI_Test_cancelled(const MPI_Status *s, int *f);
int MPI_Buffer_attach(void *p, int n);
int MPI_Buffer_detach(void *p, int *n);
int MPI_Wait(MPI_Request *r, MPI_Status *s);
int MPI_Waitall(int n, MPI_Request r[], MPI_Status s[]);
int MPI_Waitany(int n, MPI_Request r[], int *i, MPI_Status *s);
int MPI_Waitsome(int n, MPI_Request r[], int *m, int i[], MPI_Status s[]);
int MPI_Test(MPI_Request *r, int *f, MPI_Status *s);
int MPI_Testall(int n, MPI_Request r[], int *f, MPI_Status s[]);
int MPI_Testany(int n, MPI_Request r[], int *i, int *f, MPI_Status *s);
int MPI_Testsome(int n, MPI_Request r[], int *m, int i[], MPI_Status s[]);
int MPI_Start(MPI_Request *r);
int MPI_Startall(int n, MPI_Request r[]);
int MPI_Request_free(MPI_Request *r);
int MPI_Request_get_status(MPI_Request r, int *f, MPI_Status *s);
int MPI_Barrier(MPI_Comm c);
int MPI_Ibarrier(MPI_Comm c, MPI_Request *r);
int MPI_Bcast(void *b, int n, MPI_Datatype t, int root, MPI_Comm c);
int MPI_Ibcast(void *b, int n, MPI_Datatype t, int root, MPI_Comm c, MPI_Request *r);
int MPI_Gather(const void *b, int n, MPI_Datatype t, void *rb, int rn, MPI_Datatype rt, int root, MPI_Comm c);
int MPI_Scatter(const void *b, int n, MPI_Datatype t, void *rb, int rn, MPI_Datatype rt, int root, MPI_Comm c);
int MPI_Allgather(const void *b, int n, MPI_Datatype t, void *rb, int rn, MPI_Datatype rt, MPI_Comm c);
int MPI_Alltoall(const void *b, int n, MPI_Datatype t, void *rb, int rn, MPI_Datatype rt, MPI_Comm c);
int MPI_Iallgather(const void *b, int n, MPI_Datatype t, void *rb, int rn, MPI_Datatype rt, MPI_Comm c, MPI_Request *r);
int MPI_Ialltoall(const void *b, int n, MPI_Datatype t, void *rb, int rn, MPI_Datatype rt, MPI_Comm c, MPI_Request *r);
int MPI_Gatherv(const void *b, int n, MPI_Datatype t, void *rb, const int *rn, const int *d, MPI_Datatype rt, int root, MPI_Comm c);
int MPI_Scatterv(const void *b, const int *n, const int *d, MPI_Datatype t, void *rb, int rn, MPI_Datatype rt, int root, MPI_Comm c);
int MPI_Allgatherv(const void *b, int n, MPI_Datatype t, void *rb, const int *rn, const int *d, MPI_Datatype rt, MPI_Comm c);
int MPI_Alltoallv(const void *b, const int *n, const int *d, MPI_Datatype t, void *rb, const int *rn, const int *rd, MPI_Datatype rt, MPI_Comm c);
int MPI_Reduce(const void *b, void *rb, int n, MPI_Datatype t, MPI_Op o, int root, MPI_Comm c);
int MPI_Allreduce(const void *b, void *rb, int n, MPI_Datatype t, MPI_Op o, MPI_Comm c);
int MPI_Iallreduce(const void *b, void *rb, int n, MPI_Datatype t, MPI_Op o, MPI_Comm c, MPI_Request *r);
int MPI_Scan(const void *b, void *rb, int n, MPI_Datatype t, MPI_Op o, MPI_Comm c);
int MPI_Exscan(const void *b, void *rb, int n, MPI_Datatype t, MPI_Op o, MPI_Comm c);
int MPI_Reduce_scatter(const void *b, void *rb, const int *n, MPI_Datatype t, MPI_Op o, MPI_Comm c);
int MPI_Reduce_scatter_block(const void *b, void *rb, int n, MPI_Datatype t, MPI_Op o, MPI_Comm c);
int MPI_Reduce_local(const void *b, void *rb, int n, MPI_Datatype t, MPI_Op o);
int MPI_Op_create(MPI_User_function *f, int commutes, MPI_Op *o);
int MPI_Op_free(MPI_Op *o);
int MPI_Type_contiguous(int n, MPI_Datatype t, MPI_Datatype *r);
int MPI_Type_vector(int n, int len, int stride, MPI_Datatype t, MPI_Datatype *r);
int MPI_Type_create_hvector(int n, int len, MPI_Aint stride, MPI_Datatype t, MPI_Datatype *r);
int MPI_Type_indexed(int n, const int *len, const int *d, MPI_Datatype t, MPI_Datatype *r);
int MPI_Type_create_hindexed(int n, const int *len, const MPI_Aint *d, MPI_Datatype t, MPI_Datatype *r);
int MPI_Type_create_indexed_block(int n, int len, const int *d, MPI_Datatype t, MPI_Datatype *r);
int MPI_Type_create_struct(int n, const int *len, const MPI_Aint *d, const MPI_Datatype *t, MPI_Datatype *r);
int MPI_Type_create_subarray(int n, const int *s, const int *ss, const int *o, int order, MPI_Datatype t, MPI_Datatype *r);
int MPI_Type_create_resized(MPI_Datatype t, MPI_Aint lb, MPI_Aint e, MPI_Datatype *r);
int MPI_Type_commit(MPI_Datatype *t);
int MPI_Type_free(MPI_Datatype *t);
int MPI_Type_size(MPI_Datatype t, int *n);
int MPI_Type_get_extent(MPI_Datatype t, MPI_Aint *lb, MPI_Aint *e);
int MPI_Get_address(const void *p, MPI_Aint *a);
int MPI_Pack(const void *b, int n, MPI_Datatype t, void *o, int on, int *p, MPI_Comm c);
int MPI_Unpack(const void *b, int bn, int *p, void *o, int n, MPI_Datatype t, MPI_Comm c);
int MPI_Pack_size(int n, MPI_Datatype t, MPI_Comm c, int *s);
int MPI_Cart_create(MPI_Comm c, int n, const int *d, const int *p, int reorder, MPI_Comm *r);
int MPI_Cart_coords(MPI_Comm c, int rank, int n, int *x);
int MPI_Cart_rank(MPI_Comm c, const int *x, int *rank);
int MPI_Cart_shift(MPI_Comm c, int d, int by, int *from, int *to);
int MPI_Cart_sub(MPI_Comm c, const int *keep, MPI_Comm *r);
int MPI_Cart_get(MPI_Comm c, int n, int *d, int *p, int *x);
int MPI_Cartdim_get(MPI_Comm c, int *n);
int MPI_Dims_create(int n, int dims, int *d);
int MPI_Dist_graph_create_adjacent(MPI_Comm c, int in, const int *s, const int *sw, int out, const int *d, const int *dw, MPI_Info i, int reorder, MPI_Comm *r);
int MPI_Neighbor_alltoall(const void *b, int n, MPI_Datatype t, void *rb, int rn, MPI_Datatype rt, MPI_Comm c);
int MPI_Win_create(void *p, MPI_Aint n, int unit, MPI_Info i, MPI_Comm c, MPI_Win *w);
int MPI_Win_allocate(MPI_Aint n, int unit, MPI_Info i, MPI_Comm c, void *p, MPI_Win *w);
int MPI_Win_allocate_shared(MPI_Aint n, int unit, MPI_Info i, MPI_Comm c, void *p, MPI_Win *w);
int MPI_Win_shared_query(MPI_Win w, int r, MPI_Aint *n, int *unit, void *p);
int MPI_Win_free(MPI_Win *w);
int MPI_Win_fence(int a, MPI_Win w);
int MPI_Win_lock(int t, int r, int a, MPI_Win w);
int MPI_Win_unlock(int r, MPI_Win w);
int MPI_Win_lock_all(int a, MPI_Win w);
int MPI_Win_unlock_all(MPI_Win w);
int MPI_Win_flush(int r, MPI_Win w);
int MPI_Win_sync(MPI_Win w);
int MPI_Put(const void *b, int n, MPI_Datatype t, int r, MPI_Aint d, int rn, MPI_Datatype rt, MPI_Win w);
int MPI_Get(void *b, int n, MPI_Datatype t, int r, MPI_Aint d, int rn, MPI_Datatype rt, MPI_Win w);
int MPI_Accumulate(const void *b, int n, MPI_Datatype t, int r, MPI_Aint d, int rn, MPI_Datatype rt, MPI_Op o, MPI_Win w);
int MPI_Fetch_and_op(const void *b, void *rb, MPI_Datatype t, int r, MPI_Aint d, MPI_Op o, MPI_Win w);
int MPI_Alloc_mem(MPI_Aint n, MPI_Info i, void *p);
int MPI_Free_mem(void *p);
int MPI_File_open(MPI_Comm c, const char *n, int mode, MPI_Info i, MPI_File *f);
int MPI_File_close(MPI_File *f);
int MPI_File_delete(const char *n, MPI_Info i);
int MPI_File_get_size(MPI_File f, MPI_Offset *n);
int MPI_File_set_size(MPI_File f, MPI_Offset n);
int MPI_File_set_view(MPI_File f, MPI_Offset d, MPI_Datatype t, MPI_Datatype ft, const char *rep, MPI_Info i);
int MPI_File_seek(MPI_File f, MPI_Offset o, int w);
int MPI_File_read(MPI_File f, void *b, int n, MPI_Datatype t, MPI_Status *s);
int MPI_File_write(MPI_File f, const void *b, int n, MPI_Datatype t, MPI_Status *s);
int MPI_File_read_all(MPI_File f, void *b, int n, MPI_Datatype t, MPI_Status *s);
int MPI_File_write_all(MPI_File f, const void *b, int n, MPI_Datatype t, MPI_Status *s);
int MPI_File_read_at(MPI_File f, MPI_Offset o, void *b, int n, MPI_Datatype t, MPI_Status *s);
int MPI_File_write_at(MPI_File f, MPI_Offset o, const void *b, int n, MPI_Datatype t, MPI_Status *s);
int MPI_File_read_at_all(MPI_File f, MPI_Offset o, void *b, int n, MPI_Datatype t, MPI_Status *s);
int MPI_File_write_at_all(MPI_File f, MPI_Offset o, const void *b, int n, MPI_Datatype t, MPI_Status *s);
int MPI_Info_create(MPI_Info *i);
int MPI_Info_set(MPI_Info i, const char *k, const char *v);
int MPI_Info_free(MPI_Info *i);
int MPI_Pcontrol(const int level, ...);
double MPI_Wtime(void);
double MPI_Wtick(void);
MPI_Fint MPI_Comm_c2f(MPI_Comm c);
MPI_Comm MPI_Comm_f2c(MPI_Fint c);
#define MPI_Type_extent(t, e) MPI_Type_get_extent(t, (MPI_Aint *)0, e)
#define MPI_Address MPI_Get_address
#define MPI_Type_struct MPI_Type_create_struct
#define MPI_Type_hvector MPI_Type_create_hvector
#define MPI_Type_hindexed MPI_Type_create_hindexed
#define MPI_Errhandler_set MPI_Comm_set_errhandler
#define MPI_Attr_get MPI_Comm_get_attr
#ifdef __cplusplus
}
#endif
#endif
