/* SHA-256, for what must be recognised again. libcrypto does the work and is seen nowhere else
 * below bot/. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/err.h"

#include <stddef.h>

enum { SHA256_HEX_SIZE = 65 };

/* The SHA-256 of bytes[0..len) in lower-case hexadecimal into out. IO when libcrypto has no SHA-256
 * to give, as where the machine's policy forbids it. */
enum result sha256_hex(const char *bytes, size_t len, char out[SHA256_HEX_SIZE], struct err *err)
    RESULT;

#endif
