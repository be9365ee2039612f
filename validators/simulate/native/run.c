/* One run: its limits, the signals that end it, and what is told about it. */
#define _GNU_SOURCE /* for the names of registers */
#include "simulator.h"
#include "launch_rules.h"
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <ucontext.h>

wl_report wl_result;
wl_options wl_choices;
int wl_in_kernel;
int64_t wl_fuel_left;

static int64_t n_looks, thread_looks[WL_MAX_THREADS];

static jmp_buf recovery;
static volatile int is_running;
enum { SIGNAL_STACK = 64 << 10 };
static uint8_t *signal_stack;

void wl_open_written(void);
int wl_is_constant(int window);
int wl_is_inside(int window, int64_t offset);

static void note_place(void)
{
    wl_result.in_kernel = wl_in_kernel;
    if (wl_in_kernel) {
        wl_result.block = blockIdx;
        if (wl_result.outcome != WL_DIVERGENT_BARRIER && wl_result.outcome != WL_MISSING_THREAD &&
            wl_result.outcome != WL_ABSENT_LANE)
            wl_result.thread = threadIdx;
        wl_result.grid = gridDim;
        wl_result.shape = blockDim;
    }
}

_Noreturn void wl_stop(enum wl_outcome outcome)
{
    if (!is_running)
        __builtin_trap();
    wl_result.outcome = outcome;
    note_place();
    longjmp(recovery, 1);
}

_Noreturn void wl_stop_with(enum wl_outcome outcome, int32_t code, const char *text)
{
    wl_result.code = code;
    size_t i = 0;
    for (; text[i] && i + 1 < sizeof wl_result.text; i++)
        wl_result.text[i] = text[i];
    wl_result.text[i] = 0;
    wl_stop(outcome);
}

enum { TURN = 4096 };
static int64_t fuel_kept; /* what is left beside `wl_fuel_left`, which is never more than a thread's turn */

static void fill_up(void)
{
    int64_t taken = fuel_kept < TURN ? fuel_kept : TURN;
    fuel_kept -= taken;
    wl_fuel_left += taken;
}

static void spent(void)
{
    if (!fuel_kept)
        wl_stop(WL_OUT_OF_FUEL);
    fill_up();
    if (wl_in_kernel)
        wl_take_turns();
}

/* What instrumented code calls at its entry and at every head of a loop. */
void wl_fuel(void)
{
    if (--wl_fuel_left < 0)
        spent();
}

void wl_abort(void)
{
    wl_stop_with(WL_ABORTED, 0, "abort");
}

void wl_assertion(const char *expression, const char *file, unsigned line, const char *function)
{
    (void)file, (void)function;
    wl_stop_with(WL_ABORTED, (int32_t)line, expression ? expression : "assertion");
}

static void fault(int number, siginfo_t *info, ucontext_t *context)
{
    uint64_t address = (uint64_t)info->si_addr, error = (uint64_t)context->uc_mcontext.gregs[REG_ERR];
    uint64_t counter = (uint64_t)context->uc_mcontext.gregs[REG_RIP];
    wl_result.address = address;
    wl_result.access = (error >> 1 & 1) | (address == counter) << 1;
    int64_t offset = 0;
    int window = wl_window_of(address, &offset);
    wl_result.window = window;
    wl_result.offset = offset;
    if (window >= 0 && !(wl_result.access & 2)) {
        if (wl_is_constant(window) && (wl_result.access & 1))
            wl_stop_with(WL_OUT_OF_BOUNDS, number, "of what is only read");
        if (wl_is_inside(window, offset))
            wl_stop_with(WL_WILD_POINTER, number, wl_in_kernel ? "host memory in a kernel" : "device memory on the host");
        wl_stop_with(WL_OUT_OF_BOUNDS, number, "");
    }
    if (wl_in_kernel && wl_is_host_stack(address))
        wl_stop_with(WL_WILD_POINTER, number, "host memory in a kernel");
    if (wl_stack_guard(address))
        wl_stop_with(WL_STACK_OVERFLOW, number, "");
    wl_stop_with(WL_WILD_POINTER, number, wl_result.access & 2 ? "a jump to where no code is" : "");
}

static void on_signal(int number, siginfo_t *info, void *given)
{
    ucontext_t *context = given;
    if (!is_running) { /* nobody's but our own: as if nothing were installed */
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    is_running = 2;
    const uint8_t *at = (const uint8_t *)context->uc_mcontext.gregs[REG_RIP];
    switch (number) {
    case SIGSEGV:
    case SIGBUS:
        fault(number, info, context);
    case SIGFPE:
        wl_stop_with(WL_DIVIDE_BY_ZERO, number, "");
    case SIGILL:
        /* `ud1l N(%eax), %eax` is how a trap says its kind. */
        if (at[0] == 0x67 && at[1] == 0x0f && at[2] == 0xb9)
            wl_stop_with(WL_UNDEFINED_BEHAVIOUR, at[4], "");
        if (at[0] == 0x0f && at[1] == 0xb9)
            wl_stop_with(WL_UNDEFINED_BEHAVIOUR, at[3], "");
        if (at[0] == 0x0f && at[1] == 0x0b)
            wl_stop_with(WL_UNDEFINED_BEHAVIOUR, -1, "");
        wl_stop_with(WL_CRASHED, number, "");
    case SIGPROF:
        wl_stop_with(WL_TIMED_OUT, number, "");
    default:
        wl_stop_with(WL_CRASHED, number, "");
    }
}

/* Once in each process that runs code. 0, or -1 where there is no memory. */
int wl_prepare(void)
{
    if (wl_reserve() != 0 || wl_prepare_stacks() != 0)
        return -1;
    if (!signal_stack) {
        uint8_t *found = mmap(NULL, SIGNAL_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (found == MAP_FAILED)
            return -1;
        signal_stack = found;
    }
    stack_t stack = {.ss_sp = signal_stack, .ss_size = SIGNAL_STACK};
    if (sigaltstack(&stack, NULL) != 0)
        return -1;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGPROF, SIGABRT, SIGSYS, SIGTRAP};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (sigaction(numbers[i], &action, NULL) != 0)
            return -1;
    return 0;
}

static void set_timer(int64_t microseconds)
{
    struct itimerval timer = {{0, 0}, {microseconds / 1000000, microseconds % 1000000}};
    setitimer(ITIMER_PROF, &timer, NULL);
}

/* Call `enter` under `wl_choices`; what came of it is in `wl_result`. */
int wl_run(void (*enter)(void *), void *arguments)
{
    memset(&wl_result, 0, sizeof wl_result);
    wl_result.window = -1;
    wl_result.launch = -1;
    wl_fuel_left = 0;
    fuel_kept = wl_choices.fuel;
    fill_up();
    wl_in_kernel = 0;
    n_looks = 0;
    memset(thread_looks, 0, sizeof thread_looks);
    wl_forget_launch();
    wl_record_forget();
    wl_written_forget_read();
    wl_open(0);
    if (_setjmp(recovery) == 0) {
        is_running = 1;
        set_timer(wl_choices.microseconds);
        wl_run_on_host_stack(enter, arguments);
        wl_demand_joined();
    }
    set_timer(0);
    is_running = 0;
    wl_in_kernel = 0;
    wl_hide_host_stack(0);
    wl_result.fuel_left = wl_fuel_left + fuel_kept;
    wl_open_written();
    if (wl_result.outcome == WL_OK && wl_check_slack(0, WL_N_WINDOWS) >= 0)
        wl_result.outcome = WL_OUT_OF_BOUNDS;
    wl_written_tell();
    wl_release_allocated();
    wl_race_forget();
    return wl_result.outcome;
}

/* What a program of one thread is told of its threads, and of the time. */
int wl_zero(void) { return 0; }
int wl_one(void) { return 1; }
double wl_seconds(void) { return 0.0; }

/* A clock that goes forward, and of which nobody can say when it began: on a device, too, its value means nothing.
 * Where the order is reversed, each thread looks at a clock of its own, so that those of a warp see the same time. */
int64_t wl_clock(void)
{
    static const int64_t begins[] = {1ll << 40, -(1ll << 40), 0x5eed};
    int64_t *looks = wl_choices.order == WL_REVERSED ? &thread_looks[wl_thread] : &n_looks;
    if (!*looks)
        *looks = begins[wl_choices.order];
    return *looks += 64;
}

/* Two ticks of the clock for a nanosecond. */
void wl_sleep(uint32_t nanoseconds)
{
    wl_clock();
    *(wl_choices.order == WL_REVERSED ? &thread_looks[wl_thread] : &n_looks) += 2ll * nanoseconds;
}
