/* Which incidentd this is, as git describes it; the build writes it. */
#ifndef BOT_VERSION_H
#define BOT_VERSION_H

extern const char version[];

#endif
