/* The same server with a certificate. */
#include "base/str.h"
#include "tests/sim/raw.h"

#include <criterion/criterion.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Writes a key and a certificate that signs itself into two new files. */
static void make_certificate(char cert_file[], char key_file[]) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    X509_NAME *name = X509_get_subject_name(cert);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1,
                               0);
    X509_set_issuer_name(cert, name);
    X509_set_pubkey(cert, key);
    cr_assert_gt(X509_sign(cert, key, EVP_sha256()), 0);
    FILE *cert_out = fdopen(mkstemp(cert_file), "w"), *key_out = fdopen(mkstemp(key_file), "w");
    PEM_write_X509(cert_out, cert);
    PEM_write_PrivateKey(key_out, key, NULL, NULL, 0, NULL, NULL);
    fclose(cert_out);
    fclose(key_out);
    X509_free(cert);
    EVP_PKEY_free(key);
}

static void read_all(SSL *tls, struct str *out) {
    char piece[4096];
    for (int n; (n = SSL_read(tls, piece, sizeof piece)) > 0;)
        str_add_bytes(out, piece, (size_t)n);
}

/* Slack: sim-1 */
Test(tls, an_app_gets_a_wss_address_with_the_name_that_it_used) {
    static const char request[] = "POST /api/apps.connections.open HTTP/1.1\r\n"
                                  "Host: localhost:1234\r\nConnection: close\r\n"
                                  "Authorization: Bearer xapp-test-token\r\n"
                                  "Content-Length: 0\r\n\r\n";
    char cert_file[] = "/tmp/slacksim-cert-XXXXXX", key_file[] = "/tmp/slacksim-key-XXXXXX";
    make_certificate(cert_file, key_file);
    struct raw_server *server = raw_start(cert_file, key_file);
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL *tls = SSL_new(context);
    int fd = raw_connect(server);
    SSL_set_fd(tls, fd);
    cr_assert_eq(SSL_connect(tls), 1);
    for (size_t i = 0; i < sizeof request - 1; i++) /* a record for each byte */
        cr_assert_eq(SSL_write(tls, request + i, 1), 1);
    STR_AUTO(answer, 64 * 1024);
    read_all(tls, &answer);
    cr_assert_not_null(strstr(answer.text, "wss:\\/\\/localhost:1234\\/link"), "%s", answer.text);
    cr_assert_eq(SSL_get_shutdown(tls) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
    SSL_free(tls);
    SSL_CTX_free(context);
    close(fd);
    raw_stop(server);
    unlink(cert_file);
    unlink(key_file);
}

Test(tls, a_client_that_speaks_no_tls_is_cut_off) {
    char cert_file[] = "/tmp/slacksim-cert-XXXXXX", key_file[] = "/tmp/slacksim-key-XXXXXX";
    make_certificate(cert_file, key_file);
    struct raw_server *server = raw_start(cert_file, key_file);
    int fd = raw_connect(server);
    raw_send_text(fd, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    cr_assert(raw_at_end(fd));
    close(fd);
    raw_stop(server);
    unlink(cert_file);
    unlink(key_file);
}
