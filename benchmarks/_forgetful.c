/* A disk that forgets, for LD_PRELOAD: calls go through to the real files, and a log beside keeps what undoes them.

   FORGETFUL_FOLDER  files below it are watched; all but SQLite's shared memory ("-shm"), which is no durable file
   FORGETFUL_SIDE    folder of the log, and of links to files that were unlinked or renamed over
   FORGETFUL_AT      number of the watched call at which the process kills itself; 0 for never
   FORGETFUL_HOW     "before", "half" (of a write) or "after" that call
   FORGETFUL_DEAF    how the paths end whose syncs are not heard: what they hold is forgotten though it was synced

   Every intent is logged before it is done, and every sync after it was done. What a watched file suffers by a call
   that the log cannot undo ends the process with SIGABRT. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { WRITE = 1, CUT, SYNC, MADE, GONE, MOVED };

/* One line of the log, followed by `now` bytes written and `kept` bytes that were there before. */
struct line {
    int64_t kind, inode, at, now, before, kept;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX], side[PATH_MAX];
static size_t folder_length;
static const char *deaf;
static int log_fd = -1, how;
static long calls, fatal_call, links;

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int real_open(const char *path, int flags, mode_t mode) { return syscall(SYS_openat, AT_FDCWD, path, flags, mode); }

static void die(const char *what) {
    dprintf(2, "forgetful: %s\n", what);
    abort();
}

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("FORGETFUL_FOLDER"), *beside = getenv("FORGETFUL_SIDE"), *at = getenv("FORGETFUL_AT");
    const char *manner = getenv("FORGETFUL_HOW");
    char path[PATH_MAX + 8];
    if (!where || !beside || !realpath(where, folder) || !realpath(beside, side)) return;
    folder_length = strlen(folder);
    snprintf(path, sizeof path, "%s/log", side);
    log_fd = real_open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    if (log_fd < 0) die("the log cannot be opened");
    fatal_call = at ? atol(at) : 0;
    how = manner ? manner[0] : 'b';
    deaf = getenv("FORGETFUL_DEAF");
}

/* What is watched */

static int ends(const char *path, const char *end) {
    size_t length = strlen(path), tail = strlen(end);
    return tail && tail <= length && !strcmp(path + length - tail, end);
}

static int within(const char *path) {
    size_t length = strlen(path);
    if (log_fd < 0 || length <= folder_length || strncmp(path, folder, folder_length) || path[folder_length] != '/') return 0;
    return !ends(path, "-shm");
}

/* Whether `fd` is watched; its path goes to `path`. */
static int placed(int fd, struct stat *found, char *path) {
    char name[40];
    if (log_fd < 0 || fd < 0 || fd == log_fd) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    if (strcmp(path, folder) && !within(path)) return 0;
    return fstat(fd, found) == 0 && (S_ISREG(found->st_mode) || S_ISDIR(found->st_mode));
}

static int watched(int fd, struct stat *found) {
    char path[PATH_MAX];
    return placed(fd, found, path);
}

/* The absolute path of `path` seen from `at`, with its folder resolved; 0 where it is not watched. */
static int named(int at, const char *path, char *into, struct stat *parent) {
    char whole[PATH_MAX], name[40], *cut;
    ssize_t length = 0;
    if (log_fd < 0) return 0;
    if (path[0] != '/' && at == AT_FDCWD) {
        if (!getcwd(whole, sizeof whole)) return 0;
        length = strlen(whole);
    } else if (path[0] != '/') {
        snprintf(name, sizeof name, "/proc/self/fd/%d", at);
        if ((length = readlink(name, whole, sizeof whole - 1)) < 0) return 0;
    }
    if (snprintf(whole + length, sizeof whole - length, "%s%s", length ? "/" : "", path) >= (int)(sizeof whole - length)) return 0;
    cut = strrchr(whole, '/');
    *cut = 0;
    if (!realpath(cut == whole ? "/" : whole, into) || stat(into, parent)) return 0;
    size_t used = strlen(into);
    if (snprintf(into + used, PATH_MAX - used, "/%s", cut + 1) >= (int)(PATH_MAX - used)) return 0;
    return within(into);
}

/* The log */

static void put(int64_t kind, int64_t inode, int64_t at, int64_t before, const void *now, size_t n, const void *kept, size_t k) {
    struct line line = {kind, inode, at, (int64_t)n, before, (int64_t)k};
    struct iovec parts[3] = {{&line, sizeof line}, {(void *)now, n}, {(void *)kept, k}};
    if (syscall(SYS_writev, log_fd, parts, 3) != (long)(sizeof line + n + k)) die("the log cannot be written");
}

static void end(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

/* Counts a call; whether it is the one at which to die. */
static int fatal(void) {
    int now = ++calls == fatal_call;
    if (now && how == 'b') end();
    return now;
}

static void *held(size_t size) {
    void *room = malloc(size ? size : 1);
    if (!room) die("no memory");
    return room;
}

/* Bytes `from` up to `to` of a file that ends at `size`; how many in `count`. */
static void *old_bytes(int fd, off_t from, off_t to, off_t size, size_t *count) {
    char path[40];
    *count = from < size ? (size_t)((to < size ? to : size) - from) : 0;
    void *kept = held(*count);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int reader = *count ? real_open(path, O_RDONLY | O_CLOEXEC, 0) : -1;
    if (*count && (reader < 0 || syscall(SYS_pread64, reader, kept, *count, from) != (long)*count)) die("old bytes cannot be read");
    if (reader >= 0) syscall(SYS_close, reader);
    return kept;
}

/* Content */

static ssize_t write_at(int fd, const void *data, size_t n, off_t offset, struct stat *found) {
    size_t kept_count;
    void *kept = old_bytes(fd, offset, offset + (off_t)n, found->st_size, &kept_count);
    put(WRITE, found->st_ino, offset, found->st_size, data, n, kept, kept_count);
    free(kept);
    int dying = fatal();
    ssize_t done = syscall(SYS_pwrite64, fd, data, dying && how == 'h' ? n / 2 : n, offset);
    if (dying) end();
    return done;
}

static ssize_t on_write(int fd, const void *data, size_t n) {
    struct stat found;
    pthread_mutex_lock(&lock);
    if (!watched(fd, &found)) {
        pthread_mutex_unlock(&lock);
        return syscall(SYS_write, fd, data, n);
    }
    off_t offset = fcntl(fd, F_GETFL) & O_APPEND ? found.st_size : lseek(fd, 0, SEEK_CUR);
    ssize_t done = write_at(fd, data, n, offset, &found);
    if (done > 0) lseek(fd, offset + done, SEEK_SET);
    pthread_mutex_unlock(&lock);
    return done;
}

static ssize_t on_pwrite(int fd, const void *data, size_t n, off_t offset) {
    struct stat found;
    pthread_mutex_lock(&lock);
    ssize_t done = watched(fd, &found) ? write_at(fd, data, n, offset, &found) : syscall(SYS_pwrite64, fd, data, n, offset);
    pthread_mutex_unlock(&lock);
    return done;
}

static void *joined(const struct iovec *parts, int count, size_t *size) {
    *size = 0;
    for (int i = 0; i < count; i++) *size += parts[i].iov_len;
    char *whole = held(*size), *next = whole;
    for (int i = 0; i < count; i++) next = mempcpy(next, parts[i].iov_base, parts[i].iov_len);
    return whole;
}

ssize_t write(int fd, const void *data, size_t n) { return on_write(fd, data, n); }
ssize_t pwrite(int fd, const void *data, size_t n, off_t offset) { return on_pwrite(fd, data, n, offset); }
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t offset) { return on_pwrite(fd, data, n, offset); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    size_t size;
    void *whole = joined(parts, count, &size);
    ssize_t done = on_write(fd, whole, size);
    free(whole);
    return done;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
    size_t size;
    void *whole = joined(parts, count, &size);
    ssize_t done = on_pwrite(fd, whole, size, offset);
    free(whole);
    return done;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) { return pwritev(fd, parts, count, offset); }
ssize_t pwritev2(int fd, const struct iovec *parts, int count, off_t offset, int flags) { return pwritev(fd, parts, count, offset); }
ssize_t pwritev64v2(int fd, const struct iovec *parts, int count, off64_t offset, int flags) { return pwritev(fd, parts, count, offset); }

static void note_cut(int fd, off_t size, struct stat *found) {
    size_t count;
    void *kept = old_bytes(fd, size, found->st_size, found->st_size, &count);
    put(CUT, found->st_ino, size, found->st_size, NULL, 0, kept, count);
    free(kept);
}

static int on_cut(int fd, off_t size) {
    struct stat found;
    pthread_mutex_lock(&lock);
    int here = watched(fd, &found), dying = 0;
    if (here) note_cut(fd, size, &found), dying = fatal();
    int done = syscall(SYS_ftruncate, fd, size);
    if (dying) end();
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int fd, off_t size) { return on_cut(fd, size); }
int ftruncate64(int fd, off64_t size) { return on_cut(fd, size); }

static int on_cut_path(const char *path, off_t size) {
    int fd = real_open(path, O_WRONLY | O_CLOEXEC, 0);
    int done = fd < 0 ? -1 : on_cut(fd, size);
    if (fd >= 0) syscall(SYS_close, fd);
    return done;
}

int truncate(const char *path, off_t size) { return on_cut_path(path, size); }
int truncate64(const char *path, off64_t size) { return on_cut_path(path, size); }

/* Syncs: what was logged before it began is on the disk when it is done. */

static int on_sync(int fd, int (*real)(int)) {
    struct stat found;
    char path[PATH_MAX];
    pthread_mutex_lock(&lock);
    int here = placed(fd, &found, path), dying = here && fatal();
    off_t begun = here ? lseek(log_fd, 0, SEEK_END) : 0;
    pthread_mutex_unlock(&lock);
    if (dying && how == 'h') end();
    int done = real(fd);
    if (here && !done && !(deaf && ends(path, deaf))) put(SYNC, found.st_ino, begun, 0, NULL, 0, NULL, 0);
    if (dying) end();
    return done;
}

int fsync(int fd) { REAL(fsync); return on_sync(fd, real); }
int fdatasync(int fd) { REAL(fdatasync); return on_sync(fd, real); }

/* Names: durable once their folder is synced. */

/* Keeps `path` under another name beside; its number, or -1 where there is nothing. */
static long keep(const char *path) {
    char beside[PATH_MAX + 24];
    snprintf(beside, sizeof beside, "%s/%ld", side, links);
    return syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, beside, 0) ? -1 : links++;
}

static int on_open(int at, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    struct stat parent, found;
    pthread_mutex_lock(&lock);
    int writes = flags & (O_CREAT | O_TRUNC), dying = 0;
    if (writes && named(at, path, whole, &parent)) {
        int there = stat(whole, &found) == 0;
        if (!there && flags & O_CREAT) put(MADE, parent.st_ino, 0, 0, whole, strlen(whole), NULL, 0), dying = fatal();
        if (there && flags & O_TRUNC && S_ISREG(found.st_mode) && found.st_size) {
            int fd = real_open(whole, O_RDONLY | O_CLOEXEC, 0);
            if (fd < 0) die("a file that is emptied cannot be read");
            note_cut(fd, 0, &found), dying = fatal();
            syscall(SYS_close, fd);
        }
    }
    int done = syscall(SYS_openat, at, path, flags, mode);
    if (dying) end();
    pthread_mutex_unlock(&lock);
    return done;
}

#define MODE(flags) mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) { MODE(flags) return on_open(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return on_open(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return on_open(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return on_open(at, path, flags, mode); }
int creat(const char *path, mode_t mode) { return on_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return on_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

static int on_mkdir(int at, const char *path, mode_t mode) {
    char whole[PATH_MAX];
    struct stat parent, found;
    pthread_mutex_lock(&lock);
    int dying = 0;
    if (named(at, path, whole, &parent) && stat(whole, &found))
        put(MADE, parent.st_ino, 0, 0, whole, strlen(whole), NULL, 0), dying = fatal();
    int done = syscall(SYS_mkdirat, at, path, mode);
    if (dying) end();
    pthread_mutex_unlock(&lock);
    return done;
}

int mkdir(const char *path, mode_t mode) { return on_mkdir(AT_FDCWD, path, mode); }
int mkdirat(int at, const char *path, mode_t mode) { return on_mkdir(at, path, mode); }

static int on_unlink(int at, const char *path, int flags) {
    char whole[PATH_MAX];
    struct stat parent, found;
    pthread_mutex_lock(&lock);
    int dying = 0;
    if (named(at, path, whole, &parent) && !lstat(whole, &found)) {
        if (flags & AT_REMOVEDIR) die("removing a folder is not modelled");
        put(GONE, parent.st_ino, 0, keep(whole), whole, strlen(whole), NULL, 0), dying = fatal();
    }
    int done = syscall(SYS_unlinkat, at, path, flags);
    if (dying) end();
    pthread_mutex_unlock(&lock);
    return done;
}

int unlink(const char *path) { return on_unlink(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return on_unlink(at, path, flags); }
int rmdir(const char *path) { return on_unlink(AT_FDCWD, path, AT_REMOVEDIR); }

static int on_rename(int from, const char *old, int to, const char *new) {
    char one[PATH_MAX], other[PATH_MAX], both[2 * PATH_MAX];
    struct stat parent, other_parent;
    pthread_mutex_lock(&lock);
    int dying = 0, here = named(from, old, one, &parent), there = named(to, new, other, &other_parent);
    if (here != there || (here && parent.st_ino != other_parent.st_ino)) die("a move between folders is not modelled");
    if (here) {
        size_t length = snprintf(both, sizeof both, "%s%c%s", one, 0, other);
        put(MOVED, parent.st_ino, 0, keep(other), both, length, NULL, 0), dying = fatal();
    }
    int done = syscall(SYS_renameat, from, old, to, new);
    if (dying) end();
    pthread_mutex_unlock(&lock);
    return done;
}

int rename(const char *old, const char *new) { return on_rename(AT_FDCWD, old, AT_FDCWD, new); }
int renameat(int from, const char *old, int to, const char *new) { return on_rename(from, old, to, new); }

/* What the log cannot undo. */

static void refuse(int fd, const char *what) {
    struct stat found;
    if (watched(fd, &found)) die(what);
}

static void *on_map(void *at, size_t size, int may, int flags, int fd, off_t offset) {
    if (fd >= 0 && flags & MAP_SHARED && may & PROT_WRITE) refuse(fd, "a mapping that writes is not modelled");
    return (void *)syscall(SYS_mmap, at, size, may, flags, fd, offset);
}

void *mmap(void *at, size_t size, int may, int flags, int fd, off_t offset) { return on_map(at, size, may, flags, fd, offset); }
void *mmap64(void *at, size_t size, int may, int flags, int fd, off64_t offset) { return on_map(at, size, may, flags, fd, offset); }

int fallocate(int fd, int mode, off_t offset, off_t size) { REAL(fallocate); refuse(fd, "fallocate is not modelled"); return real(fd, mode, offset, size); }
int fallocate64(int fd, int mode, off64_t offset, off64_t size) { return fallocate(fd, mode, offset, size); }
int posix_fallocate(int fd, off_t offset, off_t size) { REAL(posix_fallocate); refuse(fd, "posix_fallocate is not modelled"); return real(fd, offset, size); }
int posix_fallocate64(int fd, off64_t offset, off64_t size) { return posix_fallocate(fd, offset, size); }
ssize_t sendfile64(int out, int in, off64_t *offset, size_t n) { REAL(sendfile64); refuse(out, "sendfile is not modelled"); return real(out, in, offset, n); }
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t n, unsigned flags) { REAL(copy_file_range); refuse(out, "copy_file_range is not modelled"); return real(in, from, out, to, n, flags); }
