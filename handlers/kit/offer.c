/* One line in the thread with buttons: see offer.h. */
#include "handlers/kit/offer.h"

#include "handlers/kit/post.h"
#include "handlers/kit/view.h"

enum result offer_post(struct context *cx, const char *fact, const struct offer *offers,
                       int count) {
    struct json *values = view_incident(cx), *list = json_new_array();
    for (int i = 0; i < count && i < OFFERS_MAX; i++) {
        struct json *offer = json_new_object();
        json_put_int(offer, "number", i);
        json_put_str(offer, "label", offers[i].label);
        json_put_str(offer, "line", offers[i].line);
        json_push(list, offer);
    }
    json_put_str(values, "fact", fact);
    json_put(values, "offers", list);
    return post_thread(cx, "offer", values, NULL);
}
