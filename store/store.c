/* Opening the store, its version, its transactions: see store.h. */
#include "store/store.h"

#include "base/str.h"
#include "store/facts.h"
#include "store/schema.h"
#include "store/sqlite.h"

enum result store_begin(struct store *store, struct err *err) {
    /* IMMEDIATE takes the write lock now, so that BUSY can only come here, before any work. */
    return store->db.driver->script(store->db.engine, "BEGIN IMMEDIATE", err);
}

enum result store_commit(struct store *store, struct err *err) {
    return store->db.driver->script(store->db.engine, "COMMIT", err);
}

void store_rollback(struct store *store) {
    /* Fails only when the engine has rolled back by itself, as SQLite does when the disk is full.
     */
    struct err ignored;
    (void)store->db.driver->script(store->db.engine, "ROLLBACK", &ignored);
}

static enum result version_read(struct store *store, int64_t *ret_version, struct err *err) {
    int64_t tables = 0;
    *ret_version = 0;
    enum result result = db_run_int(
        &store->db, err, &tables,
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'fact'", NULL, 0);
    if (result != OK || tables == 0)
        return result;
    result = fact_get_int(store, "schema", ret_version, err);
    return result == ABSENT ? OK : result;
}

static enum result upgrade(struct store *store, int64_t from, struct err *err) {
    const struct db *db = &store->db;
    int64_t version = from;
    enum result result = db->driver->script(
        db->engine, "CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        err);
    for (; result == OK && schema_steps[version]; version++)
        result = db->driver->script(db->engine, schema_steps[version], err);
    return result == OK ? fact_put_int(store, "schema", version, err) : result;
}

static enum result bring_up_to_date(struct store *store, struct err *err) {
    int64_t version = 0, newest = 0;
    while (schema_steps[newest])
        newest++;
    enum result result = version_read(store, &version, err);
    if (result != OK)
        return result;
    if (version > newest)
        return fail(err, CORRUPT,
                    "the store is of version %lld and this incidentd knows %lld: run the newer "
                    "incidentd that wrote it, or restore a backup from before",
                    (long long)version, (long long)newest);
    if (version == newest)
        return OK;
    if ((result = store_begin(store, err)) != OK)
        return result;
    result = upgrade(store, version, err);
    if (result == OK)
        result = store_commit(store, err);
    if (result != OK)
        store_rollback(store);
    return result;
}

enum result store_open_db(struct store *store, struct db db, struct err *err) {
    store->db = db;
    enum result result = bring_up_to_date(store, err);
    if (result != OK)
        store_close(store);
    return result;
}

static enum result path_of(const char *address, const char **ret_path, struct err *err) {
    static const char prefix[] = "sqlite:";
    if (!str_starts(address, prefix) || !address[sizeof prefix - 1])
        return fail(err, INVALID,
                    "a store is written sqlite:PATH, for example "
                    "sqlite:/var/lib/incidentd/incidentd.db; this is \"%s\"",
                    address);
    *ret_path = address + sizeof prefix - 1;
    return OK;
}

enum result store_open(struct store *store, const char *address, struct err *err) {
    struct db db;
    const char *path = "";
    enum result result = path_of(address, &path, err);
    if (result == OK)
        result = sqlite_open(path, &db, err);
    if (result != OK)
        return result;
    result = store_open_db(store, db, err);
    if (result != OK)
        err_prefix(err, "%s: ", path);
    return result;
}

/* The tables must be those that this version reads; whoever only reads cannot mend them. */
static enum result check_version(struct store *store, const char *path, struct err *err) {
    int64_t version = 0, newest = 0;
    while (schema_steps[newest])
        newest++;
    enum result result = version_read(store, &version, err);
    if (result == OK && version != newest)
        return fail(err, INVALID,
                    "%s: the store is of version %lld and this incidentd reads %lld; start the "
                    "daemon of this version once",
                    path, (long long)version, (long long)newest);
    return result;
}

enum result store_open_to_read(struct store *store, const char *address, struct err *err) {
    const char *path = "";
    enum result result = path_of(address, &path, err);
    if (result == OK)
        result = sqlite_open_to_read(path, &store->db, err);
    if (result != OK)
        return result;
    result = store->db.driver->script(store->db.engine, "BEGIN", err); /* one moment for all */
    if (result == OK)
        result = check_version(store, path, err);
    if (result != OK)
        store_close(store);
    return result;
}

void store_close(struct store *store) {
    if (store->db.driver)
        store->db.driver->end(store->db.engine);
    store->db.driver = NULL;
}
