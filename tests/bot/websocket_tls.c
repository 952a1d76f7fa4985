/* WebSocket connections over TLS: whom the client trusts. */
#include "bot/loop.h"
#include "tests/kit/dialer.h"
#include "tests/kit/peer.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void play_tls(struct dialer *dialer, enum peer_certificate certificate) {
    dialer->settings.network.ca_file = peer_ca_file();
    dialer_play_with(dialer,
                     &(struct peer_settings){.serve = dialer_greet, .certificate = certificate});
    dialer_expect_story(dialer, "closed");
    dialer_close(dialer);
    peer_remove_ca_file();
}

/* Slack: A15 */
Test(websocket, a_certificate_for_another_host_is_refused_by_name) {
    struct dialer dialer = dialer_new();
    play_tls(&dialer, PEER_WRONG_HOST);
    dialer_expect_reason(&dialer, "the certificate of localhost is not trusted: hostname mismatch; "
                                  "check slack.api_url and slack.proxy");
}

static void play_ipv6(struct dialer *dialer, enum peer_certificate certificate) {
    dialer->settings.network.ca_file = peer_ca_file();
    dialer->close_after_message = 1000;
    dialer_play_with(dialer, &(struct peer_settings){
                                 .serve = dialer_greet, .certificate = certificate, .ipv6 = true});
    dialer_close(dialer);
    peer_remove_ca_file();
}

Test(websocket, an_ipv6_address_is_compared_with_the_certificates) {
    struct dialer dialer = dialer_new();
    play_ipv6(&dialer, PEER_ADDRESS);
    dialer_expect_reason(&dialer, "closed with code 1000");
    dialer = dialer_new();
    play_ipv6(&dialer, PEER_GOOD);
    dialer_expect_reason(&dialer, "the certificate of ::1 is not trusted: IP address mismatch");
}

Test(websocket, a_certificate_that_is_over_is_refused_as_expired) {
    struct dialer dialer = dialer_new();
    play_tls(&dialer, PEER_EXPIRED);
    dialer_expect_reason(&dialer,
                         "the certificate of localhost is not trusted: certificate has expired; "
                         "check the clock of this machine");
}

Test(websocket, a_certificate_of_an_unknown_authority_is_refused) {
    struct dialer dialer = dialer_new();
    play_tls(&dialer, PEER_UNKNOWN_CA);
    dialer_expect_reason(&dialer,
                         "the certificate of localhost is not trusted: self-signed certificate; "
                         "if that server or proxy is your own, name the file of its authority");
}

/* Slack: A15 */
Test(websocket, the_systems_authorities_do_not_vouch_for_a_private_one) {
    struct dialer dialer = dialer_new();
    dialer_play_with(&dialer,
                     &(struct peer_settings){.serve = dialer_greet, .certificate = PEER_GOOD});
    dialer_expect_story(&dialer, "closed");
    dialer_expect_reason(&dialer, "not trusted: unable to get local issuer certificate");
    dialer_close(&dialer);
}

/* Slack: A15 */
Test(websocket, without_a_ca_file_the_systems_authorities_are_trusted) {
    struct dialer dialer = dialer_new();
    setenv("SSL_CERT_FILE", peer_ca_file(), 1); /* where OpenSSL looks for the system's */
    dialer.close_after_message = 1000;
    dialer_play_with(&dialer,
                     &(struct peer_settings){.serve = dialer_greet, .certificate = PEER_GOOD});
    dialer_expect_story(&dialer, "open [hello] closed");
    dialer_close(&dialer);
    peer_remove_ca_file();
}

/* Slack: A15 */
Test(websocket, with_a_ca_file_the_systems_authorities_are_not_trusted_any_more) {
    struct dialer dialer = dialer_new();
    setenv("SSL_CERT_FILE", peer_ca_file(), 1);
    dialer.settings.network.ca_file = "/etc/ssl/certs/ca-certificates.crt";
    dialer_play_with(&dialer,
                     &(struct peer_settings){.serve = dialer_greet, .certificate = PEER_GOOD});
    dialer_expect_story(&dialer, "closed");
    dialer_expect_reason(&dialer, "not trusted");
    dialer_close(&dialer);
    peer_remove_ca_file();
}

/* Slack: bug-10 */
Test(websocket, tls_and_no_tls_do_not_mix) {
    struct dialer dialer = dialer_new();
    dialer.settings.network.connect_timeout_ms = 2000;
    dialer_open(&dialer);
    struct peer *plain = peer_start(&(struct peer_settings){.serve = dialer_say_nothing});
    struct peer *tls =
        peer_start(&(struct peer_settings){.serve = dialer_greet, .certificate = PEER_GOOD});
    dialer.wanted = 2;
    dialer_dial(&dialer, "wss", "localhost", peer_port(plain));
    dialer_dial(&dialer, "ws", "localhost", peer_port(tls));
    loop_run(dialer.loop);
    dialer_expect_story(&dialer, "closedclosed");
    peer_stop(plain);
    peer_stop(tls);
    dialer_close(&dialer);
}
