/* One-shot timers on the loop. */
#ifndef SIM_TIMER_H
#define SIM_TIMER_H

#include <stdint.h>
#include <uv.h>

struct timer;

/* Calls run(owner) once after delay_ms (0 and less: on the loop's next round). The timer belongs to
 * the loop: it is gone when run is called, so that the owner forgets its pointer there. */
struct timer *timer_start(uv_loop_t *loop, int64_t delay_ms, void (*run)(void *owner), void *owner);

void timer_stop(struct timer *timer); /* before it has run; NULL is allowed */

#endif
