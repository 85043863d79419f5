/*
 * When a request is due. Each direction is a pipe that takes one request after the other, at its bandwidth; what comes
 * out of it then takes the latency, side by side with all others.
 */
#include "model.h"

#include <time.h>

#define NANOS_PER_SECOND 1000000000ull

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct timing timing;
static uint64_t busy_until[DIRECTIONS];
static uint64_t random_state;

uint64_t now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NANOS_PER_SECOND + (uint64_t)now.tv_nsec;
}

/* splitmix64 */
static uint64_t next_random(void) {
    uint64_t z = random_state += 0x9e3779b97f4a7c15ull;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}

void timing_set(const struct timing *wanted) {
    pthread_mutex_lock(&lock);
    timing = *wanted;
    random_state = timing.seed;
    pthread_mutex_unlock(&lock);
}

static uint64_t jitter(void) {
    return timing.jitter_nanos == 0 ? 0 : next_random() % (timing.jitter_nanos + 1);
}

static uint64_t through_pipe(enum direction direction, uint64_t bytes, uint64_t now) {
    uint64_t rate = timing.bytes_per_second[direction];
    uint64_t start = busy_until[direction] > now ? busy_until[direction] : now;
    busy_until[direction] =
        start + timing.request_nanos[direction] + (rate == 0 ? 0 : bytes * NANOS_PER_SECOND / rate);
    return busy_until[direction] + timing.latency_nanos + jitter();
}

uint64_t timing_due(const struct job *job, uint64_t now) {
    uint64_t due;
    pthread_mutex_lock(&lock);
    switch (job->operation) {
    case OP_READ:
        due = through_pipe(READING, job->bytes, now);
        break;
    case OP_WRITE:
        due = through_pipe(WRITING, job->bytes, now);
        break;
    case OP_FSYNC:
    case OP_FSYNCDIR:
        due = now + timing.latency_nanos + jitter() + timing.sync_nanos;
        break;
    default:
        due = now + timing.metadata_nanos;
    }
    pthread_mutex_unlock(&lock);
    return due + job->trouble.delay_nanos;
}
