package org.example.plain;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A side that was opened without following links, and compared with what it must be (rule E-OPEN-2).
 *
 * <p>Java does not tell the number of a descriptor. It is found by a mark: ours is the one whose position follows when the
 * channel's is moved. /proc then tells what that descriptor has open, whatever stands at the path by now.
 */
record OpenFile(FileChannel channel) {
    static OpenFile open(Side side, OpenOption access, ErrorCode changed) throws CopyException {
        try {
            // Before the opening, too: opening a FIFO that somebody has put there would wait for ever.
            check(side, side.path(), LinkOption.NOFOLLOW_LINKS);
            OpenFile file = new OpenFile(FileChannel.open(side.path(), Set.of(access, LinkOption.NOFOLLOW_LINKS)));
            try {
                check(side, file.name(side));
                return file;
            } catch (IOException | RuntimeException e) {
                file.closeAfter(e);
                throw e;
            }
        } catch (IOException e) {
            boolean another = e instanceof ChangedException
                    || e instanceof NoSuchFileException
                    || Failures.reason(e).contains("symbolic links");
            throw CopyException.builder(another ? changed : Failures.ofOpening(changed, e), "cannot open " + side.path())
                    .engine(PlainEngineProvider.ID)
                    .path(side.path())
                    .errno(Failures.errno(e))
                    .cause(e)
                    .build();
        }
    }

    /** Something else stands at the path. */
    private static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static void check(Side side, Path path, LinkOption... options) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, "unix:dev,ino,rdev", options);
        FileIdentity identity =
                FileIdentity.of((long) found.get("dev"), (long) found.get("ino"), (long) found.get("rdev"));
        if (!identity.sameBytesAs(side.identity())) {
            throw new ChangedException();
        }
    }

    /** Returns the path by which /proc shows what is open. */
    private Path name(Side side) throws IOException {
        List<Path> candidates = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fdinfo"))) {
            all.forEach(candidates::add);
        }
        for (int mark = 0; mark < 8; mark++) {
            // A file takes any position, a device none behind its end.
            long most = side.kind() == FileKind.FILE ? Integer.MAX_VALUE : side.lengthBytes();
            long position = ThreadLocalRandom.current().nextLong(most);
            channel.position(position);
            candidates.removeIf(candidate -> !isAt(candidate, position));
            if (candidates.size() == 1 && mark > 0) {
                return Path.of("/proc/self/fd").resolve(candidates.get(0).getFileName());
            }
        }
        throw new IOException("/proc does not show which descriptor is " + side.path());
    }

    private static boolean isAt(Path candidate, long position) {
        try {
            return Files.readString(candidate).startsWith("pos:\t" + position + "\n");
        } catch (IOException e) {
            return false; // somebody else's, and closed by now
        }
    }

    void closeAfter(Exception failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
