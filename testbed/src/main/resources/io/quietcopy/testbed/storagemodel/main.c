/*
 * storage-model MOUNT_POINT CAPACITY_BYTES cached|direct map|nomap HANG_LIMIT_NANOS
 * Mounts, serves until stdin or the parent ends, unmounts.
 */
#include "model.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

/* Two receive a write while another is carried out; more would only take turns on a small machine. */
#define READERS 2

/* Takes one request from the kernel; false if there will be no more. */
static bool serve_one(void) {
    if (received == NULL && (received = buffer_take()) == NULL) {
        abort();
    }
    struct fuse_buf request = {.mem = buffer_data(received) - WRITE_HEADER_BYTES};
    ssize_t bytes = read(fuse_session_fd(session), request.mem, WRITE_HEADER_BYTES + LARGEST_REQUEST_BYTES);
    if (bytes >= 0) {
        request.size = (size_t)bytes;
        fuse_session_process_buf(session, &request);
        return !fuse_session_exited(session);
    }
    if (errno == EINTR || errno == EAGAIN || errno == ENOENT) {
        return true; /* ENOENT: the request was taken back */
    }
    if (errno != ENODEV) {
        fprintf(stderr, "reading from /dev/fuse: %s\n", strerror(errno));
    }
    return false; /* unmounted or aborted; the end of stdin ends the process */
}

static void *serve(void *argument) {
    (void)argument;
    while (serve_one()) {
    }
    return NULL;
}

static const char *mount_point;
static pid_t parent;
static uint64_t hang_limit_nanos;

/* Ends the process, which closes /dev/fuse, so that whoever still hangs gets an error. */
static void end(void) {
    umount2(mount_point, MNT_DETACH | UMOUNT_NOFOLLOW);
    _exit(0);
}

/* Whether the parent's first thread has ended. Its other threads, and its descriptors, may not, if they hang here. */
static bool parent_is_gone(void) {
    if (getppid() != parent) {
        return true;
    }
    char name[32], stat[512] = "";
    snprintf(name, sizeof name, "/proc/%d/stat", (int)parent);
    FILE *file = fopen(name, "re");
    if (file == NULL) {
        return true;
    }
    size_t bytes = fread(stat, 1, sizeof stat - 1, file);
    fclose(file);
    stat[bytes] = '\0';
    const char *behind_name = strrchr(stat, ')');
    return behind_name != NULL && (behind_name[2] == 'Z' || behind_name[2] == 'X');
}

/* Against what nobody can end otherwise: a parent that hangs here, and requests that hang for ever. */
static void *watch(void *argument) {
    (void)argument;
    const struct timespec pause = {0, 250000000};
    while (!parent_is_gone()) {
        delivery_expire(hang_limit_nanos);
        nanosleep(&pause, NULL);
    }
    end();
    return NULL;
}

static bool start(void *(*run)(void *)) {
    pthread_t thread;
    return pthread_create(&thread, NULL, run, NULL) == 0;
}

static int fail(const char *what) {
    fprintf(stderr, "storage-model: %s\n", what);
    return 1;
}

int main(int count, char **arguments) {
    if (count != 6) {
        return fail("takes five arguments");
    }
    mount_point = arguments[1];
    parent = getppid();
    capacity_blocks = strtoull(arguments[2], NULL, 10) / BLOCK_BYTES;
    page_cache = strcmp(arguments[3], "cached") == 0;
    extent_map = strcmp(arguments[4], "map") == 0;
    hang_limit_nanos = strtoull(arguments[5], NULL, 10);

    /* Ctrl-C ends the program that started this one, which then ends this one in order */
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_TIMERSLACK, 1); /* nanoseconds; threads inherit it */

    char *fuse_arguments[] = {
        "storage-model", "-o", "allow_other,default_permissions,fsname=storage-model,max_read=1048576"};
    struct fuse_args args = FUSE_ARGS_INIT(3, fuse_arguments);
    session = fuse_session_new(&args, &operations, sizeof operations, NULL);
    if (session == NULL) {
        return fail("libfuse makes no session");
    }
    tree_start();
    delivery_start();
    if (fuse_session_mount(session, mount_point) != 0) {
        return fail("cannot mount");
    }
    /* at first libfuse and the kernel agree on what they can */
    bool serving = serve_one() && start(watch);
    for (int i = 0; i < READERS && serving; i++) {
        serving = start(serve);
    }
    if (!serving) {
        umount2(mount_point, MNT_DETACH | UMOUNT_NOFOLLOW);
        return fail("cannot serve");
    }
    puts("ok");
    fflush(stdout);
    control();
    end();
}
