package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Engines that leave something behind. What they leave in this process goes when the suite has seen it. */
final class ResourceMutants {
    private static final int SHARED_BYTES = 2 << 20;

    private ResourceMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("leaks-a-descriptor-on-failure", "closes the source only after a run that succeeded")
                        .breaks("E-RES-2")
                        .shows("left behind: open descriptor of")
                        .onlyIn("stops@files")
                        .by(LeaksADescriptorOnFailure::new),
                Mutant.of("leaks-a-thread", "starts a thread in each session that waits for ever")
                        .breaks("E-STOP-8")
                        .shows("threads of the session are alive after close()")
                        .onlyIn("read-only@files")
                        .by(LeaksAThread::new),
                Mutant.of("orphans-a-child", "forgets its child process when it is aborted")
                        .breaks("E-STOP-7")
                        .implies("E-RES-2")
                        .shows("left behind: child process")
                        .onlyIn("stops@files")
                        .by(OrphansAChild::new),
                Mutant.of("leaves-its-scratch-file", "does not remove the file on which it tried direct I/O")
                        .breaks("E-OPEN-5")
                        .shows("scratch files are still there after open()")
                        .by(LeavesItsScratchFile::new),
                Mutant.of("sessions-share-a-buffer", "lets the sessions of an engine use the same buffers")
                        .breaks("E-CONC-1")
                        .shows("first wrong byte: target as seen through the page cache at")
                        .racy()
                        .in("sessions-at-once@files")
                        .by(SessionsShareABuffer::new),
                Mutant.of("remembers-all-blocks", "keeps every block in memory until the copy ends")
                        .breaks("E-RES-1")
                        .shows("more bytes in use than before")
                        .in("memory@files")
                        .by(RemembersAllBlocks::new),
                Mutant.of("touches-the-source", "sets the modification time of the source")
                        .breaks("E-BYTES-3")
                        .shows("this was done to the source: ATTRIBUTES_CHANGED")
                        .by(TouchesTheSource::new));
    }

    private static final class LeaksADescriptorOnFailure extends Parts {
        private final Queue<SourceSide> leaked = new ConcurrentLinkedQueue<>();

        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                @Override
                void release() throws CopyException {
                    // A device would stay attached, and so be in the way of others.
                    if ((stop.failed() || stop.aborted()) && spec.source().kind() == FileKind.FILE) {
                        leaked.add(source);
                        closeTarget();
                    } else {
                        super.release();
                    }
                }
            };
        }

        @Override
        void tidyUp() {
            for (SourceSide source = leaked.poll(); source != null; source = leaked.poll()) {
                try {
                    source.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static final class LeaksAThread extends Parts {
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                @Override
                public TransferResult run(TransferControl control) throws CopyException {
                    spec.threadFactory().newThread(LeaksAThread.this::watch).start();
                    return super.run(control);
                }
            };
        }

        private void watch() {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        void tidyUp() {
            end.countDown();
        }
    }

    private static final class OrphansAChild extends Parts {
        private final Queue<Process> children = new ConcurrentLinkedQueue<>();

        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                @Override
                public TransferResult run(TransferControl control) throws CopyException {
                    Process child = helper();
                    TransferResult result = super.run(control);
                    child.destroy();
                    child.onExit().join();
                    return result;
                }
            };
        }

        private Process helper() {
            try {
                Process child = new ProcessBuilder("sleep", "60").start();
                children.add(child);
                return child;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void tidyUp() {
            for (Process child = children.poll(); child != null; child = children.poll()) {
                child.destroyForcibly().onExit().join();
            }
        }
    }

    private static final class LeavesItsScratchFile extends Parts {
        @Override
        Opening opening(TransferSpec spec) {
            return new Opening(spec, failures()) {
                @Override
                void removeScratchFile(Path file) {}
            };
        }
    }

    private static final class SessionsShareABuffer extends Parts {
        private final Map<Integer, SharedMemory> shared = new ConcurrentHashMap<>();

        @Override
        Crew crew(Stop stop, TransferControl control) {
            return new Crew(stop, control) {
                private final AtomicInteger member = new AtomicInteger();

                @Override
                Memory newMemory(int bytes) {
                    boolean usual = bytes <= SHARED_BYTES;
                    return usual ? sharedBy(member.getAndIncrement()).take() : super.newMemory(bytes);
                }
            };
        }

        private SharedMemory sharedBy(int member) {
            return shared.computeIfAbsent(member, number -> new SharedMemory(SHARED_BYTES).take());
        }

        @Override
        void tidyUp() {
            shared.values().forEach(SharedMemory::close);
        }
    }

    private static final class RemembersAllBlocks extends Parts {
        @Override
        @SuppressWarnings("ModifiedButNotUsed") // that is the bug
        Mover mover(SourceSide source, Optional<TargetSide> target, Layout layout, Stop stop, DigestTurns digest) {
            Queue<ByteBuffer> remembered = new ConcurrentLinkedQueue<>();
            return new Mover(source, target, layout, stop, digest) {
                @Override
                void write(Layout.Stretch piece, Memory memory) throws CopyException {
                    int length = (int) piece.length();
                    remembered.add(ByteBuffer.allocateDirect(length).put(memory.view(0, length)));
                    super.write(piece, memory);
                }
            };
        }
    }

    private static final class TouchesTheSource extends Parts {
        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                @Override
                void release() throws CopyException {
                    try {
                        Files.setLastModifiedTime(
                                spec.source().path(),
                                Files.getLastModifiedTime(spec.source().path()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    super.release();
                }
            };
        }
    }
}
