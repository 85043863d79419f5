package io.quietcopy.internal.target;

import io.quietcopy.spi.Availability;
import io.quietcopy.spi.HostServices;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Host services that are there, but can do nothing; tests add what they need. */
class NoServices implements HostServices {
    @Override
    public Availability availability() {
        return Availability.available("for tests");
    }

    @Override
    public Closeable claim(Path device) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void renameNoReplace(Path from, Path to) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public ExtentMap extents(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public OptionalLong allocatedBytes(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public OptionalLong residentBytes(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public int logicalBlockBytes(Path device) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> inUse(Path image) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void copyAttributes(Path from, Path to) throws IOException {
        throw new UnsupportedOperationException();
    }
}
