/* slacksim, the local Slack: options, signals, start and end. */
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "sim/server.h"
#include "sim/sim.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORKSPACE_SIZE_MAX = 4 * 1024 * 1024 };

struct options {
    const char *listen, *cert_file, *key_file, *workspace_file;
};

static const char usage[] =
    "usage: slacksim [--listen ADDRESS:PORT] [--cert FILE --key FILE] [--workspace FILE]\n"
    "\n"
    "A Slack of your own for trying and testing: Web API, Socket Mode, and a page at /.\n"
    "  --listen ADDRESS:PORT  default 127.0.0.1:8065; port 0 takes any free one\n"
    "  --cert FILE --key FILE PEM files, for https and wss\n"
    "  --workspace FILE       people, channels and apps as JSON; see docs/local-slack.md\n"
    "The first line on standard output is the server's address.\n";

/* Exits on --help and on what it does not understand. */
static struct options parse_options(int argc, char **argv) {
    static const struct option known[] = {
        {"listen", required_argument, NULL, 'l'}, {"cert", required_argument, NULL, 'c'},
        {"key", required_argument, NULL, 'k'},    {"workspace", required_argument, NULL, 'w'},
        {"help", no_argument, NULL, 'h'},         {0}};
    struct options options = {.listen = "127.0.0.1:8065"};
    for (int option; (option = getopt_long(argc, argv, "h", known, NULL)) != -1;) {
        if (option == 'l')
            options.listen = optarg;
        else if (option == 'c')
            options.cert_file = optarg;
        else if (option == 'k')
            options.key_file = optarg;
        else if (option == 'w')
            options.workspace_file = optarg;
        else {
            fputs(usage, option == 'h' ? stdout : stderr);
            exit(option == 'h' ? EXIT_SUCCESS : EXIT_FAILURE);
        }
    }
    if (optind == argc)
        return options;
    fputs(usage, stderr);
    exit(EXIT_FAILURE);
}

/* The file's text, for mem_free; NULL when name is NULL. */
static enum result read_text(const char *name, char **ret_text, struct err *err) {
    *ret_text = NULL;
    if (!name)
        return OK;
    FILE *file = fopen(name, "r");
    if (!file)
        return fail(err, IO, "cannot read %s: %s", name, strerror(errno));
    struct str text = str_new(WORKSPACE_SIZE_MAX);
    char piece[16 * 1024];
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
        str_add_bytes(&text, piece, n);
    bool failed = ferror(file) || text.full;
    fclose(file);
    *ret_text = str_take(&text);
    if (!failed)
        return OK;
    mem_free(*ret_text);
    *ret_text = NULL;
    return fail(err, IO, "cannot read %s, or it is over %d bytes", name, WORKSPACE_SIZE_MAX);
}

static void on_signal(uv_signal_t *handle, int number) {
    log_info("stopping", LOG_NUMBER("signal", number));
    uv_stop(handle->loop);
}

static void watch_signals(uv_loop_t *loop, uv_signal_t signals[2]) {
    static const int numbers[2] = {SIGINT, SIGTERM};
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < 2; i++) {
        uv_signal_init(loop, &signals[i]);
        uv_signal_start(&signals[i], on_signal, numbers[i]);
    }
}

static enum result serve(struct sim *sim, const struct options *options, struct err *err) {
    struct server *server = NULL;
    uv_signal_t signals[2];
    enum result result =
        server_start(sim, options->listen, options->cert_file, options->key_file, &server, err);
    if (result != OK)
        return result;
    watch_signals(sim->loop, signals);
    printf("%s\n", sim->base_url);
    fflush(stdout);
    log_info("listening", LOG_TEXT("url", sim->base_url));
    uv_run(sim->loop, UV_RUN_DEFAULT);
    server_stop(server);
    for (int i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&signals[i], NULL);
    uv_run(sim->loop, UV_RUN_NOWAIT); /* the connections say good-bye to their owners */
    server_free(server);
    return OK;
}

static enum result run(const struct options *options, struct err *err) {
    uv_loop_t loop;
    struct sim sim;
    char *workspace_text;
    enum result result = read_text(options->workspace_file, &workspace_text, err);
    if (result != OK)
        return result;
    uv_loop_init(&loop);
    result = sim_init(&sim, &loop, workspace_text, err);
    mem_free(workspace_text);
    if (result == OK) {
        result = serve(&sim, options, err);
        sim_free(&sim);
    }
    uv_run(&loop, UV_RUN_DEFAULT); /* the last handles close */
    uv_loop_close(&loop);
    return result;
}

int main(int argc, char **argv) {
    struct options options = parse_options(argc, argv);
    struct err err;
    if (run(&options, &err) == OK)
        return EXIT_SUCCESS;
    log_error("cannot_start", LOG_TEXT("why", err.text));
    return EXIT_FAILURE;
}
