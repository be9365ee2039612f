/* An assertion that fails ends the run. */
#undef assert
#ifdef NDEBUG
#define assert(expression) ((void)0)
#else
#ifdef __cplusplus
extern "C"
#endif
void wl_assertion(const char *expression, const char *file, unsigned line, const char *function);
#define assert(expression) ((expression) ? (void)0 : wl_assertion(#expression, "", __LINE__, ""))
#endif
