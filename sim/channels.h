/* What people and apps do to channels, with everything that follows: the notice in the channel, the
 * events, the page. Whether it is allowed was decided before. */
#ifndef SIM_CHANNELS_H
#define SIM_CHANNELS_H

#include "sim/workspace.h"

/* False when nothing changed. inviter may be NULL. */
bool channels_join(struct sim *sim, struct channel *channel, struct user *user,
                   const struct user *inviter);
bool channels_leave(struct sim *sim, struct channel *channel, struct user *user);

void channels_archive(struct sim *sim, struct channel *channel, const struct user *by,
                      bool archived);
void channels_rename(struct sim *sim, struct channel *channel, const struct user *by,
                     const char *name);
void channels_set_topic(struct sim *sim, struct channel *channel, const struct user *by,
                        const char *topic);
void channels_set_purpose(struct sim *sim, struct channel *channel, const struct user *by,
                          const char *purpose);

/* A channel was made: tells the apps and the page. */
void channels_created(struct sim *sim, struct channel *channel);

#endif
