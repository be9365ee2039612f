namespace {

// One step of the network: its pairs are disjoint, so that threads may take them in any order
void exchange(int n, int mask, int *keys)
{
#pragma omp parallel for
    for (int i = 0; i < n; i++) {
        const int partner = i ^ mask;
        if (partner > i && partner < n && keys[i] > keys[partner]) {
            const int key = keys[i];
            keys[i] = keys[partner];
            keys[partner] = key;
        }
    }
}

} // namespace

// Sorts keys by Batcher's bitonic network, all of whose steps sort upwards: any n will do
extern "C" void bitonic_sort(int n, int *keys)
{
    for (int size = 2; size / 2 < n; size *= 2) {
        exchange(n, size - 1, keys);
        for (int distance = size / 4; distance > 0; distance /= 2) {
            exchange(n, distance, keys);
        }
    }
}
