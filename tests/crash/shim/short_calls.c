/* Makes reads and writes by position short or interrupted, as a kernel may: loaded in front of the C library. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <sys/types.h>

static unsigned count;

static int is_interrupted(void) {
    if (__sync_fetch_and_add(&count, 1) % 5 != 4) return 0;
    errno = EINTR;
    return 1;
}

static size_t shorter(size_t length) { return length > 16 ? length / 2 + 1 : length; }

ssize_t pread64(int file, void *target, size_t length, off64_t offset) {
    static ssize_t (*real)(int, void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pread64");
    if (is_interrupted()) return -1;
    return real(file, target, shorter(length), offset);
}

ssize_t pwrite64(int file, const void *source, size_t length, off64_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    if (is_interrupted()) return -1;
    return real(file, source, shorter(length), offset);
}

ssize_t pread(int file, void *target, size_t length, off_t offset) { return pread64(file, target, length, offset); }

ssize_t pwrite(int file, const void *source, size_t length, off_t offset) {
    return pwrite64(file, source, length, offset);
}
