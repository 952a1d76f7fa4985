/* Names for tests: one has two addresses on loopback, the first of which takes no connection as
 * long as servers listen on 127.0.0.1 only; the other has none, as "localhost" on a machine without
 * an /etc/hosts. names.c puts them in front of the system's getaddrinfo for the whole test program;
 * every other name goes through. */
#ifndef TESTS_KIT_NAMES_H
#define TESTS_KIT_NAMES_H

#define NAMES_TWO_ADDRESSES "two-addresses.test"
#define NAMES_NOBODY_KNOWS "nobody-knows.localhost"

#endif
