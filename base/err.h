/* Results and error texts. A result tells the caller what to do; the text tells a person what
 * happened. Functions that can fail return enum result, take a struct err last, fill it on anything
 * but OK (ABSENT and SEEN may leave it empty) and write their ret... parameters only on OK. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum result {
    OK,      /* done */
    ABSENT,  /* the thing asked for does not exist; often no error at all */
    SEEN,    /* this delivery was handled before: acknowledge again, do nothing */
    INVALID, /* the input is wrong: show the text to whoever sent it */
    DENIED,  /* the input is understood and not allowed: show the text */
    BUSY,    /* nothing happened; the same call may succeed later */
    IO,      /* disk, network or another outside thing failed; nothing was kept */
    CORRUPT  /* data cannot be trusted: stop and call a human */
};

enum { ERR_TEXT_MAX = 512 };

struct err {
    enum result result;
    const char *file; /* where it was found, static storage */
    int line;
    const char *field;       /* what of the input it is about, by the name that a form's input has;
                                NULL for all of it; static storage */
    char text[ERR_TEXT_MAX]; /* a sentence without a final full stop, cut to fit */
};

#define RESULT __attribute__((warn_unused_result))
#define PRINTF(nth, first) __attribute__((format(printf, nth, first)))

/* Fills err (which may be NULL) and returns result, so that a failure is one line:
 *     return fail(err, INVALID, "cadence must be between %d and %d minutes", low, high); */
#define fail(err, result, ...) err_set((err), (result), __FILE__, __LINE__, __VA_ARGS__)

enum result err_set(struct err *err, enum result result, const char *file, int line,
                    const char *format, ...) PRINTF(5, 6);

/* Says what of the input a failure is about, unless it says so already, and returns result:
 *     return err_about(err, "title", check_title(cx, title)); */
enum result err_about(struct err *err, const char *field, enum result result) RESULT;

/* Puts a prefix in front of err's text ("reading incident: …") and returns its result. */
enum result err_prefix(struct err *err, const char *format, ...) PRINTF(2, 3);

/* The lower-case name of a result, for logs and tests. */
const char *result_name(enum result result);

#endif
