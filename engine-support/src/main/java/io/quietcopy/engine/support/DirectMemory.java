package io.quietcopy.engine.support;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory outside the heap by Java's own means, freed when it is closed and not when the garbage collector thinks of it.
 *
 * <p>Java 17 has no public way to free a direct buffer, so it is done as other libraries do it, by {@code
 * Unsafe.invokeCleaner}; from Java 22 on an {@code Arena} is the way (and from 24 on the other one prints a warning). Where neither
 * is there, the garbage collector frees the buffers. {@code -XX:MaxDirectMemorySize} bounds the buffers on Java 17 to 21.
 *
 * <p>Such memory is private to the process: a {@code fork(2)} in native code of the same process could divert a direct read that
 * is under way (open(2)). Java's own child processes do not, for they share the memory until they have started their program.
 *
 * <p>Not thread-safe.
 */
public final class DirectMemory implements AlignedMemory {
    private static final Logger LOG = LoggerFactory.getLogger(DirectMemory.class);

    /** What one Java offers. */
    private interface Source {
        ByteBuffer allocate(int bytes, int alignmentBytes) throws ReflectiveOperationException;

        void free(ByteBuffer buffer) throws ReflectiveOperationException;

        void freeAll() throws ReflectiveOperationException;
    }

    private final Source source;

    /** Makes memory without buffers. */
    public DirectMemory() {
        source = Runtime.version().feature() >= 22 ? arena() : new Cleaned();
    }

    @Override
    public ByteBuffer allocate(int bytes, int alignmentBytes) {
        if (bytes < 1 || Integer.bitCount(alignmentBytes) != 1) {
            throw new IllegalArgumentException(
                    "a buffer has a size and a power of two as alignment, but got " + bytes + " and " + alignmentBytes);
        }
        try {
            return source.allocate(bytes, alignmentBytes);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof OutOfMemoryError none) {
                throw none;
            }
            throw new IllegalStateException("no memory by Java's own means", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no memory by Java's own means", e);
        }
    }

    @Override
    public void free(ByteBuffer buffer) {
        try {
            source.free(buffer);
        } catch (ReflectiveOperationException e) {
            LOG.debug("the garbage collector will have to free a buffer: {}", e.toString());
        }
    }

    @Override
    public void close() {
        try {
            source.freeAll();
        } catch (ReflectiveOperationException e) {
            LOG.debug("the garbage collector will have to free the buffers: {}", e.toString());
        }
    }

    private static Source arena() {
        try {
            return new Arena();
        } catch (ReflectiveOperationException e) {
            return new Cleaned();
        }
    }

    /** Java 22 and later. */
    private static final class Arena implements Source {
        private final IdentityHashMap<ByteBuffer, Object> arenas = new IdentityHashMap<>();
        private final Method ofShared;
        private final Method allocate;
        private final Method asByteBuffer;
        private final Method close;

        Arena() throws ReflectiveOperationException {
            Class<?> type = Class.forName("java.lang.foreign.Arena");
            ofShared = type.getMethod("ofShared");
            allocate = type.getMethod("allocate", long.class, long.class);
            asByteBuffer = Class.forName("java.lang.foreign.MemorySegment").getMethod("asByteBuffer");
            close = type.getMethod("close");
        }

        @Override
        public ByteBuffer allocate(int bytes, int alignmentBytes) throws ReflectiveOperationException {
            Object arena = ofShared.invoke(null);
            ByteBuffer buffer =
                    (ByteBuffer) asByteBuffer.invoke(allocate.invoke(arena, (long) bytes, (long) alignmentBytes));
            arenas.put(buffer, arena);
            return buffer;
        }

        @Override
        public void free(ByteBuffer buffer) throws ReflectiveOperationException {
            close.invoke(arenas.remove(buffer));
        }

        @Override
        public void freeAll() throws ReflectiveOperationException {
            for (Object arena : arenas.values()) {
                close.invoke(arena);
            }
            arenas.clear();
        }
    }

    /** Java 17 to 21. */
    private static final class Cleaned implements Source {
        /** The whole buffers: what is handed out is a slice, and only its parent can be freed (CASSANDRA-21147). */
        private final IdentityHashMap<ByteBuffer, ByteBuffer> parents = new IdentityHashMap<>();

        @Override
        public ByteBuffer allocate(int bytes, int alignmentBytes) {
            ByteBuffer parent = ByteBuffer.allocateDirect(Math.addExact(bytes, alignmentBytes - 1));
            ByteBuffer buffer = parent.alignedSlice(alignmentBytes).slice(0, bytes);
            parents.put(buffer, parent);
            return buffer;
        }

        @Override
        public void free(ByteBuffer buffer) throws ReflectiveOperationException {
            clean(List.of(parents.remove(buffer)));
        }

        @Override
        public void freeAll() throws ReflectiveOperationException {
            clean(parents.values());
            parents.clear();
        }

        private static void clean(Collection<ByteBuffer> buffers) throws ReflectiveOperationException {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            Method invokeCleaner = type.getMethod("invokeCleaner", ByteBuffer.class);
            Object unsafe = field.get(null);
            for (ByteBuffer buffer : buffers) {
                invokeCleaner.invoke(unsafe, buffer);
            }
        }
    }
}
