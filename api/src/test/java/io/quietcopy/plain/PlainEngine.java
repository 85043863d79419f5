package io.quietcopy.plain;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.TargetContent;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Availability;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.ExtentCursor;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.Limits;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.SettingSpec;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A correct engine of the plainest kind, with which the Copier is tested: one thread, buffered channels. A test may step in
 * where real storage would fail or hang, by overriding {@link #atBlock}, {@link #atOpen} and the like.
 */
public class PlainEngine implements CopyEngineProvider {
    private static final int BLOCK = 64 << 10;
    private static final SideMode BUFFERED = SideMode.of(SideMode.Access.BUFFERED, "this engine knows no other way");

    private final String id;
    private final int priority;

    public PlainEngine() {
        this("plain", 10);
    }

    public PlainEngine(String id, int priority) {
        this.id = id;
        this.priority = priority;
    }

    /** Called before each block with its offset in the target. */
    protected void atBlock(long targetOffset, TransferControl control) throws CopyException, IOException {}

    /** Called when a transfer is opened. */
    protected void atOpen(TransferSpec spec) throws CopyException {}

    /** Called on the copy's own thread when a session has been closed; {@code reading} is a verification. */
    protected void atClose(boolean reading) {}

    /** Called when a session is told to stop. */
    protected void atAbort() {}

    @Override
    public String id() {
        return id;
    }

    @Override
    public int spiLevel() {
        return SPI_LEVEL;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public Availability availability(EngineSettings settings) {
        return Availability.available("always");
    }

    @Override
    public List<SettingSpec> settings() {
        return List.of();
    }

    protected Set<Capability> capabilities() {
        return EnumSet.of(Capability.DIGEST);
    }

    @Override
    public CopyEngine create(EngineSettings settings) {
        return new Engine();
    }

    private final class Engine implements CopyEngine {
        @Override
        public Set<Capability> capabilities() {
            return PlainEngine.this.capabilities();
        }

        @Override
        public Limits limits() {
            return Limits.of(Long.MAX_VALUE, 1);
        }

        @Override
        public Fitness examine(TransferSpec spec) {
            return Fitness.fits("takes everything", BUFFERED, BUFFERED);
        }

        @Override
        public TransferSession open(TransferSpec spec) throws CopyException {
            atOpen(spec);
            FileChannel source = channel(spec.source(), StandardOpenOption.READ);
            try {
                Optional<Side> side = spec.target();
                return new Session(
                        spec,
                        source,
                        side.isPresent()
                                ? Optional.of(channel(side.get(), StandardOpenOption.WRITE))
                                : Optional.empty());
            } catch (CopyException e) {
                close(source);
                throw e;
            }
        }

        @Override
        public void close() {}

        private FileChannel channel(Side side, StandardOpenOption how) throws CopyException {
            try {
                FileChannel channel = FileChannel.open(side.path(), Set.of(how, LinkOption.NOFOLLOW_LINKS));
                if (!Identities.of(side.path()).equals(side.identity())) {
                    close(channel);
                    throw CopyException.builder(ErrorCode.TARGET_CHANGED, "another file stands there now")
                            .path(side.path())
                            .build();
                }
                return channel;
            } catch (CopyException e) {
                throw e;
            } catch (IOException e) {
                ErrorCode code =
                        how == StandardOpenOption.READ ? ErrorCode.SOURCE_UNREADABLE : ErrorCode.TARGET_UNWRITABLE;
                throw CopyException.builder(code, "cannot be opened: " + e.getMessage())
                        .path(side.path())
                        .cause(e)
                        .build();
            }
        }

        private static void close(FileChannel channel) throws CopyException {
            try {
                channel.close();
            } catch (IOException e) {
                throw CopyException.builder(ErrorCode.WRITE_FAILED, "close failed: " + e.getMessage())
                        .cause(e)
                        .build();
            }
        }
    }

    /** Where the identity of a file comes from. */
    static final class Identities {
        private Identities() {}

        static FileIdentity of(java.nio.file.Path path) throws IOException {
            var facts = java.nio.file.Files.readAttributes(path, "unix:dev,ino,rdev,mode", LinkOption.NOFOLLOW_LINKS);
            boolean device = ((Integer) facts.get("mode") & 0170000) == 0060000;
            return FileIdentity.of(
                    (Long) facts.get("dev"), (Long) facts.get("ino"), device ? (Long) facts.get("rdev") : 0);
        }
    }

    private final class Session implements TransferSession {
        private final TransferSpec spec;
        private final FileChannel source;
        private final Optional<FileChannel> target;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
        private volatile boolean aborted;

        Session(TransferSpec spec, FileChannel source, Optional<FileChannel> target) {
            this.spec = spec;
            this.source = source;
            this.target = target;
        }

        @Override
        public SideMode source() {
            return BUFFERED;
        }

        @Override
        public SideMode target() {
            return target.isPresent() ? BUFFERED : SideMode.of(SideMode.Access.NONE, "a transfer that only reads");
        }

        @Override
        public TransferResult run(TransferControl control) throws CopyException {
            try (ExtentCursor extents = spec.extents()) {
                while (extents.next()) {
                    extent(extents, control);
                }
            } catch (CopyException e) {
                throw e;
            } catch (IOException e) {
                boolean full = String.valueOf(e.getMessage()).contains("No space left");
                throw CopyException.builder(full ? ErrorCode.NO_SPACE : ErrorCode.WRITE_FAILED, "" + e.getMessage())
                        .cause(e)
                        .build();
            }
            return TransferResult.builder().build();
        }

        private void extent(ExtentCursor extent, TransferControl control) throws CopyException, IOException {
            boolean skip = extent.content() == ExtentCursor.Content.ZERO && spec.before() == TargetContent.ZERO;
            long done = 0;
            while (done < extent.lengthBytes()) {
                long targetOffset = extent.targetOffset() + done;
                long most = Math.min(BLOCK, extent.lengthBytes() - done);
                try (Permit permit = control.acquire(Operation.COPY, 1, most)) {
                    atBlock(targetOffset, control);
                    if (aborted || control.cancelled()) {
                        throw CopyException.builder(ErrorCode.CANCELLED, "stopped")
                                .build();
                    }
                    done += block(extent.sourceOffset() + done, targetOffset, (int) permit.bytes(), skip, permit);
                    control.alive(Activity.WRITING);
                }
            }
        }

        private int block(long from, long to, int bytes, boolean skip, Permit permit)
                throws CopyException, IOException {
            buffer.clear().limit(bytes);
            while (buffer.hasRemaining()) {
                int n = source.read(buffer, from + buffer.position());
                if (n < 0) {
                    throw CopyException.builder(ErrorCode.SOURCE_SHRANK, "the source ended early")
                            .byteOffset(from + buffer.position())
                            .build();
                }
            }
            spec.digest().ifPresent(sink -> sink.update(buffer.flip()));
            if (target.isPresent() && !skip) {
                buffer.rewind().limit(bytes);
                while (buffer.hasRemaining()) {
                    target.get().write(buffer, to + buffer.position());
                }
            }
            permit.completed(to, bytes, skip ? Permit.How.SKIPPED : Permit.How.COPIED);
            return bytes;
        }

        @Override
        public void abort() {
            aborted = true;
            atAbort();
        }

        @Override
        public void close() throws CopyException {
            Engine.close(source);
            if (target.isPresent()) {
                Engine.close(target.get());
            }
            atClose(target.isEmpty());
        }
    }
}
