package io.quietcopy.engine.dd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Scripts around GNU dd that do something else now and then. */
final class FakeDd {
    private FakeDd() {}

    /** Refuses direct I/O, as a file system without it does, where a word of the command line matches a shell pattern. */
    static Path refusing(Path script, String pattern) throws IOException {
        return write(script, """
                for word; do
                  case $word in
                    %s) echo "dd: failed to open 'x': Invalid argument" >&2; exit 1 ;;
                  esac
                done
                exec dd "$@"
                """.formatted(pattern));
    }

    /** Runs any commands of a shell. */
    static Path write(Path script, String commands) throws IOException {
        Files.writeString(script, "#!/bin/sh\n" + commands);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }
}
