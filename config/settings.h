/* The table of settings: the one place that knows every name, default, bound and meaning. */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "config/config.h"
#include "config/source.h"
#include "config/value.h"

struct setting {
    const char *name; /* "slack.channel"; settings of one group stand together */
    struct value_rule rule;
    const char *otherwise; /* the built-in default, as value_read takes it */
    const char *meaning;   /* one sentence for the sample file and the manual */
    size_t offset;         /* of the field in struct config */
};

extern const struct setting settings[];
extern const size_t settings_count; /* at most CONFIG_SETTINGS_MAX */

/* The setting of that name, or NULL. */
const struct setting *settings_find(const char *name);

/* Whether some setting's name begins with name and a dot. */
bool settings_is_group(const char *name);

/* Adds "; did you mean a, b or c?" with the names nearest to name, or nothing when none is near. */
void settings_add_nearest(const char *name, struct str *out);

/* The setting's field in config. */
const void *settings_value(const struct setting *setting, const struct config *config);

/* Where its value came from. */
const struct origin *settings_origin(const struct setting *setting, const struct config *config);

/* Reads text into the setting's field and remembers origin, or adds a fault and leaves the field.
 */
void settings_assign(const struct setting *setting, const char *text, struct origin origin,
                     struct config *config, struct faults *faults);

/* Adds the fault that what stands there ("a number") is no value of this setting. */
void settings_refuse(const struct setting *setting, const char *found, struct origin origin,
                     struct config *config, struct faults *faults);

/* Reads the setting's value where it stands in a file: assigned, or refused with file and line. */
void settings_take(const struct setting *setting, const struct source *source,
                   const config_setting_t *node, struct config *config, struct faults *faults);

/* Whether it is a matter of policy: one that a playbook decides and a settings file may override.
 */
bool settings_is_policy(const struct setting *setting);

/* Gives config the policy of other, except for what somebody wrote down in config's own sources. */
void settings_adopt_policy(struct config *config, const struct config *other);

#endif
