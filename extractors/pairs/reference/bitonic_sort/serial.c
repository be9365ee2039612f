/* One step of the network: every key and the one whose index differs in the bits of `mask` come into order. */
static void exchange(int n, int mask, int *keys)
{
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

/* Sorts keys by Batcher's bitonic network. All steps sort upwards, so that keys beyond the end, were there any, would
   be the largest and stay there: any n will do. */
void bitonic_sort(int n, int *keys)
{
    for (int half = 1; half < n; half *= 2) {
        exchange(n, 2 * half - 1, keys);
        for (int distance = half / 2; distance > 0; distance /= 2) {
            exchange(n, distance, keys);
        }
    }
}
