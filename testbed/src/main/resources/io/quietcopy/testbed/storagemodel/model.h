/*
 * A storage model: a flat FUSE folder in memory that takes the time, and makes the mistakes, that it is told to.
 * The design is told in StorageModel.java, which starts this program and speaks to it over stdin and stdout.
 *
 * The way of a request: main.c reads it, ops.c makes a job of it, faults.c decides what goes wrong, timing.c when it is
 * due, delivery.c lets it wait until then, ops.c carries it out on the files of store.c and replies.
 */
#ifndef QUIETCOPY_STORAGE_MODEL_H
#define QUIETCOPY_STORAGE_MODEL_H

#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#define FUSE_USE_VERSION 35

#include <fuse3/fuse_lowlevel.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/uio.h>

#define BLOCK_BYTES 4096u
#define CHUNK_BYTES (1u << 20)
#define CHUNK_BLOCKS (CHUNK_BYTES / BLOCK_BYTES)
#define LARGEST_FILE_BYTES (16ull << 40)
#define LARGEST_REQUEST_BYTES CHUNK_BYTES
/* fuse_in_header and fuse_write_in, which come before the data of a write */
#define WRITE_HEADER_BYTES 80u

/* ---- store.c: what files contain ---- */

/*
 * A piece of memory that is either a chunk of a file or what a request is received into. The data of a received write of
 * a whole chunk lies where a chunk's data does, so that it becomes the chunk without being copied.
 */
struct buffer {
    struct buffer *next;
    uint64_t written[CHUNK_BLOCKS / 64]; /* one bit per block; a chunk's other blocks are zero */
};

static inline uint8_t *buffer_data(struct buffer *buffer) {
    return (uint8_t *)buffer + BLOCK_BYTES;
}

struct buffer *buffer_take(void);
void buffer_give(struct buffer *buffer);

struct file {
    pthread_rwlock_t lock; /* of contents and attributes */
    struct stat attributes; /* st_blocks is counted, not kept */
    uint64_t blocks;
    struct buffer **chunks;
    size_t chunk_count;
    uint64_t lookups; /* under the lock of the tree, as is the name */
    char name[NAME_MAX + 1]; /* the newest one */
};

extern uint64_t capacity_blocks;
extern _Atomic uint64_t used_blocks;

/* All of these return 0 or an error number, and take the file's lock themselves, except where told otherwise. */
int file_write(struct file *file, uint64_t offset, const uint8_t *data, size_t bytes, struct buffer **owned);
int file_truncate(struct file *file, uint64_t bytes);
int file_zero(struct file *file, uint64_t offset, uint64_t bytes);
int file_flip(struct file *file, uint64_t offset, unsigned bit);
int file_seek(struct file *file, uint64_t offset, int whence, uint64_t *found);
/* Describes at most 2 pieces, fewer bytes at the end of the file; under the file's lock, which the caller holds. */
int file_pieces(struct file *file, uint64_t offset, size_t bytes, struct iovec *pieces);
void file_attributes(struct file *file, struct stat *attributes);
void file_touch(struct file *file, bool contents);
void file_discard(struct file *file);

/* ---- tree.c: names ---- */

struct entry {
    struct entry *next;
    uint64_t cookie; /* ascending, so that a listing goes on behind an entry that is gone */
    struct file *file;
    char name[NAME_MAX + 1];
};

extern struct file root;

void tree_start(void);
struct file *tree_file(fuse_ino_t ino);
fuse_ino_t tree_ino(struct file *file);
/* The newest name of the file; "/" is the folder's. */
void tree_name(struct file *file, char *name);
/* These count a lookup by the kernel when they succeed. */
int tree_lookup(const char *name, struct file **found);
int tree_create(const char *name, mode_t mode, uid_t uid, gid_t gid, struct file **created);
int tree_link(struct file *file, const char *name);
int tree_unlink(const char *name);
int tree_rename(const char *from, const char *to, unsigned flags);
void tree_forget(struct file *file, uint64_t lookups);
size_t tree_list(fuse_req_t req, uint64_t after, char *space, size_t bytes);
/* Flips a bit of the file of that name. */
int tree_flip(const char *name, uint64_t offset, unsigned bit);

/* ---- jobs ---- */

enum operation {
    OP_LOOKUP, OP_GETATTR, OP_SETATTR, OP_OPEN, OP_CREATE, OP_READ, OP_WRITE, OP_FLUSH, OP_FSYNC, OP_FSYNCDIR,
    OP_RENAME, OP_LINK, OP_UNLINK, OP_READDIR, OP_STATFS, OP_LSEEK, OP_FALLOCATE, OPERATIONS
};

extern const char *const operation_names[OPERATIONS];

/* What is to go wrong with one request. */
struct trouble {
    int error;
    bool hang;
    bool is_short;
    uint64_t short_bytes;
    uint64_t delay_nanos;
    bool flip;
    uint64_t flip_offset;
    unsigned flip_bit;
};

struct job {
    struct job *next;
    uint64_t due_nanos; /* of one that hangs: when it came */
    uint64_t number;
    enum operation operation;
    fuse_req_t req;
    uint64_t unique; /* the kernel's number of the request */
    struct file *file;
    uint64_t offset, bytes;
    uint64_t asked_bytes; /* of a read or write, whatever the file's length */
    bool by_direct; /* by a descriptor with O_DIRECT */
    struct trouble trouble;
    struct stat attributes;
    int flags;
    mode_t mode;
    const uint8_t *data; /* of a write, in one of these two: */
    uint8_t *copied;
    struct buffer *owned;
    char name[NAME_MAX + 1], new_name[NAME_MAX + 1];
};

/* ---- faults.c ---- */

struct fault {
    struct fault *next;
    unsigned operations; /* bits */
    uint64_t offset, bytes;
    uint64_t after, times; /* times 0 is for ever */
    uint64_t direct; /* 0: any request; 1: by O_DIRECT; more: by O_DIRECT and not in multiples of this */
    uint64_t matched;
    struct trouble trouble;
    char pattern[NAME_MAX + 1];
};

void faults_add(const struct fault *fault);
void faults_clear(bool hangs_only);
void faults_apply(struct job *job);

/* ---- timing.c ---- */

enum direction { READING, WRITING, DIRECTIONS };

struct timing {
    uint64_t latency_nanos, jitter_nanos, seed;
    uint64_t bytes_per_second[DIRECTIONS]; /* 0 is without limit */
    uint64_t request_nanos[DIRECTIONS];
    uint64_t sync_nanos, metadata_nanos;
};

uint64_t now_nanos(void);
void timing_set(const struct timing *timing);
uint64_t timing_due(const struct job *job, uint64_t now);

/* ---- counters.c ---- */

extern _Atomic uint64_t fault_count, hanging_count;

void count_arrival(const struct job *job);
void count_departure(const struct job *job, uint64_t bytes_moved);
void count_late(uint64_t nanos);
/* The most in flight begins anew with what is in flight. */
void counters_reset(void);
void counters_print(void);

/* ---- delivery.c ---- */

void delivery_start(void);
/* Takes the job over: carries it out when it is due. */
void deliver(struct job *job);
/* Lets the jobs go on that hang, and no other hang. */
void delivery_release(void);
/* Lets the jobs fail that hang for so long. */
void delivery_expire(uint64_t limit_nanos);

/* ---- ops.c ---- */

extern const struct fuse_lowlevel_ops operations;
extern struct fuse_session *session;
extern atomic_bool page_cache;
extern bool extent_map;
/* What this thread received last. A job may take the buffer over and leaves null here. */
extern _Thread_local struct buffer *received;

/* Replies, and frees the job. */
void carry_out(struct job *job);

/* ---- control.c ---- */

/* Obeys stdin until it ends. */
void control(void);

#endif
