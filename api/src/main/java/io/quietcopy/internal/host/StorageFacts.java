package io.quietcopy.internal.host;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** How much the storage holds and could hold. Everything may be unknown; nothing here fails. */
public final class StorageFacts {
    private static final Duration TOOL_LIMIT = Duration.ofSeconds(10);

    private StorageFacts() {}

    /**
     * Returns how many bytes the storage holds of a file: by the host services, else by the {@code stat} of coreutils, since
     * Java does not tell the number of blocks.
     *
     * @return bytes; empty if not known, as for a device without host services
     */
    public static OptionalLong allocatedBytes(FileFacts facts, Host host) {
        if (host.services().isPresent()) {
            try {
                OptionalLong bytes = host.services().get().allocatedBytes(facts.path());
                if (bytes.isPresent()) {
                    return bytes;
                }
            } catch (IOException | UnsupportedOperationException e) {
                return facts.isBlockDevice() ? OptionalLong.empty() : byTool(facts.path());
            }
        }
        return facts.isBlockDevice() ? OptionalLong.empty() : byTool(facts.path());
    }

    private static OptionalLong byTool(Path file) {
        try {
            Tools.Result result = Tools.run(TOOL_LIMIT, List.of("stat", "-c", "%b %B", "--", file.toString()));
            String[] numbers = result.output().strip().split(" ", 2);
            if (result.exitStatus() != 0 || numbers.length != 2) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Returns how many bytes this user may still write to the file system of a folder.
     *
     * @return bytes; empty if the file system does not tell
     */
    public static OptionalLong freeBytes(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            // Some network and FUSE file systems tell no size at all: zero of zero is no full disk.
            return store.getTotalSpace() <= 0 ? OptionalLong.empty() : OptionalLong.of(store.getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
