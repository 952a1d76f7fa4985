/* The service manager: that we are ready, what we are doing, and that the loop still turns.
 * https://www.freedesktop.org/software/systemd/man/sd_notify.html */
#ifndef BOT_WATCHDOG_H
#define BOT_WATCHDOG_H

struct loop;

/* Says that we are ready, and from then on at half the watchdog's interval that we are alive; does
 * nothing when no service manager listens. */
void watchdog_start(struct loop *loop);

/* A sentence for `systemctl status`. */
void watchdog_status(const char *text);

void watchdog_stopping(void);

#endif
