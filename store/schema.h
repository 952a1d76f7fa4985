/* The tables of the store. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

/* SQL scripts, each applied once and in order; ends with NULL. */
extern const char *const schema_steps[];

#endif
