package io.quietcopy.internal.host;

import io.quietcopy.spi.Availability;
import io.quietcopy.spi.HostServices;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Host services that answer what a test sets. */
public class FakeServices implements HostServices {
    /** What {@link #allocatedBytes} answers; negative for not known. */
    public long allocated = -1;

    /** Whether every question is beyond them. */
    public boolean unsupported;

    /** Who uses the image. */
    public Optional<String> user = Optional.empty();

    /** The bytes of data at the beginning of every file; negative if not known. */
    public long data = -1;

    private void ask() {
        if (unsupported) {
            throw new UnsupportedOperationException("not on this file system");
        }
    }

    @Override
    public Availability availability() {
        return Availability.available("in a test");
    }

    @Override
    public Closeable claim(Path device) throws IOException {
        throw new IOException("a check before the first write claims nothing");
    }

    @Override
    public void renameNoReplace(Path from, Path to) throws IOException {
        throw new IOException("a check before the first write renames nothing");
    }

    @Override
    public ExtentMap extents(Path file) {
        ask();
        if (data < 0) {
            throw new UnsupportedOperationException("no map");
        }
        return new ExtentMap() {
            @Override
            public long nextData(long offset) {
                return offset < data ? offset : -1;
            }

            @Override
            public long nextHole(long offset) {
                return Math.max(offset, data);
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    @Override
    public OptionalLong allocatedBytes(Path file) {
        ask();
        return allocated < 0 ? OptionalLong.empty() : OptionalLong.of(allocated);
    }

    @Override
    public OptionalLong residentBytes(Path file) {
        return OptionalLong.empty();
    }

    @Override
    public int logicalBlockBytes(Path device) {
        ask();
        return 512;
    }

    @Override
    public Optional<String> inUse(Path image) {
        ask();
        return user;
    }

    @Override
    public void copyAttributes(Path from, Path to) throws IOException {
        throw new IOException("a check before the first write copies nothing");
    }
}
