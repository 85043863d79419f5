/* What goes wrong, with which requests. */
#include "model.h"

#include <fnmatch.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct fault *first;

void faults_add(const struct fault *fault) {
    struct fault *copy = malloc(sizeof *copy);
    if (copy == NULL) {
        abort();
    }
    *copy = *fault;
    copy->next = NULL;
    pthread_mutex_lock(&lock);
    struct fault **link = &first;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = copy;
    pthread_mutex_unlock(&lock);
}

void faults_clear(bool hangs_only) {
    pthread_mutex_lock(&lock);
    for (struct fault **link = &first; *link != NULL;) {
        struct fault *fault = *link;
        if (!hangs_only || fault->trouble.hang) {
            *link = fault->next;
            free(fault);
        } else {
            link = &fault->next;
        }
    }
    pthread_mutex_unlock(&lock);
}

static bool has_range(const struct job *job) {
    return job->operation == OP_READ || job->operation == OP_WRITE || job->operation == OP_FALLOCATE;
}

static bool touches(const struct fault *fault, const struct job *job) {
    return fault->offset < job->offset + job->bytes
        && (fault->bytes > UINT64_MAX - fault->offset || job->offset < fault->offset + fault->bytes);
}

/* Where and how much, if it was asked for with O_DIRECT, is of no matter unless the fault is about that. */
static bool asked_so(const struct fault *fault, const struct job *job) {
    if (fault->direct == 0) {
        return true;
    }
    return job->by_direct
        && (fault->direct == 1 || job->offset % fault->direct != 0 || job->asked_bytes % fault->direct != 0);
}

static bool matches(const struct fault *fault, const struct job *job) {
    return fault->operations >> job->operation & 1
        && asked_so(fault, job)
        && (!has_range(job) || touches(fault, job))
        && fnmatch(fault->pattern, job->name, 0) == 0;
}

void faults_apply(struct job *job) {
    pthread_mutex_lock(&lock);
    for (struct fault *fault = first; fault != NULL; fault = fault->next) {
        if (!matches(fault, job)) {
            continue;
        }
        uint64_t match = fault->matched++;
        if (match < fault->after || (fault->times != 0 && match - fault->after >= fault->times)) {
            continue;
        }
        struct trouble *trouble = &job->trouble;
        const struct trouble *more = &fault->trouble;
        atomic_fetch_add(&fault_count, 1);
        trouble->error = more->error != 0 ? more->error : trouble->error;
        trouble->hang |= more->hang;
        trouble->delay_nanos += more->delay_nanos;
        if (more->is_short) {
            trouble->is_short = true;
            trouble->short_bytes = more->short_bytes;
        }
        if (more->flip) {
            trouble->flip = true;
            trouble->flip_offset = more->flip_offset;
            trouble->flip_bit = more->flip_bit;
        }
    }
    pthread_mutex_unlock(&lock);
}
