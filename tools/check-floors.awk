# The rules of tools/check-floors. Reads every .c and .h file, named by its path from the root.

BEGIN {
    # What each floor may include from, besides itself.
    floor["base"] = ""
    floor["model"] = "base"
    floor["store"] = "base model"
    floor["config"] = "base model"
    floor["templates"] = "base model"
    floor["pictures"] = "base model"
    floor["handlers"] = "base model store config templates pictures"
    floor["bot"] = "base model store config templates pictures handlers"
    floor["sim"] = "base"
    floor["tests"] = floor["bot"] " bot sim"
    floor["bench"] = floor["tests"]

    # Where each library may be seen: a pattern of the header, one of the files.
    home["^uv\\.h$"] = "^(bot|sim)/"
    home["^curl/"] = "^bot/"
    home["^libwebsockets\\.h$"] = "^bot/"
    home["^systemd/"] = "^bot/"
    home["^getopt\\.h$"] = "^(bot|sim)/"
    home["^openssl/"] = "^(bot/|sim/|base/sha256\\.c$)"
    home["^http_parser\\.h$"] = "^sim/"
    home["^sqlite3\\.h$"] = "^store/[a-z_]*sqlite[a-z_]*\\.c$"
    home["^libpq-fe\\.h$"] = "^store/[a-z_]*(postgres|pg)[a-z_]*\\.c$"
    home["^libconfig\\.h$"] = "^config/"
    home["^(json-c/|json\\.h$)"] = "^base/json\\.c$"
    home["^cairo[a-z-]*\\.h$"] = "^pictures/canvas\\.c$"
    home["^criterion/"] = "^tests/"

    # Functions and where they may be called.
    clocks = "time|gettimeofday|clock|clock_gettime|localtime|localtime_r|mktime|clock_utc_ms|clock_monotonic_ms"
    environment = "getenv|secure_getenv|setenv|unsetenv|putenv"
    chance = "rand|srand|random|srandom|drand48|getrandom|arc4random"
    log_calls = "log_error|log_warning|log_info|log_debug|log_write|printf|vprintf|puts|putchar|perror|syslog"
    endings = "exit|_exit|quick_exit"
    memory = "malloc|calloc|realloc|strdup|strndup|asprintf|vasprintf"
    never = "gets|strcpy|stpcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|atoi|atol|atoll|atof|alloca|tmpnam|mktemp|system|popen"
}

function tell(line, text) {
    printf "%s:%d: %s\n", FILENAME, line, text
    faults++
}

# The line without comments and with empty strings; in_comment lasts from line to line.
function code_of(text,    out, i, two, end) {
    out = ""
    for (i = 1; i <= length(text); i++) {
        two = substr(text, i, 2)
        if (in_comment) {
            if (two == "*/") { in_comment = 0; i++ }
        } else if (two == "/*") {
            in_comment = 1; i++
        } else if (two == "//") {
            break
        } else if (two ~ /^["']/) {
            end = end_of_string(text, i)
            out = out "\"\""
            i = end
        } else {
            out = out substr(text, i, 1)
        }
    }
    return out
}

# Where the string or character that begins at start ends.
function end_of_string(text, start,    i, quote, letter) {
    quote = substr(text, start, 1)
    for (i = start + 1; i <= length(text); i++) {
        letter = substr(text, i, 1)
        if (letter == "\\") i++
        else if (letter == quote) return i
    }
    return length(text)
}

# Not a member of the same name, as in ports->time(…).
function calls(code, names) {
    return code ~ ("(^|[^A-Za-z0-9_.>])(" names ") *\\(")
}

function check_calls(code) {
    if (top != "tests" && top != "bench" && calls(code, never))
        tell(FNR, "this function takes any input and checks none; use base/str.h, snprintf, strtoll or arrays")
    if (top !~ /^(tests|bench|sim|bot)$/ && FILENAME !~ /^base\/clock\./ && calls(code, clocks))
        tell(FNR, "below bot/ nobody reads a clock; time is an input")
    if (top !~ /^(tests|bench|sim|bot)$/ && calls(code, environment))
        tell(FNR, "below bot/ nobody reads the environment; take what is needed as an input")
    if (top !~ /^(tests|bench|sim|bot)$/ && calls(code, chance))
        tell(FNR, "below bot/ chance comes from base/random.h, seeded by its owner")
    if (top !~ /^(tests|bench|sim|bot)$/ && FILENAME !~ /^base\/log\./ &&
        (calls(code, log_calls) || (code ~ /fprintf *\(stderr/ && FILENAME != "base/mem.c")))
        tell(FNR, "only bot/ and sim/ write to the log; return an error or fill a str")
    if (top !~ /^(tests|bench)$/ && FILENAME !~ /^(bot|sim)\/main\.c$/ && calls(code, endings))
        tell(FNR, "only main.c ends the process; return a result")
    if (top !~ /^(tests|bench)$/ && FILENAME != "base/mem.c" && calls(code, memory))
        tell(FNR, "memory comes from base/mem.h")
}

function check_include(line,    name, quoted, folder, allowed, pattern) {
    name = line
    quoted = line ~ /^#include "/
    sub(/^#include ["<]/, "", name)
    sub(/[">].*$/, "", name)
    for (pattern in home)
        if (name ~ pattern && FILENAME !~ home[pattern] && top != "tests" && top != "bench")
            tell(FNR, "<" name "> has its one home in another folder")
    if (!quoted)
        return
    folder = name
    sub(/\/.*$/, "", folder)
    if (name !~ /\//)
        tell(FNR, "\"" name "\" is not written from the root, as \"folder/file.h\"")
    else if (folder != top && index(" " floor[top] " ", " " folder " ") == 0)
        tell(FNR, top "/ does not see " folder "/")
    else if (top == "handlers" && folder == "store" && name ~ /sqlite|postgres|driver/)
        tell(FNR, "handlers see store/store.h, never a driver")
}

function guard_of(path) {
    path = toupper(path)
    gsub(/[^A-Z0-9]/, "_", path)
    return path
}

FNR == 1 {
    in_comment = 0
    top = FILENAME
    sub(/\/.*$/, "", top)
    if (!(top in floor))
        tell(1, "there is no floor for the folder " top)
    if ($0 !~ /^\/\*/)
        tell(1, "a file begins with a comment that says what it is for")
    guard = FILENAME ~ /\.h$/ ? guard_of(FILENAME) : ""
}

guard != "" && /^#ifndef / {
    if ($2 != guard)
        tell(FNR, "the guard of this header is " guard)
    guard = ""
}

/(^|[^A-Za-z])(TODO|FIXME|XXX|HACK)([^A-Za-z]|$)/ {
    tell(FNR, "unfinished work is finished or left out, not marked")
}

/^#include / { check_include($0) }

{
    code = code_of($0)
    if (code ~ /(^|[^A-Za-z0-9_])typedef struct/)
        tell(FNR, "structs are written out, without typedef")
    check_calls(code)
}

END { exit faults > 0 }
