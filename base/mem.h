/* Memory. An allocation that fails ends the process: the outbox makes a crash harmless, and no
 * caller could do better. What belongs to one request lives in an arena and goes with it. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/err.h"

#include <stddef.h>

/* Zeroed memory; never NULL. The caller frees it with mem_free. */
void *mem_alloc(size_t size) __attribute__((returns_nonnull, malloc));

/* realloc that never fails; the new part is not zeroed. */
void *mem_resize(void *old, size_t size) __attribute__((returns_nonnull));

char *mem_strdup(const char *text) __attribute__((returns_nonnull, malloc));

/* free; NULL is allowed. */
void mem_free(void *memory);

/* A pool of memory with one owner and one end. */
struct arena;

/* max is the most bytes that the arena may hand out in its life; asking for more aborts, because
 * everything that outsiders size was bounded before it came here. */
struct arena *arena_new(size_t max);
void arena_free(struct arena *arena); /* NULL is allowed */

/* Zeroed memory, aligned for any type, valid until arena_free. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull));

char *arena_strdup(struct arena *arena, const char *text) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *arena, const char *text, size_t len)
    __attribute__((returns_nonnull));
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF(2, 3)
    __attribute__((returns_nonnull));

#endif
