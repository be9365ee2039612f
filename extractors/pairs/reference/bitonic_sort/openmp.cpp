namespace {

// One step of the network: its pairs are disjoint, so that threads may take them in any order
void exchange(int n, int mask, int *keys)
{
#pragma omp parallel for
    for (int i = 0; i < n; i++) {
        const int partner = i ^ mask;
        if (partner > i && partner < n) {
            const int a = keys[i];
            const int b = keys[partner];
            keys[i] = a < b ? a : b;
            keys[partner] = a < b ? b : a;
        }
    }
}

} // namespace

// Sorts keys by Batcher's bitonic network, all of whose steps sort upwards: any n will do
extern "C" void bitonic_sort(int n, int *keys)
{
    for (int half = 1; half < n; half *= 2) {
        exchange(n, 2 * half - 1, keys);
        for (int distance = half / 2; distance > 0; distance /= 2) {
            exchange(n, distance, keys);
        }
    }
}
