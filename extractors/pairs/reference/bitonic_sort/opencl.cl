// One step of Batcher's bitonic network: one work-item for each key; the host goes through the masks
__kernel void exchange(const int n, const int mask, __global int *keys)
{
    const int i = get_global_id(0);
    const int partner = i ^ mask;
    if (partner > i && partner < n && keys[i] > keys[partner]) {
        const int key = keys[i];
        keys[i] = keys[partner];
        keys[partner] = key;
    }
}
