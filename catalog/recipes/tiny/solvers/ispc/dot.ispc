export uniform float dot(uniform int n, const uniform float x[], const uniform float y[]) {
    float partial = 0.0f;
    foreach (i = 0 ... n) {
        partial += x[i] * y[i];
    }
    return reduce_add(partial);
}
