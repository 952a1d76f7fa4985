/* SHA-256: see sha256.h. */
#include "base/sha256.h"

#include <openssl/evp.h>

enum { DIGEST_BYTES = 32 };

enum result sha256_hex(const char *bytes, size_t len, char out[SHA256_HEX_SIZE], struct err *err) {
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_Digest(bytes, len, digest, &size, EVP_sha256(), NULL) != 1 || size != DIGEST_BYTES)
        return fail(err, IO, "libcrypto computes no SHA-256 on this machine");
    for (int i = 0; i < DIGEST_BYTES; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[SHA256_HEX_SIZE - 1] = 0;
    return OK;
}
