/* Days of simulated weather, one for each seed.
 *
 *     weather [--seeds N] [--first K] [--days D] [--trace] [SEED]...
 *
 * runs the N seeds from K on and the seeds that are named, on all processors, prints what the
 * oracle found with the seed that found it, and closes with one line of totals. The same seed is
 * the same day, always: a finding is replayed with --first K --trace. Exit code 1 when there is a
 * finding. */
#include "tests/weather/evidence.h"
#include "tests/weather/oracle.h"
#include "tests/weather/people.h"
#include "tests/weather/process.h"
#include "tests/weather/slack.h"
#include "tests/weather/socket.h"
#include "tests/weather/world.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    ARENA_MAX = 1024 * 1024 * 1024,
    JOBS_MAX = 64,
    CALM_MS = 2 * HOUR_MS, /* after the storm: what is late comes, what is owed is settled */
    LOOK_MS = MINUTE_MS
};

/* Of some seeds what comes after: the days of a postmortem, and an item that is a week late. */
#define AFTERWARDS_MS (12 * DAY_MS)

struct totals {
    long passed, failed, days;
    struct oracle_counts counts;
};

struct plan {
    long first, seeds, days;
    char **named; /* more seeds */
    long named_count;
    bool trace;
    char folder[64];
};

/* ---- One world */

static void look(struct world *world, void *thing) {
    (void)thing;
    oracle_looks(world);
    agenda_add(world, LOOK_MS, look, NULL);
}

static void live_until(struct world *world, int64_t end_ms) {
    while (!world->broken) {
        int64_t deed_ms = agenda_next_ms(world->agenda), process_ms = process_next_ms(world);
        int64_t next_ms = deed_ms < process_ms ? deed_ms : process_ms;
        if (next_ms > end_ms)
            break;
        world->now_ms = next_ms;
        if (deed_ms <= process_ms)
            agenda_do_next(world);
        else
            process_run(world);
    }
}

/* Five seeds in a row, one for each playbook. */
static bool has_afterwards(const struct world *world) {
    return world->seed / 5 % 8 == 3;
}

static void live_on(struct world *world) {
    int64_t end_ms = world->now_ms + AFTERWARDS_MS;
    people_live_on(world, end_ms);
    sky_drizzle(world, end_ms);
    live_until(world, end_ms);
    sky_clear(world);
    people_finish(world);
    live_until(world, end_ms + CALM_MS);
}

static void live(struct world *world, long days) {
    int64_t storm_ms = world->now_ms + days * DAY_MS;
    process_start(world);
    people_begin(world, storm_ms);
    sky_begin(world, storm_ms);
    agenda_add(world, LOOK_MS, look, NULL);
    live_until(world, storm_ms);
    sky_clear(world);
    live_until(world, storm_ms + CALM_MS);
    if (!world->broken)
        oracle_reviews(world);
    people_finish(world);
    live_until(world, storm_ms + 2 * CALM_MS);
    if (!world->broken && has_afterwards(world))
        live_on(world);
    if (!world->broken)
        oracle_judges(world);
}

static void remove_store(const struct world *world) {
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[320];
        snprintf(path, sizeof path, "%s%s", process_store_path(world), ends[i]);
        (void)unlink(path);
    }
}

/* Runs one seed and adds it to the totals. */
static void run_seed(const struct plan *plan, long seed, struct totals *totals) {
    struct world world = {.seed = (uint64_t)seed,
                          .random = random_new((uint64_t)seed),
                          .now_ms = WORLD_BEGIN_MS,
                          .arena = arena_new(ARENA_MAX),
                          .folder = plan->folder,
                          .trace = plan->trace};
    world.agenda = agenda_new();
    world.slack = slack_new();
    world.sockets = sockets_new();
    world.people = people_new(&world);
    world.process = process_new(&world);
    world.evidence = evidence_new();
    world.oracle = oracle_new();
    live(&world, plan->days);
    if (world.broken)
        printf("seed %ld: %s\n", seed, world.finding);
    totals->passed += !world.broken;
    totals->failed += world.broken;
    totals->days += plan->days;
    oracle_add_counts(&world, &totals->counts);
    oracle_free(world.oracle);
    evidence_free(world.evidence);
    remove_store(&world); /* which may still be open */
    process_free(&world);
    sockets_free(world.sockets);
    slack_free(world.slack);
    agenda_free(world.agenda);
    arena_free(world.arena);
}

/* ---- All of them */

static long seed_at(const struct plan *plan, long index) {
    return index < plan->seeds ? plan->first + index
                               : strtol(plan->named[index - plan->seeds], NULL, 10);
}

/* Every jobs-th seed from the one at index on. */
static void run_share(const struct plan *plan, long index, long jobs, struct totals *totals) {
    for (long i = index; i < plan->seeds + plan->named_count; i += jobs) {
        run_seed(plan, seed_at(plan, i), totals);
        fflush(stdout);
    }
}

static void print_totals(const struct totals *totals) {
    const struct oracle_counts *counts = &totals->counts;
    printf("weather: %ld days, %lld deliveries, %lld acknowledged, %lld messages, %lld incidents, "
           "%lld crashes, %lld unavoidable doubles, %lld given up openly\n",
           totals->days, (long long)counts->deliveries, (long long)counts->acks,
           (long long)counts->messages, (long long)counts->incidents, (long long)counts->crashes,
           (long long)counts->doubles, (long long)counts->given_up);
    printf("%ld passed, %ld failed\n", totals->passed, totals->failed);
}

static void sum_up(struct totals *sum, const struct totals *share) {
    sum->passed += share->passed;
    sum->failed += share->failed;
    sum->days += share->days;
    oracle_sum_counts(&sum->counts, &share->counts);
}

/* A share that dies counts as one failure more. */
static int run_all(const struct plan *plan) {
    long jobs = sysconf(_SC_NPROCESSORS_ONLN);
    struct totals sum = {0};
    pid_t pids[JOBS_MAX];
    jobs = jobs < 1 || plan->trace ? 1 : jobs > JOBS_MAX ? JOBS_MAX : jobs;
    struct totals *shares = mmap(NULL, sizeof *shares * JOBS_MAX, PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shares == MAP_FAILED)
        return 1;
    fflush(stdout);
    for (long i = 0; i < jobs; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            run_share(plan, i, jobs, &shares[i]);
            exit(0);
        }
    }
    for (long i = 0; i < jobs; i++) {
        int status = 1;
        bool ended = pids[i] > 0 && waitpid(pids[i], &status, 0) == pids[i];
        sum_up(&sum, &shares[i]);
        sum.failed += !ended || status != 0;
    }
    print_totals(&sum);
    return sum.failed != 0;
}

static bool read_plan(int argc, char **argv, struct plan *plan) {
    static const struct option options[] = {{"seeds", required_argument, NULL, 's'},
                                            {"first", required_argument, NULL, 'f'},
                                            {"days", required_argument, NULL, 'd'},
                                            {"trace", no_argument, NULL, 't'},
                                            {0}};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 't')
            plan->trace = true;
        else if (option == 's')
            plan->seeds = strtol(optarg, NULL, 10);
        else if (option == 'f')
            plan->first = strtol(optarg, NULL, 10);
        else if (option == 'd')
            plan->days = strtol(optarg, NULL, 10);
        else
            return false;
    }
    plan->named = argv + optind;
    plan->named_count = argc - optind;
    return plan->seeds >= 0 && plan->first >= 0 && plan->days > 0;
}

int main(int argc, char **argv) {
    struct plan plan = {.first = 1, .seeds = 1, .days = 1};
    if (!read_plan(argc, argv, &plan)) {
        fprintf(stderr, "usage: weather [--seeds N] [--first K] [--days D] [--trace] [SEED]...\n");
        return 2;
    }
    /* In memory where there is such a place: a simulated day commits thousands of times. */
    snprintf(plan.folder, sizeof plan.folder, "%s/weather-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(plan.folder)) {
        perror("weather: mkdtemp");
        return 1;
    }
    int code = run_all(&plan);
    (void)rmdir(plan.folder);
    return code;
}
