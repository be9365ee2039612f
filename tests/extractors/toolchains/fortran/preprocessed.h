#define MINIMUM(a, b) min(a, b)
