/* The one folder and its names. */
#include "model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct file root;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry *first, **last = &first;
static uint64_t next_cookie = 3; /* 1 and 2 are . and .. */
static uint64_t next_number = 2;

static void start_file(struct file *file, mode_t mode, uid_t uid, gid_t gid, uint64_t number) {
    pthread_rwlock_init(&file->lock, NULL);
    file->attributes.st_mode = mode;
    file->attributes.st_uid = uid;
    file->attributes.st_gid = gid;
    file->attributes.st_ino = number;
    file->attributes.st_nlink = 1;
    file->attributes.st_blksize = BLOCK_BYTES;
    clock_gettime(CLOCK_REALTIME, &file->attributes.st_ctim);
    file->attributes.st_atim = file->attributes.st_mtim = file->attributes.st_ctim;
}

void tree_start(void) {
    start_file(&root, S_IFDIR | 0755, 0, 0, 1);
    root.attributes.st_nlink = 2;
    strcpy(root.name, "/");
}

struct file *tree_file(fuse_ino_t ino) {
    return ino == FUSE_ROOT_ID ? &root : (struct file *)(uintptr_t)ino;
}

fuse_ino_t tree_ino(struct file *file) {
    return file == &root ? FUSE_ROOT_ID : (fuse_ino_t)(uintptr_t)file;
}

void tree_name(struct file *file, char *name) {
    pthread_mutex_lock(&lock);
    strcpy(name, file->name);
    pthread_mutex_unlock(&lock);
}

static struct entry *find(const char *name) {
    struct entry *entry = first;
    while (entry != NULL && strcmp(entry->name, name) != 0) {
        entry = entry->next;
    }
    return entry;
}

static int add(const char *name, struct file *file) {
    struct entry *entry = calloc(1, sizeof *entry);
    if (entry == NULL) {
        return ENOMEM;
    }
    strcpy(entry->name, name);
    strcpy(file->name, name);
    entry->file = file;
    entry->cookie = next_cookie++;
    *last = entry;
    last = &entry->next;
    return 0;
}

/* Frees the file unless somebody knows it, by name or as the kernel. */
static void let_go(struct file *file) {
    if (file != &root && file->lookups == 0 && file->attributes.st_nlink == 0) {
        file_discard(file);
    }
}

static void change_links(struct file *file, int by) {
    file_touch(file, false);
    pthread_rwlock_wrlock(&file->lock);
    file->attributes.st_nlink += by;
    pthread_rwlock_unlock(&file->lock);
}

static void remove_entry(struct entry *gone) {
    struct entry **link = &first;
    while (*link != gone) {
        link = &(*link)->next;
    }
    *link = gone->next;
    if (last == &gone->next) {
        last = link;
    }
    change_links(gone->file, -1);
    let_go(gone->file);
    free(gone);
}

int tree_lookup(const char *name, struct file **found) {
    pthread_mutex_lock(&lock);
    struct entry *entry = find(name);
    if (entry != NULL) {
        entry->file->lookups++;
        *found = entry->file;
    }
    pthread_mutex_unlock(&lock);
    return entry == NULL ? ENOENT : 0;
}

int tree_create(const char *name, mode_t mode, uid_t uid, gid_t gid, struct file **created) {
    pthread_mutex_lock(&lock);
    int error = find(name) != NULL ? EEXIST : 0;
    struct file *file = error == 0 ? calloc(1, sizeof *file) : NULL;
    if (error == 0) {
        error = file == NULL ? ENOMEM : add(name, file);
    }
    if (error == 0) {
        start_file(file, S_IFREG | (mode & 07777), uid, gid, next_number++);
        file->lookups = 1;
        *created = file;
        file_touch(&root, true);
    } else {
        free(file);
    }
    pthread_mutex_unlock(&lock);
    return error;
}

int tree_link(struct file *file, const char *name) {
    pthread_mutex_lock(&lock);
    int error = find(name) != NULL ? EEXIST : add(name, file);
    if (error == 0) {
        change_links(file, 1);
        file->lookups++;
        file_touch(&root, true);
    }
    pthread_mutex_unlock(&lock);
    return error;
}

int tree_unlink(const char *name) {
    pthread_mutex_lock(&lock);
    struct entry *entry = find(name);
    if (entry != NULL) {
        remove_entry(entry);
        file_touch(&root, true);
    }
    pthread_mutex_unlock(&lock);
    return entry == NULL ? ENOENT : 0;
}

int tree_rename(const char *from, const char *to, unsigned flags) {
    pthread_mutex_lock(&lock);
    struct entry *source = find(from), *target = find(to);
    int error = 0;
    if (source == NULL || (target == NULL && flags & RENAME_EXCHANGE)) {
        error = ENOENT;
    } else if (target != NULL && flags & RENAME_NOREPLACE) {
        error = EEXIST;
    } else if (flags & ~(unsigned)(RENAME_EXCHANGE | RENAME_NOREPLACE)) {
        error = EINVAL;
    } else if (target == source || (target != NULL && target->file == source->file)) {
        error = 0; /* two names of one file both stay */
    } else if (flags & RENAME_EXCHANGE) {
        struct file *file = source->file;
        source->file = target->file;
        target->file = file;
        strcpy(source->file->name, from);
        strcpy(target->file->name, to);
    } else {
        if (target != NULL) {
            remove_entry(target);
        }
        strcpy(source->name, to);
        strcpy(source->file->name, to);
        file_touch(source->file, false);
    }
    if (error == 0) {
        file_touch(&root, true);
    }
    pthread_mutex_unlock(&lock);
    return error;
}

void tree_forget(struct file *file, uint64_t lookups) {
    pthread_mutex_lock(&lock);
    file->lookups -= lookups < file->lookups ? lookups : file->lookups;
    let_go(file);
    pthread_mutex_unlock(&lock);
}

size_t tree_list(fuse_req_t req, uint64_t after, char *space, size_t bytes) {
    static const char *const dots[] = {".", ".."};
    size_t used = 0;
    for (uint64_t cookie = after + 1; cookie <= 2; cookie++) {
        size_t size = fuse_add_direntry(req, space + used, bytes - used, dots[cookie - 1], &root.attributes, cookie);
        if (size > bytes - used) {
            return used;
        }
        used += size;
    }
    pthread_mutex_lock(&lock);
    for (struct entry *entry = first; entry != NULL; entry = entry->next) {
        if (entry->cookie > after) {
            struct stat attributes = entry->file->attributes;
            size_t size = fuse_add_direntry(
                req, space + used, bytes - used, entry->name, &attributes, entry->cookie);
            if (size > bytes - used) {
                break;
            }
            used += size;
        }
    }
    pthread_mutex_unlock(&lock);
    return used;
}

int tree_flip(const char *name, uint64_t offset, unsigned bit) {
    pthread_mutex_lock(&lock);
    struct entry *entry = find(name);
    int error = entry == NULL ? ENOENT : file_flip(entry->file, offset, bit);
    pthread_mutex_unlock(&lock);
    return error;
}
