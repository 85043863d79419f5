package io.quietcopy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A copy failed. It says what went wrong ({@link #code()}), where (engine, phase, path, byte offset, errno or exit status), in
 * which state the target was left ({@link #targetState()}), and what to do ({@link #remedy()}).
 *
 * <p>Engines throw it without a target state: the {@link Copier} owns the target and fills that in. Subclasses exist only
 * where callers branch. Immutable but for what {@link Throwable} itself allows; thread-safe.
 */
public class CopyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String engine;
    private final @Nullable CopyPhase phase;
    private final @Nullable String path;
    private final long byteOffset;
    private final int errno;
    private final int exitStatus;
    private final String problem;
    private final String remedy;
    private final TargetState targetState;
    private final long lengthBefore;
    private final List<String> leftovers;
    private final transient @Nullable CompletableFuture<TargetState> settled;

    /**
     * Makes the exception from its builder.
     *
     * @param builder the values, never null
     */
    protected CopyException(Builder builder) {
        super(text(builder), builder.cause);
        code = builder.code;
        engine = builder.engine;
        phase = builder.phase;
        path = builder.path == null ? null : builder.path.toString();
        byteOffset = builder.byteOffset;
        errno = builder.errno;
        exitStatus = builder.exitStatus;
        problem = builder.problem;
        remedy = builder.remedy();
        targetState = builder.targetState;
        lengthBefore = builder.lengthBefore;
        leftovers = builder.leftovers.stream().map(Path::toString).toList();
        settled = builder.settled;
    }

    /**
     * Starts an exception.
     *
     * @param code what went wrong, never null
     * @param problem what went wrong, for people: one clause without a full stop, never null
     * @return a builder, never null
     */
    public static Builder builder(ErrorCode code, String problem) {
        return new Builder(code, problem);
    }

    /**
     * Starts an exception for a copy that is refused before the target is touched: it becomes a
     * {@link CopyRefusedException}.
     *
     * @param code what stands against the copy, never null
     * @param problem what stands against it, for people: one clause without a full stop, never null
     * @return a builder, never null
     */
    public static Builder refusal(ErrorCode code, String problem) {
        Builder builder = new Builder(code, problem);
        builder.refusal = true;
        return builder;
    }

    /**
     * Returns a builder that holds all of this exception's values, with this exception as the cause: for adding what only an
     * outer layer knows.
     *
     * @return a builder, never null
     */
    public Builder toBuilder() {
        Builder builder = new Builder(code, problem);
        builder.refusal = this instanceof CopyRefusedException;
        builder.engine = engine;
        builder.phase = phase;
        builder.path = path == null ? null : Path.of(path);
        builder.byteOffset = byteOffset;
        builder.errno = errno;
        builder.exitStatus = exitStatus;
        builder.remedy = remedy;
        builder.targetState = targetState;
        builder.lengthBefore = lengthBefore;
        builder.leftovers.addAll(leftovers.stream().map(Path::of).toList());
        builder.settled = settled;
        builder.cause = this;
        return builder;
    }

    /**
     * Returns what went wrong.
     *
     * @return the code, never null
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * Returns what went wrong, for people, without the place and the remedy that {@link #getMessage()} adds.
     *
     * @return one clause, never null
     */
    public String problem() {
        return problem;
    }

    /**
     * Returns the engine that failed.
     *
     * @return its id, or empty if no engine had been chosen
     */
    public Optional<String> engine() {
        return Optional.ofNullable(engine);
    }

    /**
     * Returns the phase in which it failed.
     *
     * @return the phase, or empty if the copy had not started
     */
    public Optional<CopyPhase> phase() {
        return Optional.ofNullable(phase);
    }

    /**
     * Returns the path that the failure is about.
     *
     * @return the path, or empty if it is about none
     */
    public Optional<Path> path() {
        return Optional.ofNullable(path).map(Path::of);
    }

    /**
     * Returns the place within {@link #path()}.
     *
     * @return the offset in bytes, or empty if not known
     */
    public OptionalLong byteOffset() {
        return byteOffset < 0 ? OptionalLong.empty() : OptionalLong.of(byteOffset);
    }

    /**
     * Returns the error number of the failed system call (Linux numbering).
     *
     * @return the errno, or empty if not known
     */
    public OptionalInt errno() {
        return errno <= 0 ? OptionalInt.empty() : OptionalInt.of(errno);
    }

    /**
     * Returns the exit status of the child process that failed.
     *
     * @return the status, or empty if there was no child process
     */
    public OptionalInt exitStatus() {
        return exitStatus < 0 ? OptionalInt.empty() : OptionalInt.of(exitStatus);
    }

    /**
     * Returns what to do.
     *
     * @return one or more sentences, never null
     */
    public String remedy() {
        return remedy;
    }

    /**
     * Returns the state in which the target was left.
     *
     * @return the state, never null
     */
    public TargetState targetState() {
        return targetState;
    }

    /**
     * Returns the length of the target before the copy, where it was written in place.
     *
     * @return bytes, or empty if the target was not written in place
     */
    public OptionalLong lengthBefore() {
        return lengthBefore < 0 ? OptionalLong.empty() : OptionalLong.of(lengthBefore);
    }

    /**
     * Returns the files that could not be removed, or were kept on purpose.
     *
     * @return paths, never null, unmodifiable
     */
    public List<Path> leftovers() {
        return leftovers.stream().map(Path::of).toList();
    }

    /**
     * Returns the future end of a call that hangs in the kernel.
     *
     * @return a future that completes with the final state of the target once nothing can change it any more; present only
     *     with {@link TargetState#STILL_BEING_WRITTEN}
     */
    public Optional<CompletableFuture<TargetState>> settled() {
        return Optional.ofNullable(settled);
    }

    private static String text(Builder b) {
        StringBuilder text = new StringBuilder(b.problem);
        List<String> details = new ArrayList<>();
        if (b.path != null && !b.problem.contains(b.path.toString())) {
            details.add("path " + b.path);
        }
        if (b.byteOffset >= 0) {
            details.add("at byte " + b.byteOffset);
        }
        if (b.engine != null) {
            details.add("engine " + b.engine);
        }
        if (b.phase != null) {
            details.add("phase " + b.phase.name().toLowerCase(java.util.Locale.ROOT));
        }
        if (b.errno > 0) {
            details.add("errno " + b.errno);
        }
        if (b.exitStatus >= 0) {
            details.add("exit status " + b.exitStatus);
        }
        if (!details.isEmpty()) {
            text.append(" (").append(String.join(", ", details)).append(')');
        }
        text.append(". ").append(b.remedy()).append(" [").append(b.code.id()).append(']');
        return text.toString();
    }

    /** Collects an exception's values. Not thread-safe. */
    public static final class Builder {
        private final ErrorCode code;
        private final String problem;
        private boolean refusal;
        private @Nullable String engine;
        private @Nullable CopyPhase phase;
        private @Nullable Path path;
        private long byteOffset = -1;
        private int errno = -1;
        private int exitStatus = -1;
        private @Nullable String remedy;
        private TargetState targetState = TargetState.UNTOUCHED;
        private long lengthBefore = -1;
        private final List<Path> leftovers = new ArrayList<>();
        private @Nullable CompletableFuture<TargetState> settled;
        private @Nullable Throwable cause;

        private Builder(ErrorCode code, String problem) {
            this.code = Objects.requireNonNull(code, "code");
            this.problem = Objects.requireNonNull(problem, "problem");
        }

        private String remedy() {
            return remedy == null ? code.remedy() : remedy;
        }

        /**
         * Names the engine.
         *
         * @param id the engine's id, or null
         * @return this
         */
        public Builder engine(@Nullable String id) {
            this.engine = id;
            return this;
        }

        /**
         * Names the phase.
         *
         * @param value the phase, or null
         * @return this
         */
        public Builder phase(@Nullable CopyPhase value) {
            this.phase = value;
            return this;
        }

        /**
         * Names the path.
         *
         * @param value the path, or null
         * @return this
         */
        public Builder path(@Nullable Path value) {
            this.path = value;
            return this;
        }

        /**
         * Names the place within the path.
         *
         * @param bytes the offset, or a negative value if not known
         * @return this
         */
        public Builder byteOffset(long bytes) {
            this.byteOffset = bytes;
            return this;
        }

        /**
         * Gives the error number.
         *
         * @param value the Linux errno, or 0 or less if not known
         * @return this
         */
        public Builder errno(int value) {
            this.errno = value;
            return this;
        }

        /**
         * Gives a child process's exit status.
         *
         * @param value the status, or a negative value if there was no child
         * @return this
         */
        public Builder exitStatus(int value) {
            this.exitStatus = value;
            return this;
        }

        /**
         * Says what to do, where that is more precise than {@link ErrorCode#remedy()}.
         *
         * @param sentences one or more sentences, never null
         * @return this
         */
        public Builder remedy(String sentences) {
            this.remedy = Objects.requireNonNull(sentences, "sentences");
            return this;
        }

        /**
         * Sets the state of the target. Only the {@link Copier} knows it.
         *
         * @param state the state, never null
         * @return this
         */
        public Builder targetState(TargetState state) {
            this.targetState = Objects.requireNonNull(state, "state");
            return this;
        }

        /**
         * Sets the length that a target written in place had before.
         *
         * @param bytes the length, or a negative value if it was not written in place
         * @return this
         */
        public Builder lengthBefore(long bytes) {
            this.lengthBefore = bytes;
            return this;
        }

        /**
         * Names a file that was left behind.
         *
         * @param leftover the file, never null
         * @return this
         */
        public Builder leftover(Path leftover) {
            leftovers.add(Objects.requireNonNull(leftover, "leftover"));
            return this;
        }

        /**
         * Says that a call still hangs. An engine sets this, with a future of its own, if its transfer cannot be ended; the
         * copy then ends with {@link TargetState#STILL_BEING_WRITTEN}.
         *
         * @param future completes when nothing can be written any more, never null
         * @return this
         */
        public Builder settled(CompletableFuture<TargetState> future) {
            this.settled = Objects.requireNonNull(future, "future");
            return this;
        }

        /**
         * Sets the cause.
         *
         * @param value the cause, or null
         * @return this
         */
        public Builder cause(@Nullable Throwable value) {
            this.cause = value;
            return this;
        }

        /**
         * Makes the exception, of the subclass that fits the code.
         *
         * @return the exception, never null
         */
        public CopyException build() {
            return switch (code) {
                case CANCELLED, INTERRUPTED, COPIER_CLOSED -> new CopyCancelledException(this);
                case NO_ENGINE -> new NoEngineException(this);
                default -> refusal ? new CopyRefusedException(this) : new CopyException(this);
            };
        }
    }
}
