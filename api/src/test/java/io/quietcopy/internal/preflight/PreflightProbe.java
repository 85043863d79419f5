package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.CopyRequest;
import io.quietcopy.GuardPolicy;
import io.quietcopy.TargetMode;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.Host;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks a request in a JVM of its own, with another locale or another user, and prints the outcome on one line: {@code
 * accepted}, or code, problem and remedy parted by {@code |}.
 *
 * <p>Arguments: the mode, source, target. A path that ends in {@code /*} means the only entry of that folder, whose name may
 * have no text.
 */
final class PreflightProbe {
    private PreflightProbe() {}

    public static void main(String[] args) throws IOException {
        CopyRequest request = CopyRequest.from(path(args[1]), path(args[2]))
                .mode(TargetMode.valueOf(args[0]))
                .build();
        try {
            Preflight.check(request, ZeroPolicy.SPARSE, GuardPolicy.REFUSE, Host.local(Optional.empty()));
            System.out.println("accepted");
        } catch (CopyException e) {
            System.out.println(e.code() + "|" + e.problem() + "|" + e.remedy());
        }
    }

    private static Path path(String argument) throws IOException {
        if (!argument.endsWith("/*")) {
            return Path.of(argument);
        }
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream =
                Files.newDirectoryStream(Path.of(argument.substring(0, argument.length() - 2)))) {
            stream.forEach(entries::add);
        }
        if (entries.size() != 1) {
            throw new IOException("not one entry but " + entries);
        }
        return entries.get(0);
    }
}
