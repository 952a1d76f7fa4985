/* The log: one line an event on standard error, "<6>event key=value key=\"two words\"", the number
 * a syslog priority that journald reads. Values are escaped so that no input can forge a line, and
 * anything that looks like a Slack token is masked. Only bot/ and sim/ log. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

struct log_field {
    const char *key;
    const char *text; /* the value unless is_number; NULL is shown as an empty text */
    int64_t number;
    bool is_number;
};

/*     log_info("connected", LOG_TEXT("host", host), LOG_NUMBER("connections", n)); */
#define LOG_TEXT(name, value) ((struct log_field){(name), (value), 0, false})
#define LOG_NUMBER(name, value) ((struct log_field){(name), NULL, (int64_t)(value), true})

#define log_error(event, ...) LOG_FIELDS(LOG_LEVEL_ERROR, event, __VA_ARGS__)
#define log_warning(event, ...) LOG_FIELDS(LOG_LEVEL_WARNING, event, __VA_ARGS__)
#define log_info(event, ...) LOG_FIELDS(LOG_LEVEL_INFO, event, __VA_ARGS__)
#define log_debug(event, ...) LOG_FIELDS(LOG_LEVEL_DEBUG, event, __VA_ARGS__)
#define LOG_FIELDS(level, event, ...)                                                              \
    log_write(level, event, (const struct log_field[]){__VA_ARGS__, {NULL, NULL, 0, false}})

/* Writes one line; fields end with a NULL key. */
void log_write(enum log_level level, const char *event, const struct log_field *fields);

/* Lines of a higher number than level are dropped; LOG_LEVEL_INFO at first. */
void log_set_level(enum log_level level);

/* The line that log_write would write, without priority and newline, into out of size bytes. */
void log_format(char *out, unsigned long size, const char *event, const struct log_field *fields);

#endif
