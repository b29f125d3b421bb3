/* A disk that fails, put before the C library by LD_PRELOAD: from the n-th call that changes
   something below a folder on, each fails, or the n-th alone, or it writes but a part. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char below[4096];
static long left = -1; /* calls until the first that fails; below 0: none does */
static int number, is_once, is_short, failed;

void fail_at(const char *folder, long calls, int error, int once, int shortened) {
    snprintf(below, sizeof below, "%s", folder);
    left = calls;
    number = error;
    is_once = once;
    is_short = shortened;
}

int has_failed(void) { return failed; }

static int fails(const char *path) {
    if (left < 0 || !below[0] || strncmp(path, below, strlen(below))) return 0;
    if (left > 0) {
        left--;
        return 0;
    }
    if (is_once) left = -1;
    failed = 1;
    errno = number;
    return 1;
}

static int fails_at(int handle) {
    char link[64], path[4096];
    if (left < 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return fails(path);
}

#define REAL(type, name, ...) type (*real)(__VA_ARGS__) = dlsym(RTLD_NEXT, #name)

ssize_t write(int handle, const void *data, size_t size) {
    REAL(ssize_t, write, int, const void *, size_t);
    if (!fails_at(handle)) return real(handle, data, size);
    return is_short && size > 1 ? real(handle, data, size / 2) : -1;
}

ssize_t pwrite64(int handle, const void *data, size_t size, off64_t at) {
    REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
    if (!fails_at(handle)) return real(handle, data, size, at);
    return is_short && size > 1 ? real(handle, data, size / 2, at) : -1;
}

int fsync(int handle) {
    REAL(int, fsync, int);
    return fails_at(handle) && !is_short ? -1 : real(handle);
}

int fdatasync(int handle) {
    REAL(int, fdatasync, int);
    return fails_at(handle) && !is_short ? -1 : real(handle);
}

int rename(const char *one, const char *other) {
    REAL(int, rename, const char *, const char *);
    return fails(one) && !is_short ? -1 : real(one, other);
}

int renameat2(int at, const char *one, int there, const char *other, unsigned int flags) {
    REAL(int, renameat2, int, const char *, int, const char *, unsigned int);
    return fails(one) && !is_short ? -1 : real(at, one, there, other, flags);
}
