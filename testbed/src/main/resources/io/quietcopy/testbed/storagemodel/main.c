/* storage-model MOUNT_POINT CAPACITY_BYTES cached|direct map|nomap: mounts, serves until stdin ends, unmounts. */
#include "model.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
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

static int fail(const char *what) {
    fprintf(stderr, "storage-model: %s\n", what);
    return 1;
}

int main(int count, char **arguments) {
    if (count != 5) {
        return fail("takes four arguments");
    }
    const char *mount_point = arguments[1];
    capacity_blocks = strtoull(arguments[2], NULL, 10) / BLOCK_BYTES;
    page_cache = strcmp(arguments[3], "cached") == 0;
    extent_map = strcmp(arguments[4], "map") == 0;

    /* Ctrl-C ends the program that started this one, which then ends this one in order */
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_TIMERSLACK, 1);

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
    bool serving = serve_one(); /* libfuse and the kernel agree on what they can */
    for (int i = 0; i < READERS && serving; i++) {
        pthread_t thread;
        serving = pthread_create(&thread, NULL, serve, NULL) == 0;
    }
    if (!serving) {
        umount2(mount_point, MNT_DETACH | UMOUNT_NOFOLLOW);
        return fail("cannot serve");
    }
    puts("ok");
    fflush(stdout);
    control();
    umount2(mount_point, MNT_DETACH | UMOUNT_NOFOLLOW);
    _exit(0); /* closes /dev/fuse, so that whoever still hangs gets an error */
}
