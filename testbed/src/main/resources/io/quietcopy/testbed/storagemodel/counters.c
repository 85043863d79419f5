/* What was asked of the model. */
#include "model.h"

#include <inttypes.h>
#include <stdio.h>

struct direction_counter {
    uint64_t bytes, in_flight, in_flight_bytes, most_in_flight, most_in_flight_bytes;
};

_Atomic uint64_t fault_count, hanging_count;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct direction_counter directions[DIRECTIONS];
static uint64_t operations_seen[OPERATIONS];
static uint64_t delayed, late_nanos, most_late_nanos;

static struct direction_counter *counter_of(const struct job *job) {
    return job->operation == OP_READ ? &directions[READING]
        : job->operation == OP_WRITE ? &directions[WRITING]
        : NULL;
}

static uint64_t larger(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

void count_arrival(const struct job *job) {
    pthread_mutex_lock(&lock);
    operations_seen[job->operation]++;
    struct direction_counter *counter = counter_of(job);
    if (counter != NULL) {
        counter->in_flight++;
        counter->in_flight_bytes += job->bytes;
        counter->most_in_flight = larger(counter->most_in_flight, counter->in_flight);
        counter->most_in_flight_bytes = larger(counter->most_in_flight_bytes, counter->in_flight_bytes);
    }
    pthread_mutex_unlock(&lock);
}

void count_departure(const struct job *job, uint64_t bytes_moved) {
    struct direction_counter *counter = counter_of(job);
    if (counter != NULL) {
        pthread_mutex_lock(&lock);
        counter->in_flight--;
        counter->in_flight_bytes -= job->bytes;
        counter->bytes += bytes_moved;
        pthread_mutex_unlock(&lock);
    }
}

void count_late(uint64_t nanos) {
    pthread_mutex_lock(&lock);
    delayed++;
    late_nanos += nanos;
    most_late_nanos = larger(most_late_nanos, nanos);
    pthread_mutex_unlock(&lock);
}

void counters_reset(void) {
    pthread_mutex_lock(&lock);
    for (int i = 0; i < DIRECTIONS; i++) {
        struct direction_counter *counter = &directions[i];
        counter->bytes = 0;
        counter->most_in_flight = counter->in_flight;
        counter->most_in_flight_bytes = counter->in_flight_bytes;
    }
    for (int i = 0; i < OPERATIONS; i++) {
        operations_seen[i] = 0;
    }
    delayed = late_nanos = most_late_nanos = 0;
    fault_count = 0;
    pthread_mutex_unlock(&lock);
}

void counters_print(void) {
    static const char *const names[DIRECTIONS] = {"read", "write"};
    pthread_mutex_lock(&lock);
    printf("ok");
    for (int i = 0; i < DIRECTIONS; i++) {
        const struct direction_counter *counter = &directions[i];
        printf(" %s.bytes=%" PRIu64 " %s.inFlight=%" PRIu64 " %s.inFlightBytes=%" PRIu64, names[i], counter->bytes,
            names[i], counter->in_flight, names[i], counter->in_flight_bytes);
        printf(" %s.mostInFlight=%" PRIu64 " %s.mostInFlightBytes=%" PRIu64, names[i], counter->most_in_flight,
            names[i], counter->most_in_flight_bytes);
    }
    for (int i = 0; i < OPERATIONS; i++) {
        printf(" %s=%" PRIu64, operation_names[i], operations_seen[i]);
    }
    printf(" faults=%" PRIu64 " hanging=%" PRIu64 " storedBytes=%" PRIu64, fault_count, hanging_count,
        used_blocks * BLOCK_BYTES);
    printf(" meanLateNanos=%" PRIu64 " mostLateNanos=%" PRIu64 "\n", delayed == 0 ? 0 : late_nanos / delayed,
        most_late_nanos);
    pthread_mutex_unlock(&lock);
}
