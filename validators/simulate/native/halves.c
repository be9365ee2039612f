/* What machine code calls to round to half precision where the processor has no instruction for it. */
#include <stdint.h>
#include <string.h>

_Float16 __truncdfhf2(double x);

/* To nearest: first to single precision, cut off with the last bit set where something was lost, so that the second
 * rounding sees on which side of a half's middle the value lies. */
__attribute__((target("f16c"))) _Float16 __truncdfhf2(double x)
{
    float cut = (float)x;
    uint32_t bits;
    memcpy(&bits, &cut, sizeof bits);
    if (cut == cut && (double)cut != x) {
        if ((x < 0 ? -(double)cut : (double)cut) > (x < 0 ? -x : x))
            bits--; /* towards zero */
        bits |= 1;
        memcpy(&cut, &bits, sizeof cut);
    }
    return (_Float16)cut;
}
