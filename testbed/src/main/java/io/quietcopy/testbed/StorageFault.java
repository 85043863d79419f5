package io.quietcopy.testbed;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Something that goes wrong with some requests to a {@link StorageModel}: {@code
 * StorageFault.on(WRITE).file("target").at(1 << 20).times(1).error("EIO")}. Immutable.
 *
 * <p>Where several faults meet one request, their delays add up, and the newest error, length or bit counts.
 */
public final class StorageFault {

    private final String kind;
    private final String value;
    private final int bit;
    private final Builder where;

    private StorageFault(String kind, Object value, int bit, Builder where) {
        this.kind = kind;
        this.value = String.valueOf(value);
        this.bit = bit;
        this.where = new Builder(where);
    }

    /** Starts to describe a fault of these kinds of requests, of all kinds if none is named. */
    public static Builder on(StorageOperation... operations) {
        return new Builder(operations);
    }

    /** The command that injects it. */
    String command() {
        return "fault " + kind + " " + value + " " + bit + " " + where.command();
    }

    @Override
    public String toString() {
        return command();
    }

    /** Describes which requests a fault meets. Not thread-safe. */
    public static final class Builder {

        private final String operations;
        private String file = "*";
        private long offsetBytes;
        private long lengthBytes = Long.MAX_VALUE;
        private long after;
        private long times;
        private int direct;

        private Builder(StorageOperation... operations) {
            this.operations = operations.length == 0
                    ? "*"
                    : Arrays.stream(operations).map(StorageOperation::wireName).collect(Collectors.joining(","));
        }

        private Builder(Builder other) {
            this.operations = other.operations;
            this.file = other.file;
            this.offsetBytes = other.offsetBytes;
            this.lengthBytes = other.lengthBytes;
            this.after = other.after;
            this.times = other.times;
            this.direct = other.direct;
        }

        /**
         * Sets the file by its name, in which {@code *}, {@code ?} and {@code [...]} stand for what they do in a shell; any
         * file unless told otherwise. A rename is met by the old name; requests to the folder itself by {@code "/"}.
         */
        public Builder file(String pattern) {
            if (pattern.isBlank() || !pattern.equals(pattern.strip()) || pattern.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a file's name ('" + pattern + "') must have no blanks around it");
            }
            this.file = pattern;
            return this;
        }

        /** Sets the range that a read, write or fallocate has to touch, in bytes; it means nothing to other requests. */
        public Builder range(long offset, long length) {
            if (offset < 0 || length <= 0) {
                throw new IllegalArgumentException("a range (" + length + " bytes at " + offset + ")");
            }
            this.offsetBytes = offset;
            this.lengthBytes = length;
            return this;
        }

        /** Sets the byte that a read, write or fallocate has to touch. */
        public Builder at(long offset) {
            return range(offset, 1);
        }

        /** Lets that many requests that would be met pass before. */
        public Builder after(long requests) {
            this.after = requests;
            return this;
        }

        /** Sets how many requests are met; all unless told otherwise. */
        public Builder times(long requests) {
            if (requests <= 0) {
                throw new IllegalArgumentException("times (" + requests + ") must be positive");
            }
            this.times = requests;
            return this;
        }

        /** Meets only what is opened, read or written by a descriptor with {@code O_DIRECT}. */
        public Builder direct() {
            this.direct = 1;
            return this;
        }

        /**
         * Meets only what is read or written by a descriptor with {@code O_DIRECT} at an offset, or in a number of bytes, that is
         * no multiple of {@code blockBytes}. With {@code error("EINVAL")} that is what storage with such blocks does.
         */
        public Builder directUnaligned(int blockBytes) {
            if (blockBytes < 2) {
                throw new IllegalArgumentException("blockBytes (" + blockBytes + ") must be at least 2");
            }
            this.direct = blockBytes;
            return this;
        }

        /**
         * Lets them fail, when they are due: nothing of a write is stored.
         *
         * @param errno the name of the error, such as {@code "EIO"}, {@code "ENOSPC"}, {@code "EDQUOT"}, {@code "EROFS"}
         */
        public StorageFault error(String errno) {
            return new StorageFault("error", errno, 0, this);
        }

        /** Lets reads and writes move only that many bytes. */
        public StorageFault shortTo(long bytes) {
            return new StorageFault("short", bytes, 0, this);
        }

        /**
         * Lets them hang until {@link StorageModel#release}, the model's end or its {@linkplain StorageModel.Builder#hangLimit
         * limit}; a write is stored only when released. Who waits sleeps (state {@code S}); no signal ends it, a kill only lets
         * it wait in state {@code D}. While a direct write hangs the kernel lets truncate, {@code SEEK_DATA}, fallocate and
         * writes beyond the end of the same file wait too.
         */
        public StorageFault hang() {
            return new StorageFault("hang", 0, 0, this);
        }

        /** Lets them take longer. */
        public StorageFault delay(Duration more) {
            return new StorageFault("delay", more.toNanos(), 0, this);
        }

        /**
         * Flips a bit, and tells nobody: of the byte at which the range begins. A write stores it flipped; a read returns it
         * flipped, while what is stored stays; any other request flips what is stored before it is carried out, so that the
         * data changes, for example, between the last write and the check: {@code on(FSYNC)}.
         *
         * @param bitOfByte 0 to 7, the lowest first
         */
        public StorageFault flip(int bitOfByte) {
            return new StorageFault("flip", offsetBytes, bitOfByte, new Builder(this).at(offsetBytes));
        }

        private String command() {
            return operations + " " + offsetBytes + " " + lengthBytes + " " + after + " " + times + " " + direct + " "
                    + file;
        }
    }
}
