/* A name for tests that has two addresses on loopback, the first of which takes no connection as
 * long as servers listen on 127.0.0.1 only. names.c puts it in front of the system's getaddrinfo
 * for the whole test program; every other name goes through. */
#ifndef TESTS_KIT_NAMES_H
#define TESTS_KIT_NAMES_H

#define NAMES_TWO_ADDRESSES "two-addresses.test"

#endif
