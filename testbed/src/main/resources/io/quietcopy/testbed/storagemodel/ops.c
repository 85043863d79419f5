/* The requests: made jobs when they come, carried out when they are due. */
#include "model.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdlib.h>
#include <string.h>

/* Smaller writes are copied, so that many that wait do not hold 1 MiB each. */
#define OWN_FROM_BYTES (512u << 10)

_Static_assert(
    sizeof(struct fuse_in_header) + sizeof(struct fuse_write_in) == WRITE_HEADER_BYTES, "what comes before the data");

struct fuse_session *session;
atomic_bool page_cache;
bool extent_map;
_Thread_local struct buffer *received;

const char *const operation_names[OPERATIONS] = {
    "lookup", "getattr", "setattr", "open", "create", "read", "write", "flush", "fsync", "fsyncdir",
    "rename", "link", "unlink", "readdir", "statfs", "lseek", "fallocate",
};

static const uint8_t *header(void) {
    return buffer_data(received) - WRITE_HEADER_BYTES;
}

static struct job *job_for(fuse_req_t req, enum operation operation, fuse_ino_t ino) {
    struct job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        abort();
    }
    job->operation = operation;
    job->req = req;
    job->unique = ((const struct fuse_in_header *)header())->unique;
    job->file = tree_file(ino);
    tree_name(job->file, job->name);
    return job;
}

/* Null if a name is too long, which has been replied then. */
static struct job *named_job(fuse_req_t req, enum operation operation, fuse_ino_t ino, const char *name) {
    if (strlen(name) > NAME_MAX) {
        fuse_reply_err(req, ENAMETOOLONG);
        return NULL;
    }
    struct job *job = job_for(req, operation, ino);
    strcpy(job->name, name);
    return job;
}

static void on_init(void *data, struct fuse_conn_info *conn) {
    (void)data;
    conn->max_write = LARGEST_REQUEST_BYTES;
    conn->max_read = LARGEST_REQUEST_BYTES; /* which the mount option has to say, too */
    conn->max_readahead = LARGEST_REQUEST_BYTES;
    conn->max_background = UINT16_MAX;
    conn->congestion_threshold = UINT16_MAX;
    conn->want &= ~(unsigned)(FUSE_CAP_SPLICE_READ | FUSE_CAP_SPLICE_WRITE | FUSE_CAP_SPLICE_MOVE);
    /* otherwise the kernel drops what is cached of a file when its time of change is a new one: after each write */
    conn->want &= ~(unsigned)FUSE_CAP_AUTO_INVAL_DATA;
}

static void on_lookup(fuse_req_t req, fuse_ino_t parent, const char *name) {
    struct job *job = named_job(req, OP_LOOKUP, parent, name);
    if (job != NULL) {
        deliver(job);
    }
}

static void on_forget(fuse_req_t req, fuse_ino_t ino, uint64_t lookups) {
    tree_forget(tree_file(ino), lookups);
    fuse_reply_none(req);
}

static void on_forget_multi(fuse_req_t req, size_t count, struct fuse_forget_data *forgets) {
    for (size_t i = 0; i < count; i++) {
        tree_forget(tree_file(forgets[i].ino), forgets[i].nlookup);
    }
    fuse_reply_none(req);
}

static void on_getattr(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *info) {
    (void)info;
    deliver(job_for(req, OP_GETATTR, ino));
}

static void on_setattr(fuse_req_t req, fuse_ino_t ino, struct stat *wanted, int which, struct fuse_file_info *info) {
    (void)info;
    struct job *job = job_for(req, OP_SETATTR, ino);
    job->attributes = *wanted;
    job->flags = which;
    deliver(job);
}

static void on_open(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *info) {
    struct job *job = job_for(req, OP_OPEN, ino);
    job->flags = info->flags;
    job->by_direct = info->flags & O_DIRECT;
    deliver(job);
}

static void on_create(
    fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode, struct fuse_file_info *info) {
    struct job *job = named_job(req, OP_CREATE, parent, name);
    if (job != NULL) {
        job->mode = mode;
        job->flags = info->flags;
        job->by_direct = info->flags & O_DIRECT;
        deliver(job);
    }
}

static void on_read(fuse_req_t req, fuse_ino_t ino, size_t bytes, off_t offset, struct fuse_file_info *info) {
    struct job *job = job_for(req, OP_READ, ino);
    job->by_direct = info->flags & O_DIRECT;
    job->asked_bytes = bytes;
    struct stat now;
    file_attributes(job->file, &now);
    job->offset = offset;
    job->bytes = offset >= now.st_size ? 0 : (uint64_t)(now.st_size - offset);
    job->bytes = bytes < job->bytes ? bytes : job->bytes;
    deliver(job);
}

static void on_write(fuse_req_t req, fuse_ino_t ino, const char *data, size_t bytes, off_t offset,
    struct fuse_file_info *info) {
    struct job *job = job_for(req, OP_WRITE, ino);
    job->by_direct = info->flags & O_DIRECT;
    job->asked_bytes = bytes;
    job->offset = offset;
    job->bytes = bytes;
    if (bytes >= OWN_FROM_BYTES) {
        job->owned = received;
        received = NULL;
        job->data = (const uint8_t *)data;
    } else {
        job->copied = malloc(bytes);
        if (job->copied == NULL) {
            abort();
        }
        memcpy(job->copied, data, bytes);
        job->data = job->copied;
    }
    deliver(job);
}

static void on_flush(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *info) {
    (void)info;
    deliver(job_for(req, OP_FLUSH, ino));
}

static void on_fsync(fuse_req_t req, fuse_ino_t ino, int data_only, struct fuse_file_info *info) {
    (void)data_only;
    (void)info;
    deliver(job_for(req, OP_FSYNC, ino));
}

static void on_fsyncdir(fuse_req_t req, fuse_ino_t ino, int data_only, struct fuse_file_info *info) {
    (void)data_only;
    (void)info;
    deliver(job_for(req, OP_FSYNCDIR, ino));
}

static void on_rename(fuse_req_t req, fuse_ino_t parent, const char *name, fuse_ino_t new_parent,
    const char *new_name, unsigned flags) {
    (void)new_parent;
    if (strlen(new_name) > NAME_MAX) {
        fuse_reply_err(req, ENAMETOOLONG);
        return;
    }
    struct job *job = named_job(req, OP_RENAME, parent, name);
    if (job != NULL) {
        strcpy(job->new_name, new_name);
        job->flags = (int)flags;
        deliver(job);
    }
}

static void on_link(fuse_req_t req, fuse_ino_t ino, fuse_ino_t new_parent, const char *new_name) {
    (void)new_parent;
    if (strlen(new_name) > NAME_MAX) {
        fuse_reply_err(req, ENAMETOOLONG);
        return;
    }
    struct job *job = job_for(req, OP_LINK, ino);
    strcpy(job->new_name, new_name);
    deliver(job);
}

static void on_unlink(fuse_req_t req, fuse_ino_t parent, const char *name) {
    struct job *job = named_job(req, OP_UNLINK, parent, name);
    if (job != NULL) {
        deliver(job);
    }
}

static void on_readdir(fuse_req_t req, fuse_ino_t ino, size_t bytes, off_t offset, struct fuse_file_info *info) {
    (void)info;
    struct job *job = job_for(req, OP_READDIR, ino);
    job->offset = offset;
    job->bytes = bytes;
    deliver(job);
}

static void on_statfs(fuse_req_t req, fuse_ino_t ino) {
    deliver(job_for(req, OP_STATFS, ino));
}

static void on_lseek(fuse_req_t req, fuse_ino_t ino, off_t offset, int whence, struct fuse_file_info *info) {
    (void)info;
    if (!extent_map) {
        fuse_reply_err(req, ENOSYS); /* the kernel asks no more, and calls everything data */
        return;
    }
    struct job *job = job_for(req, OP_LSEEK, ino);
    job->offset = offset;
    job->flags = whence;
    deliver(job);
}

static void on_fallocate(fuse_req_t req, fuse_ino_t ino, int mode, off_t offset, off_t bytes,
    struct fuse_file_info *info) {
    (void)info;
    struct job *job = job_for(req, OP_FALLOCATE, ino);
    job->flags = mode;
    job->offset = offset;
    job->bytes = bytes;
    deliver(job);
}

const struct fuse_lowlevel_ops operations = {
    .init = on_init,
    .lookup = on_lookup,
    .forget = on_forget,
    .forget_multi = on_forget_multi,
    .getattr = on_getattr,
    .setattr = on_setattr,
    .open = on_open,
    .create = on_create,
    .read = on_read,
    .write = on_write,
    .flush = on_flush,
    .fsync = on_fsync,
    .fsyncdir = on_fsyncdir,
    .rename = on_rename,
    .link = on_link,
    .unlink = on_unlink,
    .readdir = on_readdir,
    .statfs = on_statfs,
    .lseek = on_lseek,
    .fallocate = on_fallocate,
};
