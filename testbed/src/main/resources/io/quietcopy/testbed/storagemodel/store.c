/* What files contain: chunks of 1 MiB in memory, which know to a block what was written. */
#include "model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define BUFFER_BYTES (BLOCK_BYTES + CHUNK_BYTES)
#define MOST_SPARE_BUFFERS 256

uint64_t capacity_blocks;
_Atomic uint64_t used_blocks;

static const uint8_t zeroes[CHUNK_BYTES];

static pthread_mutex_t spare_lock = PTHREAD_MUTEX_INITIALIZER;
static struct buffer *spare;
static int spare_count;

/* Its data is anything if it was used before. */
static struct buffer *take(bool *used_before) {
    pthread_mutex_lock(&spare_lock);
    struct buffer *buffer = spare;
    if (buffer != NULL) {
        spare = buffer->next;
        spare_count--;
    }
    pthread_mutex_unlock(&spare_lock);
    *used_before = buffer != NULL;
    if (buffer == NULL) {
        buffer = mmap(NULL, BUFFER_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (buffer == MAP_FAILED) {
            return NULL;
        }
    }
    memset(buffer, 0, sizeof *buffer);
    return buffer;
}

struct buffer *buffer_take(void) {
    bool used_before;
    return take(&used_before);
}

void buffer_give(struct buffer *buffer) {
    if (buffer == NULL) {
        return;
    }
    pthread_mutex_lock(&spare_lock);
    bool keep = spare_count < MOST_SPARE_BUFFERS;
    if (keep) {
        buffer->next = spare;
        spare = buffer;
        spare_count++;
    }
    pthread_mutex_unlock(&spare_lock);
    if (!keep) {
        munmap(buffer, BUFFER_BYTES);
    }
}

static bool is_written(struct file *file, uint64_t block) {
    uint64_t chunk = block / CHUNK_BLOCKS;
    if (chunk >= file->chunk_count || file->chunks[chunk] == NULL) {
        return false;
    }
    unsigned bit = block % CHUNK_BLOCKS;
    return file->chunks[chunk]->written[bit / 64] >> (bit % 64) & 1;
}

static void set_written(struct file *file, uint64_t block, bool written) {
    unsigned bit = block % CHUNK_BLOCKS;
    uint64_t *word = &file->chunks[block / CHUNK_BLOCKS]->written[bit / 64];
    uint64_t mask = 1ull << (bit % 64);
    *word = written ? *word | mask : *word & ~mask;
}

static int grow_table(struct file *file, uint64_t chunk) {
    if (chunk < file->chunk_count) {
        return 0;
    }
    size_t count = chunk + 1 + chunk / 2;
    struct buffer **chunks = realloc(file->chunks, count * sizeof *chunks);
    if (chunks == NULL) {
        return ENOMEM;
    }
    memset(chunks + file->chunk_count, 0, (count - file->chunk_count) * sizeof *chunks);
    file->chunks = chunks;
    file->chunk_count = count;
    return 0;
}

static int make_chunk(struct file *file, uint64_t chunk) {
    if (file->chunks[chunk] == NULL) {
        bool used_before;
        struct buffer *buffer = take(&used_before);
        if (buffer == NULL) {
            return ENOMEM;
        }
        if (used_before) {
            memset(buffer_data(buffer), 0, CHUNK_BYTES);
        }
        file->chunks[chunk] = buffer;
    }
    return 0;
}

static int store(struct file *file, uint64_t offset, const uint8_t *data, size_t bytes, struct buffer **owned) {
    uint64_t first_block = offset / BLOCK_BYTES, last_block = (offset + bytes - 1) / BLOCK_BYTES;
    int error = grow_table(file, last_block / CHUNK_BLOCKS);
    if (error != 0) {
        return error;
    }
    uint64_t more = 0;
    for (uint64_t block = first_block; block <= last_block; block++) {
        more += !is_written(file, block);
    }
    if (atomic_fetch_add(&used_blocks, more) + more > capacity_blocks) {
        atomic_fetch_sub(&used_blocks, more);
        return ENOSPC;
    }
    if (bytes == CHUNK_BYTES && offset % CHUNK_BYTES == 0 && *owned != NULL && data == buffer_data(*owned)) {
        struct buffer **chunk = &file->chunks[offset / CHUNK_BYTES];
        memset((*owned)->written, 0xff, sizeof (*owned)->written);
        buffer_give(*chunk);
        *chunk = *owned;
        *owned = NULL;
    } else {
        for (size_t done = 0; done < bytes;) {
            uint64_t at = offset + done;
            size_t step = CHUNK_BYTES - at % CHUNK_BYTES;
            step = step < bytes - done ? step : bytes - done;
            if ((error = make_chunk(file, at / CHUNK_BYTES)) != 0) {
                atomic_fetch_sub(&used_blocks, more);
                return error;
            }
            memcpy(buffer_data(file->chunks[at / CHUNK_BYTES]) + at % CHUNK_BYTES, data + done, step);
            done += step;
        }
        for (uint64_t block = first_block; block <= last_block; block++) {
            set_written(file, block, true);
        }
    }
    file->blocks += more;
    return 0;
}

int file_write(struct file *file, uint64_t offset, const uint8_t *data, size_t bytes, struct buffer **owned) {
    if (offset > LARGEST_FILE_BYTES - bytes) {
        return EFBIG;
    }
    pthread_rwlock_wrlock(&file->lock);
    int error = bytes == 0 ? 0 : store(file, offset, data, bytes, owned);
    if (error == 0 && offset + bytes > (uint64_t)file->attributes.st_size) {
        file->attributes.st_size = offset + bytes;
    }
    pthread_rwlock_unlock(&file->lock);
    if (error == 0) {
        file_touch(file, true);
    }
    return error;
}

/* Blocks that are zero as a whole become holes. */
static void zero(struct file *file, uint64_t offset, uint64_t end) {
    uint64_t tabled = (uint64_t)file->chunk_count * CHUNK_BYTES;
    end = end < tabled ? end : tabled;
    while (offset < end) {
        uint64_t index = offset / CHUNK_BYTES, begin = offset % CHUNK_BYTES;
        uint64_t step = CHUNK_BYTES - begin < end - offset ? CHUNK_BYTES - begin : end - offset;
        struct buffer *chunk = file->chunks[index];
        if (chunk != NULL) {
            memset(buffer_data(chunk) + begin, 0, step);
            uint64_t first = (offset + BLOCK_BYTES - 1) / BLOCK_BYTES, behind = (offset + step) / BLOCK_BYTES;
            for (uint64_t block = first; block < behind; block++) {
                if (is_written(file, block)) {
                    set_written(file, block, false);
                    file->blocks--;
                    atomic_fetch_sub(&used_blocks, 1);
                }
            }
            static const uint64_t nothing[CHUNK_BLOCKS / 64];
            if (memcmp(chunk->written, nothing, sizeof nothing) == 0) {
                file->chunks[index] = NULL;
                buffer_give(chunk);
            }
        }
        offset += step;
    }
}

int file_zero(struct file *file, uint64_t offset, uint64_t bytes) {
    pthread_rwlock_wrlock(&file->lock);
    zero(file, offset, offset + bytes);
    pthread_rwlock_unlock(&file->lock);
    file_touch(file, true);
    return 0;
}

int file_truncate(struct file *file, uint64_t bytes) {
    if (bytes > LARGEST_FILE_BYTES) {
        return EFBIG;
    }
    pthread_rwlock_wrlock(&file->lock);
    if (bytes < (uint64_t)file->attributes.st_size) {
        /* the last block goes as a whole if its rest is beyond the new end */
        uint64_t end = ((uint64_t)file->attributes.st_size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
        zero(file, bytes, end);
    }
    file->attributes.st_size = bytes;
    pthread_rwlock_unlock(&file->lock);
    file_touch(file, true);
    return 0;
}

int file_flip(struct file *file, uint64_t offset, unsigned bit) {
    uint8_t byte = 0;
    pthread_rwlock_wrlock(&file->lock);
    int error = offset < (uint64_t)file->attributes.st_size ? 0 : ERANGE;
    if (error == 0) {
        struct iovec piece[2];
        file_pieces(file, offset, 1, piece);
        byte = *(uint8_t *)piece[0].iov_base ^ (uint8_t)(1u << bit);
        struct buffer *none = NULL;
        error = store(file, offset, &byte, 1, &none);
    }
    pthread_rwlock_unlock(&file->lock);
    return error;
}

int file_pieces(struct file *file, uint64_t offset, size_t bytes, struct iovec *pieces) {
    uint64_t end = file->attributes.st_size;
    if (offset >= end) {
        return 0;
    }
    size_t left = bytes < end - offset ? bytes : end - offset;
    int count = 0;
    while (left > 0) {
        uint64_t chunk = offset / CHUNK_BYTES, begin = offset % CHUNK_BYTES;
        size_t step = CHUNK_BYTES - begin < left ? CHUNK_BYTES - begin : left;
        bool hole = chunk >= file->chunk_count || file->chunks[chunk] == NULL;
        pieces[count].iov_base = hole ? (uint8_t *)zeroes : buffer_data(file->chunks[chunk]) + begin;
        pieces[count].iov_len = step;
        count++;
        offset += step;
        left -= step;
    }
    return count;
}

int file_seek(struct file *file, uint64_t offset, int whence, uint64_t *found) {
    pthread_rwlock_rdlock(&file->lock);
    uint64_t length = file->attributes.st_size;
    uint64_t block = offset / BLOCK_BYTES, end = (length + BLOCK_BYTES - 1) / BLOCK_BYTES;
    bool wanted = whence == SEEK_DATA;
    while (block < end && is_written(file, block) != wanted) {
        uint64_t chunk = block / CHUNK_BLOCKS;
        bool no_chunk = chunk >= file->chunk_count || file->chunks[chunk] == NULL;
        block = chunk >= file->chunk_count ? end : no_chunk ? (chunk + 1) * CHUNK_BLOCKS : block + 1;
    }
    pthread_rwlock_unlock(&file->lock);
    if (offset >= length || (wanted && block >= end)) {
        return ENXIO;
    }
    uint64_t at = block * BLOCK_BYTES;
    at = at > offset ? at : offset;
    *found = at < length ? at : length;
    return 0;
}

void file_attributes(struct file *file, struct stat *attributes) {
    pthread_rwlock_rdlock(&file->lock);
    *attributes = file->attributes;
    attributes->st_blocks = (blkcnt_t)(file->blocks * (BLOCK_BYTES / 512));
    pthread_rwlock_unlock(&file->lock);
}

void file_touch(struct file *file, bool contents) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    pthread_rwlock_wrlock(&file->lock);
    file->attributes.st_ctim = now;
    if (contents) {
        file->attributes.st_mtim = now;
    }
    pthread_rwlock_unlock(&file->lock);
}

void file_discard(struct file *file) {
    zero(file, 0, UINT64_MAX);
    pthread_rwlock_destroy(&file->lock);
    free(file->chunks);
    free(file);
}
