/* Printing the settings as a file that explains itself and reads back the same: see config.h. */
#include "config/config.h"
#include "config/settings.h"

#include <string.h>

enum { LINE_WIDTH = 96, INDENT = 4, VALUE_MAX = 8192 };

/* Where in the nest of groups the printer stands: the dotted name of the open group. */
struct printer {
    struct str *out;
    const char *group;
    size_t group_len;
    size_t depth;
};

static void indent(const struct printer *printer) {
    str_addf(printer->out, "%*s", (int)(printer->depth * INDENT), "");
}

static void close_group(struct printer *printer) {
    printer->depth--;
    indent(printer);
    str_add(printer->out, "};\n");
    while (printer->group_len > 0 && printer->group[printer->group_len - 1] != '.')
        printer->group_len--;
    if (printer->group_len > 0)
        printer->group_len--; /* the dot */
}

static void open_group(struct printer *printer, const char *name, size_t len) {
    indent(printer);
    str_addf(printer->out, "%.*s: {\n", (int)len, name);
    printer->depth++;
}

static bool is_inside(const struct printer *printer, const char *name) {
    return printer->group_len == 0 || (strncmp(name, printer->group, printer->group_len) == 0 &&
                                       name[printer->group_len] == '.');
}

/* Closes and opens groups until the one that name belongs to is open; returns its last word. */
static const char *enter(struct printer *printer, const char *name) {
    while (!is_inside(printer, name))
        close_group(printer);
    if (printer->depth == 0)
        str_add(printer->out, "\n");
    const char *rest = name + printer->group_len + (printer->group_len > 0);
    for (const char *dot; (dot = strchr(rest, '.')); rest = dot + 1) {
        open_group(printer, rest, (size_t)(dot - rest));
        printer->group = name;
        printer->group_len = (size_t)(dot - name);
    }
    return rest;
}

/* Writes text as comment lines of at most LINE_WIDTH bytes, broken at spaces. */
static void comment(const struct printer *printer, const char *text) {
    size_t room = LINE_WIDTH - printer->depth * INDENT - strlen("# ");
    while (*text) {
        size_t len = strlen(text);
        if (len > room) {
            len = room;
            while (len > 0 && text[len] != ' ')
                len--;
            if (len == 0)
                len = strcspn(text, " ");
        }
        indent(printer);
        str_addf(printer->out, "# %.*s\n", (int)len, text);
        text += len + strspn(text + len, " ");
    }
}

static void quoted(const char *text, struct str *out) {
    str_add(out, "\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            str_add(out, "\\");
        str_add_bytes(out, text, 1);
    }
    str_add(out, "\"");
}

/* Whether value is an address with a password in it, "http://user:password@host". */
static bool holds_password(const struct setting *setting, const char *value) {
    if (setting->rule.kind != VALUE_URL || !strstr(value, "://"))
        return false;
    const char *authority = strstr(value, "://") + strlen("://");
    return memchr(authority, '@', strcspn(authority, "/?#")) != NULL;
}

static void explain(const struct printer *printer, const struct setting *setting) {
    STR_AUTO(text, 1024);
    str_addf(&text, "%s.", setting->meaning);
    STR_AUTO(allowed, 256);
    value_explain(&setting->rule, &allowed);
    if (allowed.len)
        str_addf(&text, " (%s)", allowed.text);
    comment(printer, text.text);
}

static void print_setting(struct printer *printer, const struct setting *setting,
                          const char *value) {
    const char *word = enter(printer, setting->name);
    explain(printer, setting);
    bool is_default = str_equal(value, setting->otherwise);
    indent(printer);
    if (holds_password(setting, value)) {
        str_addf(printer->out, "#%s = a value with a password that is not shown\n", word);
        return;
    }
    str_addf(printer->out, "%s%s = ", is_default ? "#" : "", word);
    if (setting->rule.kind == VALUE_SWITCH)
        str_add(printer->out, value);
    else
        quoted(value, printer->out);
    str_add(printer->out, ";\n");
}

void config_print(const struct config *config, struct str *out) {
    struct printer printer = {.out = out, .group = ""};
    comment(&printer, "The settings of incidentd. A line behind a # shows a default; take the # "
                      "away and change it. Durations are written 90s, 30m, 1h30m, 7d. The two "
                      "tokens never stand here.");
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *setting = &settings[i];
        STR_AUTO(value, VALUE_MAX);
        value_write(&setting->rule, settings_value(setting, config), &value);
        print_setting(&printer, setting, value.text);
    }
    while (printer.depth > 0)
        close_group(&printer);
}
