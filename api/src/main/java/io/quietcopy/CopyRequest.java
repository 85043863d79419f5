package io.quietcopy;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be copied where, and how.
 *
 * <p>What a request leaves open comes from the {@link CopierConfig}. Immutable and thread-safe; it may be used for any number
 * of copies.
 */
public final class CopyRequest {
    private final Path source;
    private final Path target;
    private final @Nullable CopyRanges ranges;
    private final TargetMode mode;
    private final long targetLength;
    private final TargetContent targetContent;
    private final @Nullable List<String> engines;
    private final @Nullable CachePolicy cache;
    private final @Nullable Pace pace;
    private final @Nullable PaceBudget paceBudget;
    private final @Nullable DigestAlgorithm digest;
    private final @Nullable VerifyPolicy verify;
    private final @Nullable Durability durability;
    private final @Nullable Duration deadline;
    private final @Nullable Duration stallTimeout;
    private final @Nullable ZeroPolicy zeroes;
    private final @Nullable FailureAction onFailure;
    private final @Nullable SourceChangePolicy sourceChange;
    private final @Nullable Set<PosixFilePermission> permissions;
    private final String label;

    private CopyRequest(Builder builder) {
        source = builder.source;
        target = builder.target;
        ranges = builder.ranges;
        mode = builder.mode;
        targetLength = builder.targetLength;
        targetContent = builder.targetContent;
        engines = builder.engines;
        cache = builder.cache;
        paceBudget = builder.paceBudget;
        pace = paceBudget == null ? builder.pace : paceBudget.pace();
        digest = builder.digest;
        verify = builder.verify;
        durability = builder.durability;
        deadline = builder.deadline;
        stallTimeout = builder.stallTimeout;
        zeroes = builder.zeroes;
        onFailure = builder.onFailure;
        sourceChange = builder.sourceChange;
        permissions = builder.permissions;
        label = builder.label;
    }

    /**
     * Starts a request for a whole copy to a new file.
     *
     * @param source a regular file or block device, or a symbolic link to one; never null
     * @param target where it goes, never null
     * @return a builder, never null
     */
    public static Builder from(Path source, Path target) {
        return new Builder(source, target);
    }

    /**
     * Returns the source.
     *
     * @return the path as it was given, never null
     */
    public Path source() {
        return source;
    }

    /**
     * Returns the target.
     *
     * @return the path as it was given, never null
     */
    public Path target() {
        return target;
    }

    /**
     * Returns the ranges.
     *
     * @return the ranges, or empty for the whole source
     */
    public Optional<CopyRanges> ranges() {
        return Optional.ofNullable(ranges);
    }

    /**
     * Returns what may become of the target's name and of what it held.
     *
     * @return the mode, never null; {@link TargetMode#CREATE_NEW} if not said
     */
    public TargetMode mode() {
        return mode;
    }

    /**
     * Returns the length that the finished target shall have.
     *
     * @return bytes, or empty: as long as the copy needs it
     */
    public OptionalLong targetLength() {
        return targetLength < 0 ? OptionalLong.empty() : OptionalLong.of(targetLength);
    }

    /**
     * Returns what the target holds before.
     *
     * @return the content, never null; {@link TargetContent#UNKNOWN} if not said
     */
    public TargetContent targetContent() {
        return targetContent;
    }

    /**
     * Returns the engines in the order in which they may be used.
     *
     * @return ids, or {@code auto} alone; empty if left open
     */
    public Optional<List<String>> engines() {
        return Optional.ofNullable(engines);
    }

    /**
     * Returns how strictly the copy must stay out of the page cache.
     *
     * @return the policy, or empty if left open
     */
    public Optional<CachePolicy> cache() {
        return Optional.ofNullable(cache);
    }

    /**
     * Returns how fast the copy may go.
     *
     * @return the pace when the request was made, of the copy or of the budget that it shares, or empty if left open
     */
    public Optional<Pace> pace() {
        return Optional.ofNullable(pace);
    }

    /**
     * Returns the pace that the copy shares with others.
     *
     * @return the budget, or empty if it does not say
     */
    public Optional<PaceBudget> paceBudget() {
        return Optional.ofNullable(paceBudget);
    }

    /**
     * Returns the digest to make.
     *
     * @return the algorithm, or empty if left open
     */
    public Optional<DigestAlgorithm> digest() {
        return Optional.ofNullable(digest);
    }

    /**
     * Returns whether the target is read back.
     *
     * @return the policy, or empty if left open
     */
    public Optional<VerifyPolicy> verify() {
        return Optional.ofNullable(verify);
    }

    /**
     * Returns whether success waits for the storage.
     *
     * @return the durability, or empty if left open
     */
    public Optional<Durability> durability() {
        return Optional.ofNullable(durability);
    }

    /**
     * Returns how long the copy may take.
     *
     * @return the time, {@link Duration#ZERO} for no limit; empty if left open
     */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(deadline);
    }

    /**
     * Returns how long nothing may move.
     *
     * @return the time, {@link Duration#ZERO} for no limit; empty if left open
     */
    public Optional<Duration> stallTimeout() {
        return Optional.ofNullable(stallTimeout);
    }

    /**
     * Returns what becomes of zeroes.
     *
     * @return the policy, or empty if left open
     */
    public Optional<ZeroPolicy> zeroes() {
        return Optional.ofNullable(zeroes);
    }

    /**
     * Returns what becomes of the staged file on failure.
     *
     * @return the action, or empty if left open
     */
    public Optional<FailureAction> onFailure() {
        return Optional.ofNullable(onFailure);
    }

    /**
     * Returns what a change of the source means.
     *
     * @return the policy, or empty if left open
     */
    public Optional<SourceChangePolicy> sourceChange() {
        return Optional.ofNullable(sourceChange);
    }

    /**
     * Returns the permissions of a file made by {@link TargetMode#CREATE_NEW}.
     *
     * @return the permissions, or empty for those of the source if it is a file, else {@code rw-------}
     */
    public Optional<Set<PosixFilePermission>> permissions() {
        return Optional.ofNullable(permissions);
    }

    /**
     * Returns the name that logs and reports call this copy by.
     *
     * @return the label, never null; empty if not said
     */
    public String label() {
        return label;
    }

    @Override
    public String toString() {
        return "copy " + source + " to " + target + " (" + mode + (label.isEmpty() ? "" : ", " + label) + ")";
    }

    /** Collects a request's values. Not thread-safe. */
    public static final class Builder {
        private final Path source;
        private final Path target;
        private @Nullable CopyRanges ranges;
        private TargetMode mode = TargetMode.CREATE_NEW;
        private long targetLength = -1;
        private TargetContent targetContent = TargetContent.UNKNOWN;
        private @Nullable List<String> engines;
        private @Nullable CachePolicy cache;
        private @Nullable Pace pace;
        private @Nullable PaceBudget paceBudget;
        private @Nullable DigestAlgorithm digest;
        private @Nullable VerifyPolicy verify;
        private @Nullable Durability durability;
        private @Nullable Duration deadline;
        private @Nullable Duration stallTimeout;
        private @Nullable ZeroPolicy zeroes;
        private @Nullable FailureAction onFailure;
        private @Nullable SourceChangePolicy sourceChange;
        private @Nullable Set<PosixFilePermission> permissions;
        private String label = "";

        private Builder(Path source, Path target) {
            this.source = Objects.requireNonNull(source, "source");
            this.target = Objects.requireNonNull(target, "target");
        }

        /**
         * Copies these ranges only.
         *
         * @param value the ranges, never null
         * @return this
         */
        public Builder ranges(CopyRanges value) {
            this.ranges = Objects.requireNonNull(value, "ranges");
            return this;
        }

        /**
         * Sets what may become of the target's name and of what it held.
         *
         * @param value the mode, never null
         * @return this
         */
        public Builder mode(TargetMode value) {
            this.mode = Objects.requireNonNull(value, "mode");
            return this;
        }

        /**
         * Sets the length of the finished target, where it shall be longer than the copy needs it.
         *
         * @param bytes the length, at least 0
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder targetLength(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("a target length is at least 0, but got " + bytes);
            }
            this.targetLength = bytes;
            return this;
        }

        /**
         * Says what the target holds before.
         *
         * @param value the content, never null
         * @return this
         */
        public Builder targetContent(TargetContent value) {
            this.targetContent = Objects.requireNonNull(value, "targetContent");
            return this;
        }

        /**
         * Names the engines that may be used, the preferred one first.
         *
         * @param ids engine ids, or {@code auto} alone; at least one, never null
         * @return this
         * @throws IllegalArgumentException if none is given
         */
        public Builder engines(String... ids) {
            if (ids.length == 0) {
                throw new IllegalArgumentException("name at least one engine, or auto");
            }
            this.engines = List.of(ids);
            return this;
        }

        /**
         * Sets how strictly the copy must stay out of the page cache.
         *
         * @param value the policy, never null
         * @return this
         */
        public Builder cache(CachePolicy value) {
            this.cache = Objects.requireNonNull(value, "cache");
            return this;
        }

        /**
         * Sets how fast the copy may go, by itself: instead of a budget that was set before.
         *
         * @param value the pace, never null
         * @return this
         */
        public Builder pace(Pace value) {
            this.pace = Objects.requireNonNull(value, "pace");
            this.paceBudget = null;
            return this;
        }

        /**
         * Has the copy share a pace with others: instead of one that was set before.
         *
         * @param value the budget, never null
         * @return this
         */
        public Builder pace(PaceBudget value) {
            this.paceBudget = Objects.requireNonNull(value, "pace");
            return this;
        }

        /**
         * Sets the digest to make.
         *
         * @param value the algorithm, or {@link DigestAlgorithm#NONE}; never null
         * @return this
         */
        public Builder digest(DigestAlgorithm value) {
            this.digest = Objects.requireNonNull(value, "digest");
            return this;
        }

        /**
         * Sets whether the target is read back.
         *
         * @param value the policy, never null
         * @return this
         */
        public Builder verify(VerifyPolicy value) {
            this.verify = Objects.requireNonNull(value, "verify");
            return this;
        }

        /**
         * Sets whether success waits for the storage.
         *
         * @param value the durability, never null
         * @return this
         */
        public Builder durability(Durability value) {
            this.durability = Objects.requireNonNull(value, "durability");
            return this;
        }

        /**
         * Sets how long the copy may take.
         *
         * @param value the time from the start, {@link Duration#ZERO} for no limit; never null or negative
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder deadline(Duration value) {
            this.deadline = notNegative(value, "deadline");
            return this;
        }

        /**
         * Sets how long nothing may move.
         *
         * @param value the time, {@link Duration#ZERO} for no limit; never null or negative
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder stallTimeout(Duration value) {
            this.stallTimeout = notNegative(value, "stallTimeout");
            return this;
        }

        /**
         * Sets what becomes of zeroes.
         *
         * @param value the policy, never null
         * @return this
         */
        public Builder zeroes(ZeroPolicy value) {
            this.zeroes = Objects.requireNonNull(value, "zeroes");
            return this;
        }

        /**
         * Sets what becomes of the staged file on failure.
         *
         * @param value the action, never null
         * @return this
         */
        public Builder onFailure(FailureAction value) {
            this.onFailure = Objects.requireNonNull(value, "onFailure");
            return this;
        }

        /**
         * Sets what a change of the source means.
         *
         * @param value the policy, never null
         * @return this
         */
        public Builder sourceChange(SourceChangePolicy value) {
            this.sourceChange = Objects.requireNonNull(value, "sourceChange");
            return this;
        }

        /**
         * Sets the permissions of a new file.
         *
         * @param value the permissions, never null, copied
         * @return this
         */
        public Builder permissions(Set<PosixFilePermission> value) {
            this.permissions = Set.copyOf(value);
            return this;
        }

        /**
         * Sets the name that logs and reports call this copy by.
         *
         * @param value the label, never null
         * @return this
         */
        public Builder label(String value) {
            this.label = Objects.requireNonNull(value, "label");
            return this;
        }

        /**
         * Makes the request. What only the file system knows is checked when the copy starts.
         *
         * @return the request, never null
         */
        public CopyRequest build() {
            return new CopyRequest(this);
        }

        private static Duration notNegative(Duration value, String name) {
            if (Objects.requireNonNull(value, name).isNegative()) {
                throw new IllegalArgumentException(name + " is not negative, but got " + value);
            }
            return value;
        }
    }
}
