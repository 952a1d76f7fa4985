/* Counting open descriptors: see descriptors.h. */
#include "tests/kit/descriptors.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <time.h>
#include <uv.h>

int descriptors_open(void) {
    DIR *dir = opendir("/proc/self/fd");
    int count = 0;
    cr_assert(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

bool descriptors_are_back(int before) {
    const struct timespec pause = {.tv_nsec = 10 * 1000000L};
    for (int tries = 0; tries < 1000 && descriptors_open() > before; tries++)
        nanosleep(&pause, NULL);
    return descriptors_open() == before;
}

int descriptors_open_with_libuv(void) {
    uv_loop_t loop;
    cr_assert(uv_loop_init(&loop) == 0);
    cr_assert(uv_loop_close(&loop) == 0);
    return descriptors_open();
}
