/* Carries out what is due, and replies. */
#include "model.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fuse.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

static struct fuse_attr wire_attributes(const struct stat *attributes) {
    struct fuse_attr wire = {
        .ino = attributes->st_ino,
        .size = (uint64_t)attributes->st_size,
        .blocks = (uint64_t)attributes->st_blocks,
        .atime = (uint64_t)attributes->st_atim.tv_sec,
        .mtime = (uint64_t)attributes->st_mtim.tv_sec,
        .ctime = (uint64_t)attributes->st_ctim.tv_sec,
        .atimensec = (uint32_t)attributes->st_atim.tv_nsec,
        .mtimensec = (uint32_t)attributes->st_mtim.tv_nsec,
        .ctimensec = (uint32_t)attributes->st_ctim.tv_nsec,
        .mode = attributes->st_mode,
        .nlink = (uint32_t)attributes->st_nlink,
        .uid = attributes->st_uid,
        .gid = attributes->st_gid,
        .blksize = BLOCK_BYTES,
    };
    return wire;
}

/* Raw, since libfuse 3.14 cannot say FOPEN_PARALLEL_DIRECT_WRITES. */
static void reply_open(struct job *job, struct file *created) {
    struct fuse_entry_out entry = {0};
    struct fuse_open_out open = {0};
    bool direct = !page_cache || job->flags & O_DIRECT;
    open.open_flags = direct ? FOPEN_DIRECT_IO | FOPEN_PARALLEL_DIRECT_WRITES : FOPEN_KEEP_CACHE;
    if (created != NULL) {
        struct stat attributes;
        file_attributes(created, &attributes);
        entry.nodeid = tree_ino(created);
        entry.generation = attributes.st_ino;
        entry.attr = wire_attributes(&attributes);
    }
    struct fuse_out_header header = {.unique = job->unique};
    struct iovec reply[] = {
        {&header, sizeof header}, {&entry, created == NULL ? 0 : sizeof entry}, {&open, sizeof open}};
    header.len = (uint32_t)(reply[0].iov_len + reply[1].iov_len + reply[2].iov_len);
    if (writev(fuse_session_fd(session), reply, 3) < 0 && created != NULL) {
        tree_forget(created, 1); /* the one who asked is gone */
    }
    fuse_reply_none(job->req);
}

static void reply_entry(struct job *job, struct file *file) {
    struct fuse_entry_param entry = {.ino = tree_ino(file)};
    file_attributes(file, &entry.attr);
    entry.generation = entry.attr.st_ino;
    if (fuse_reply_entry(job->req, &entry) != 0) {
        tree_forget(file, 1);
    }
}

static int lookup(struct job *job) {
    struct file *file;
    int error = tree_lookup(job->name, &file);
    if (error == 0) {
        reply_entry(job, file);
    }
    return error;
}

static int getattr(struct job *job) {
    struct stat attributes;
    file_attributes(job->file, &attributes);
    fuse_reply_attr(job->req, &attributes, 0);
    return 0;
}

static int setattr(struct job *job) {
    struct file *file = job->file;
    const struct stat *wanted = &job->attributes;
    if (job->flags & FUSE_SET_ATTR_SIZE) {
        int error = file_truncate(file, (uint64_t)wanted->st_size);
        if (error != 0) {
            return error;
        }
    }
    file_touch(file, false);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    pthread_rwlock_wrlock(&file->lock);
    struct stat *attributes = &file->attributes;
    if (job->flags & FUSE_SET_ATTR_MODE) {
        attributes->st_mode = (attributes->st_mode & S_IFMT) | (wanted->st_mode & 07777);
    }
    if (job->flags & FUSE_SET_ATTR_UID) {
        attributes->st_uid = wanted->st_uid;
    }
    if (job->flags & FUSE_SET_ATTR_GID) {
        attributes->st_gid = wanted->st_gid;
    }
    if (job->flags & FUSE_SET_ATTR_ATIME) {
        attributes->st_atim = job->flags & FUSE_SET_ATTR_ATIME_NOW ? now : wanted->st_atim;
    }
    if (job->flags & FUSE_SET_ATTR_MTIME) {
        attributes->st_mtim = job->flags & FUSE_SET_ATTR_MTIME_NOW ? now : wanted->st_mtim;
    }
    pthread_rwlock_unlock(&file->lock);
    return getattr(job);
}

static int open_file(struct job *job) {
    int error = job->flags & O_TRUNC ? file_truncate(job->file, 0) : 0;
    if (error == 0) {
        reply_open(job, NULL);
    }
    return error;
}

static int create(struct job *job) {
    const struct fuse_ctx *asker = fuse_req_ctx(job->req);
    struct file *file;
    int error = tree_create(job->name, job->mode, asker->uid, asker->gid, &file);
    if (error == 0) {
        reply_open(job, file);
    }
    return error;
}

static int read_file(struct job *job) {
    const struct trouble *trouble = &job->trouble;
    uint64_t bytes = job->bytes;
    bytes = trouble->is_short && trouble->short_bytes < bytes ? trouble->short_bytes : bytes;
    struct iovec pieces[2];
    pthread_rwlock_rdlock(&job->file->lock);
    int count = file_pieces(job->file, job->offset, bytes, pieces);
    count_departure(job, bytes);
    if (trouble->flip && trouble->flip_offset - job->offset < bytes) {
        uint8_t *copy = malloc(bytes);
        if (copy == NULL) {
            abort();
        }
        size_t copied = 0;
        for (int i = 0; i < count; i++) {
            memcpy(copy + copied, pieces[i].iov_base, pieces[i].iov_len);
            copied += pieces[i].iov_len;
        }
        copy[trouble->flip_offset - job->offset] ^= (uint8_t)(1u << trouble->flip_bit);
        fuse_reply_buf(job->req, (const char *)copy, copied);
        free(copy);
    } else {
        fuse_reply_iov(job->req, pieces, count);
    }
    pthread_rwlock_unlock(&job->file->lock);
    return 0;
}

static int write_file(struct job *job) {
    const struct trouble *trouble = &job->trouble;
    uint64_t bytes = job->bytes;
    bytes = trouble->is_short && trouble->short_bytes < bytes ? trouble->short_bytes : bytes;
    int error = file_write(job->file, job->offset, job->data, bytes, &job->owned);
    if (error == 0 && trouble->flip && trouble->flip_offset - job->offset < bytes) {
        error = file_flip(job->file, trouble->flip_offset, trouble->flip_bit);
    }
    if (error == 0) {
        count_departure(job, bytes);
        fuse_reply_write(job->req, bytes);
    }
    return error;
}

static int link_file(struct job *job) {
    int error = tree_link(job->file, job->new_name);
    if (error == 0) {
        reply_entry(job, job->file);
    }
    return error;
}

static int readdir(struct job *job) {
    char *space = malloc(job->bytes);
    if (space == NULL) {
        return ENOMEM;
    }
    size_t used = tree_list(job->req, job->offset, space, job->bytes);
    fuse_reply_buf(job->req, space, used);
    free(space);
    return 0;
}

static int statfs_folder(struct job *job) {
    uint64_t used = used_blocks;
    uint64_t left = used < capacity_blocks ? capacity_blocks - used : 0;
    struct statvfs answer = {
        .f_bsize = BLOCK_BYTES,
        .f_frsize = BLOCK_BYTES,
        .f_blocks = capacity_blocks,
        .f_bfree = left,
        .f_bavail = left,
        .f_files = 1 << 20,
        .f_ffree = 1 << 20,
        .f_namemax = NAME_MAX,
    };
    fuse_reply_statfs(job->req, &answer);
    return 0;
}

static int seek(struct job *job) {
    uint64_t found;
    int error = file_seek(job->file, job->offset, job->flags, &found);
    if (error == 0) {
        fuse_reply_lseek(job->req, (off_t)found);
    }
    return error;
}

/* Zeroes become holes, and what is allocated stays one: memory keeps no empty room. */
static int allocate(struct job *job) {
    int kind = job->flags & ~FALLOC_FL_KEEP_SIZE;
    uint64_t end = job->offset + job->bytes;
    struct stat attributes;
    file_attributes(job->file, &attributes);
    if (kind != 0 && kind != FALLOC_FL_PUNCH_HOLE && kind != FALLOC_FL_ZERO_RANGE) {
        return EOPNOTSUPP;
    }
    int error = kind == 0 ? 0 : file_zero(job->file, job->offset, job->bytes);
    if (error == 0 && !(job->flags & FALLOC_FL_KEEP_SIZE) && end > (uint64_t)attributes.st_size) {
        error = file_truncate(job->file, end);
    }
    if (error == 0) {
        fuse_reply_err(job->req, 0);
    }
    return error;
}

/* Replies unless it returns an error number. */
static int perform(struct job *job) {
    int error = 0;
    switch (job->operation) {
    case OP_LOOKUP:
        return lookup(job);
    case OP_GETATTR:
        return getattr(job);
    case OP_SETATTR:
        return setattr(job);
    case OP_OPEN:
        return open_file(job);
    case OP_CREATE:
        return create(job);
    case OP_READ:
        return read_file(job);
    case OP_WRITE:
        return write_file(job);
    case OP_LINK:
        return link_file(job);
    case OP_READDIR:
        return readdir(job);
    case OP_STATFS:
        return statfs_folder(job);
    case OP_LSEEK:
        return seek(job);
    case OP_FALLOCATE:
        return allocate(job);
    case OP_RENAME:
        error = tree_rename(job->name, job->new_name, (unsigned)job->flags);
        break;
    case OP_UNLINK:
        error = tree_unlink(job->name);
        break;
    default: /* nothing is to be done to sync memory */
        break;
    }
    if (error == 0) {
        fuse_reply_err(job->req, 0);
    }
    return error;
}

void carry_out(struct job *job) {
    bool moves_bytes = job->operation == OP_READ || job->operation == OP_WRITE;
    if (job->trouble.flip && !moves_bytes) {
        tree_flip(job->name, job->trouble.flip_offset, job->trouble.flip_bit);
    }
    int error = job->trouble.error != 0 ? job->trouble.error : perform(job);
    if (error != 0) {
        count_departure(job, 0);
        fuse_reply_err(job->req, error);
    }
    buffer_give(job->owned);
    free(job->copied);
    free(job);
}
