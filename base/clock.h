/* The two clocks of the machine. Only bot/ and sim/ read them; below, time is an input. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC; steps when the machine's clock is set. */
int64_t clock_utc_ms(void);

/* Milliseconds since some fixed moment; never steps. */
int64_t clock_monotonic_ms(void);

#endif
