/* Obeys: one command a line on stdin, one line of reply on stdout, "ok ..." or "error ...". */
#include "model.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int number;
} errors[] = {
    {"EPERM", EPERM}, {"ENOENT", ENOENT}, {"EINTR", EINTR}, {"EIO", EIO}, {"EAGAIN", EAGAIN}, {"ENOMEM", ENOMEM},
    {"EACCES", EACCES}, {"EBUSY", EBUSY}, {"EEXIST", EEXIST}, {"ENODEV", ENODEV}, {"EINVAL", EINVAL},
    {"EFBIG", EFBIG}, {"ENOSPC", ENOSPC}, {"EROFS", EROFS}, {"ENOSYS", ENOSYS}, {"EOPNOTSUPP", EOPNOTSUPP},
    {"ETIMEDOUT", ETIMEDOUT}, {"ESTALE", ESTALE}, {"EDQUOT", EDQUOT}, {"EREMOTEIO", EREMOTEIO},
    {"ETXTBSY", ETXTBSY},
};

static int error_number(const char *name) {
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (strcmp(errors[i].name, name) == 0) {
            return errors[i].number;
        }
    }
    return 0;
}

/* "read,write" or "*" as bits; 0 if a name is unknown. */
static unsigned operation_bits(char *names) {
    if (strcmp(names, "*") == 0) {
        return (1u << OPERATIONS) - 1;
    }
    unsigned bits = 0;
    char *rest = names;
    for (char *name = strsep(&rest, ","); name != NULL; name = strsep(&rest, ",")) {
        unsigned bit = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            bit |= strcmp(operation_names[i], name) == 0 ? 1u << i : 0;
        }
        if (bit == 0) {
            return 0;
        }
        bits |= bit;
    }
    return bits;
}

static const char *set_timing(const char *arguments) {
    struct timing timing;
    int found = sscanf(arguments,
        "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64,
        &timing.latency_nanos, &timing.jitter_nanos, &timing.seed, &timing.bytes_per_second[READING],
        &timing.bytes_per_second[WRITING], &timing.request_nanos[READING], &timing.request_nanos[WRITING],
        &timing.sync_nanos, &timing.metadata_nanos);
    if (found != 9) {
        return "timing takes nine numbers";
    }
    timing_set(&timing);
    return NULL;
}

/* KIND VALUE BIT OPERATIONS OFFSET BYTES AFTER TIMES DIRECT PATTERN */
static const char *add_fault(const char *arguments) {
    struct fault fault = {0};
    char kind[16], value[32], names[256];
    unsigned bit;
    int pattern = 0;
    int found = sscanf(arguments, "%15s %31s %u %255s %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
        " %n", kind, value, &bit, names, &fault.offset, &fault.bytes, &fault.after, &fault.times, &fault.direct, &pattern);
    if (found != 9 || pattern == 0 || strlen(arguments + pattern) > NAME_MAX) {
        return "fault takes ten values";
    }
    strcpy(fault.pattern, arguments + pattern);
    fault.operations = operation_bits(names);
    if (fault.operations == 0) {
        return "unknown operation";
    }
    struct trouble *trouble = &fault.trouble;
    uint64_t number = strtoull(value, NULL, 10);
    if (strcmp(kind, "error") == 0) {
        trouble->error = error_number(value);
        if (trouble->error == 0) {
            return "unknown error";
        }
    } else if (strcmp(kind, "short") == 0) {
        trouble->is_short = true;
        trouble->short_bytes = number;
    } else if (strcmp(kind, "hang") == 0) {
        trouble->hang = true;
    } else if (strcmp(kind, "delay") == 0) {
        trouble->delay_nanos = number;
    } else if (strcmp(kind, "flip") == 0) {
        trouble->flip = true;
        trouble->flip_offset = number;
        trouble->flip_bit = bit % 8;
    } else {
        return "unknown kind of fault";
    }
    faults_add(&fault);
    return NULL;
}

static const char *flip(const char *arguments) {
    uint64_t offset;
    unsigned bit;
    int name = 0;
    if (sscanf(arguments, "%" SCNu64 " %u %n", &offset, &bit, &name) != 2 || name == 0) {
        return "flip takes an offset, a bit and a name";
    }
    int error = tree_flip(arguments + name, offset, bit % 8);
    return error == 0 ? NULL : error == ERANGE ? "the file ends before that" : strerror(error);
}

static void obey(char *line) {
    char *arguments = line;
    const char *command = strsep(&arguments, " ");
    const char *complaint = NULL;
    arguments = arguments == NULL ? line + strlen(line) : arguments;
    if (strcmp(command, "counters") == 0) {
        counters_print();
        return;
    } else if (strcmp(command, "timing") == 0) {
        complaint = set_timing(arguments);
    } else if (strcmp(command, "fault") == 0) {
        complaint = add_fault(arguments);
    } else if (strcmp(command, "clear") == 0) {
        faults_clear(false);
    } else if (strcmp(command, "release") == 0) {
        delivery_release();
    } else if (strcmp(command, "reset") == 0) {
        counters_reset();
    } else if (strcmp(command, "cached") == 0) {
        page_cache = true;
    } else if (strcmp(command, "direct") == 0) {
        page_cache = false;
    } else if (strcmp(command, "flip") == 0) {
        complaint = flip(arguments);
    } else {
        complaint = "unknown command";
    }
    printf(complaint == NULL ? "ok\n" : "error %s\n", complaint);
}

void control(void) {
    char line[1024];
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        obey(line);
        fflush(stdout);
    }
}
