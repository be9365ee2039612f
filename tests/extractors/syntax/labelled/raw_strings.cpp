// Generates kernels as text. Nothing in the text is this file's.
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace codegen {

constexpr std::string_view kTemplate = R"cuda(
extern "C" __global__ void fused(const float *a, float *b, int n)
{
    #pragma unroll
    for (int i = threadIdx.x; i < n; i += blockDim.x) { b[i] = OP(a[i]); }
}
void host() { fused<<<1, 128>>>(nullptr, nullptr, 0); MPI_Barrier(MPI_COMM_WORLD); }
)cuda";

const char *const kOpenMp = R"(#pragma omp parallel for
for (int i = 0; i < n; i++) { x[i] = ")" /* not the end */ R"("; })";

class Writer {
    std::ostringstream out_;
    int depth_ = 0;

public:
    Writer &line(std::string_view s)
    {
        for (int i = 0; i < depth_; ++i)
            out_ << "    ";
        out_ << s << '\n';
        return *this;
    }
    Writer &open(std::string_view s) { line(s).line("{"); ++depth_; return *this; }
    Writer &close() { --depth_; return line("}"); }
    std::string str() const { return out_.str(); }
};

static std::string replace_all(std::string s, std::string_view from, std::string_view to)
{
    for (std::size_t at = 0; (at = s.find(from, at)) != std::string::npos; at += to.size())
        s.replace(at, from.size(), to);
    return s;
}

std::string loop_nest(const std::vector<std::string> &variables, const std::string &body)
{
    Writer w;
    for (auto &&v : variables) w.open("for (int " + v + " = 0; " + v + " < n; ++" + v + ')');
    w.line(body);
    for (auto i = variables.size(); i-- > 0;) w.close();
    char brace = '{', quote = '"', escaped = '\'';
    return w.str() + (brace == quote ? "{" : "\"{") + escaped;
}

std::string kernel(const std::string &op)
{
    const auto n = 1'000'000;
    return replace_all(std::string{kTemplate}, "OP", op) + u8R"x(void never() { while (1); })x" + std::to_string(n);
}

}  // namespace codegen
