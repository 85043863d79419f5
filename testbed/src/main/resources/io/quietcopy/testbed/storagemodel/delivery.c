/* Requests wait here until they are due, without a thread each: one thread a queue carries out what is due. */
#include "model.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct job **heap; /* the next one due is the first */
    size_t count, space;
};

/* One a direction, so that copying what was read does not delay what was written; the rest goes with the writes. */
static struct queue queues[DIRECTIONS];
static _Atomic uint64_t next_number;

static pthread_mutex_t hanging_lock = PTHREAD_MUTEX_INITIALIZER;
static struct job *hanging, **last_hanging = &hanging;

static bool before(const struct job *a, const struct job *b) {
    return a->due_nanos != b->due_nanos ? a->due_nanos < b->due_nanos : a->number < b->number;
}

static void swap(struct job **a, struct job **b) {
    struct job *job = *a;
    *a = *b;
    *b = job;
}

static void push(struct queue *queue, struct job *job) {
    pthread_mutex_lock(&queue->lock);
    if (queue->count == queue->space) {
        queue->space = queue->space == 0 ? 64 : 2 * queue->space;
        queue->heap = realloc(queue->heap, queue->space * sizeof *queue->heap);
        if (queue->heap == NULL) {
            abort();
        }
    }
    size_t at = queue->count++;
    queue->heap[at] = job;
    while (at > 0 && before(queue->heap[at], queue->heap[(at - 1) / 2])) {
        swap(&queue->heap[at], &queue->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    if (at == 0) {
        pthread_cond_signal(&queue->changed);
    }
    pthread_mutex_unlock(&queue->lock);
}

static struct job *pop(struct queue *queue) {
    struct job *job = queue->heap[0];
    queue->heap[0] = queue->heap[--queue->count];
    for (size_t at = 0;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < queue->count; child++) {
            least = before(queue->heap[child], queue->heap[least]) ? child : least;
        }
        if (least == at) {
            return job;
        }
        swap(&queue->heap[at], &queue->heap[least]);
        at = least;
    }
}

static void *run(void *argument) {
    struct queue *queue = argument;
    pthread_mutex_lock(&queue->lock);
    while (true) {
        if (queue->count == 0) {
            pthread_cond_wait(&queue->changed, &queue->lock);
            continue;
        }
        uint64_t due = queue->heap[0]->due_nanos, now = now_nanos();
        if (due > now) {
            struct timespec until = {(time_t)(due / 1000000000u), (long)(due % 1000000000u)};
            pthread_cond_timedwait(&queue->changed, &queue->lock, &until);
            continue;
        }
        struct job *job = pop(queue);
        pthread_mutex_unlock(&queue->lock);
        count_late(now - due);
        carry_out(job);
        pthread_mutex_lock(&queue->lock);
    }
    return NULL;
}

void delivery_start(void) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    for (int i = 0; i < DIRECTIONS; i++) {
        pthread_t thread;
        pthread_mutex_init(&queues[i].lock, NULL);
        pthread_cond_init(&queues[i].changed, &monotonic);
        if (pthread_create(&thread, NULL, run, &queues[i]) != 0) {
            abort();
        }
    }
}

void deliver(struct job *job) {
    uint64_t now = now_nanos();
    count_arrival(job);
    pthread_mutex_lock(&hanging_lock);
    faults_apply(job);
    bool hangs = job->trouble.hang;
    if (hangs) {
        job->due_nanos = now;
        *last_hanging = job;
        last_hanging = &job->next;
        atomic_fetch_add(&hanging_count, 1);
    }
    pthread_mutex_unlock(&hanging_lock);
    if (hangs) {
        return;
    }
    job->due_nanos = timing_due(job, now);
    if (job->due_nanos <= now) {
        carry_out(job);
    } else {
        job->number = atomic_fetch_add(&next_number, 1);
        push(&queues[job->operation == OP_READ ? READING : WRITING], job);
    }
}

static struct job *take_first_hanging(uint64_t came_before) {
    pthread_mutex_lock(&hanging_lock);
    struct job *job = hanging;
    if (job == NULL || job->due_nanos >= came_before) {
        job = NULL;
    } else {
        hanging = job->next;
        last_hanging = hanging == NULL ? &hanging : last_hanging;
        atomic_fetch_sub(&hanging_count, 1);
    }
    pthread_mutex_unlock(&hanging_lock);
    return job;
}

void delivery_release(void) {
    pthread_mutex_lock(&hanging_lock);
    faults_clear(true); /* under this lock, so that none is about to hang that met a fault before */
    pthread_mutex_unlock(&hanging_lock);
    for (struct job *job = take_first_hanging(UINT64_MAX); job != NULL; job = take_first_hanging(UINT64_MAX)) {
        carry_out(job);
    }
}

void delivery_expire(uint64_t limit_nanos) {
    uint64_t before = now_nanos() - limit_nanos;
    for (struct job *job = take_first_hanging(before); job != NULL; job = take_first_hanging(before)) {
        job->trouble.error = ETIMEDOUT;
        carry_out(job);
    }
}
