/* Counting open descriptors: see descriptors.h. */
#include "tests/kit/descriptors.h"

#include <criterion/criterion.h>
#include <dirent.h>
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

int descriptors_open_with_libuv(void) {
    uv_loop_t loop;
    cr_assert(uv_loop_init(&loop) == 0);
    cr_assert(uv_loop_close(&loop) == 0);
    return descriptors_open();
}
