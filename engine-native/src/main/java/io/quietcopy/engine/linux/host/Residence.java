package io.quietcopy.engine.linux.host;

import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.FileStatus;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.PageCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Counts what is in the page cache of a file or device. Thread-safe. */
final class Residence {
    private static final int OTHERS_WRITE = 0002;

    /** Looking at each page of more than that takes seconds. */
    private static final long MOST_MAPPED_BYTES = 64L << 30;

    private final Linux linux;
    private final PageCache cache;

    Residence(Linux linux) {
        this.linux = linux;
        cache = new PageCache(linux);
    }

    OptionalLong bytes(Path path) throws IOException {
        FileStatus named = FileStatus.of(linux, path);
        if (!named.isRegularFile() && !named.isBlockDevice()) {
            return OptionalLong.empty();
        }
        try (Descriptor file = Descriptor.open(linux, path, Linux.O_RDONLY | linux.noFollow())) {
            boolean hidden = MountType.of(linux, file).hidesPages();
            long counted = hidden ? -1 : cache.count(file.number(), 0, 0);
            return counted >= 0 ? OptionalLong.of(counted * cache.pageBytes()) : byMapping(file);
        }
    }

    private OptionalLong byMapping(Descriptor file) throws IOException {
        long length = linux.lseek(file.number(), 0, Linux.SEEK_END);
        if (length < 0) {
            throw Errno.of(length).exception(file.path());
        }
        if (length > MOST_MAPPED_BYTES || !isTold(FileStatus.of(linux, file))) {
            return OptionalLong.empty();
        }
        if (length == 0) {
            return OptionalLong.of(0);
        }
        long[] pages = new long[1];
        long result = cache.each(file.number(), 0, length, (from, present) -> {
            for (byte page : present) {
                pages[0] += page & 1;
            }
        });
        return result < 0 ? OptionalLong.empty() : OptionalLong.of(pages[0] * cache.pageBytes());
    }

    /** The kernel tells strangers that everything is cached. */
    private boolean isTold(FileStatus status) {
        int user = linux.effectiveUser();
        return user == 0 || user == status.user() || (status.permissions() & OTHERS_WRITE) != 0;
    }
}
