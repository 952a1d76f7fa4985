/* Addresses of messages: see permalink.h. */
#include "model/permalink.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

static const char folder[] = "/archives/";

/* The digits of a timestamp after its point. */
enum { FRACTION = 6 };

void permalink_add(struct str *out, const char *workspace, const char *channel, const char *ts,
                   const char *thread) {
    const char *point = strchr(ts, '.');
    if (!point)
        return;
    str_addf(out, "%sarchives/%s/p%.*s%s", workspace, channel, (int)(point - ts), ts, point + 1);
    if (*thread && !str_equal(thread, ts))
        str_addf(out, "?thread_ts=%s&cid=%s", thread, channel);
}

bool permalink_read(const char *text, char ret_channel[SLACK_ID_SIZE], char ret_ts[SLACK_TS_SIZE]) {
    const char *at = strstr(text, folder);
    if (!str_starts(text, "http") || !at)
        return false;
    const char *channel = at + strlen(folder);
    size_t len = strspn(channel, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    const char *digits = channel + len + 2;
    if (len == 0 || len >= SLACK_ID_SIZE || strncmp(channel + len, "/p", 2) != 0)
        return false;
    size_t count = strspn(digits, "0123456789");
    bool ends = !digits[count] || digits[count] == '?';
    if (!ends || count <= FRACTION || count + 1 >= SLACK_TS_SIZE)
        return false;
    snprintf(ret_channel, SLACK_ID_SIZE, "%.*s", (int)len, channel);
    snprintf(ret_ts, SLACK_TS_SIZE, "%.*s.%.*s", (int)(count - FRACTION), digits, (int)FRACTION,
             digits + count - FRACTION);
    return true;
}
