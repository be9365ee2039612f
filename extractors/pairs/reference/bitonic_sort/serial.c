/* One step of the network: every key and the one whose index differs in the bits of `mask` come into order. */
static void exchange(int n, int mask, int *keys)
{
    for (int i = 0; i < n; i++) {
        const int partner = i ^ mask;
        if (partner > i && partner < n && keys[i] > keys[partner]) {
            const int key = keys[i];
            keys[i] = keys[partner];
            keys[partner] = key;
        }
    }
}

/* Sorts keys by Batcher's bitonic network. All steps sort upwards, so that keys beyond the end, were there any, would
   be the largest and stay there: any n will do. */
void bitonic_sort(int n, int *keys)
{
    for (int size = 2; size / 2 < n; size *= 2) {
        exchange(n, size - 1, keys);
        for (int distance = size / 4; distance > 0; distance /= 2) {
            exchange(n, distance, keys);
        }
    }
}
