/* Names for tests, put in front of the system's getaddrinfo for the whole test program; every other
 * name goes through. */
#ifndef TESTS_KIT_NAMES_H
#define TESTS_KIT_NAMES_H

/* Two addresses on loopback, the first of which takes no connection as long as servers listen on
 * 127.0.0.1 only. */
#define NAMES_TWO_ADDRESSES "two-addresses.test"

/* Ten addresses on loopback. */
#define NAMES_TEN_ADDRESSES "ten-addresses.test"

/* None, as "localhost" on a machine without an /etc/hosts. */
#define NAMES_NOBODY_KNOWS "nobody-knows.localhost"

/* No answer until names_answer is called; then none is found. */
#define NAMES_SLOW "slow.test"

/* Lets every look-up of NAMES_SLOW end, now and later. */
void names_answer(void);

#endif
