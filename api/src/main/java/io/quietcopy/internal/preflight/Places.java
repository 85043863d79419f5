package io.quietcopy.internal.preflight;

import io.quietcopy.internal.host.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Optional;

/** Puts into words what stands at a path and what does not. */
final class Places {
    private Places() {}

    /**
     * Says which part of a path is missing.
     *
     * @param path an absolute path that does not exist
     * @return for example {@code the nearest folder above it that exists is /a}; empty if its own folder exists
     */
    static Optional<String> missingPart(Path path) {
        Path parent = path.getParent();
        for (Path above = parent; above != null; above = above.getParent()) {
            Optional<FileFacts> facts = look(above);
            if (facts.isEmpty()) {
                continue;
            }
            if (facts.get().kind() == FileFacts.Kind.FOLDER || Files.isDirectory(above)) {
                return above.equals(parent)
                        ? Optional.empty()
                        : Optional.of("the nearest folder above it that exists is " + above);
            }
            return Optional.of(
                    facts.get().kind() == FileFacts.Kind.SYMBOLIC_LINK
                            ? link(above)
                            : above + " is " + facts.get().kind().text() + ", not a folder");
        }
        return Optional.empty();
    }

    /** Describes a symbolic link: what it points to, and whether that is there. */
    static String link(Path link) {
        String referent;
        try {
            referent = Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            referent = "something that cannot be read";
        }
        return link + " is a symbolic link to " + referent + fault(link);
    }

    /** Says why a symbolic link leads nowhere; empty if it leads somewhere. */
    private static String fault(Path link) {
        try {
            Files.getFileAttributeView(link, BasicFileAttributeView.class).readAttributes();
            return "";
        } catch (NoSuchFileException e) {
            return ", which does not exist";
        } catch (IOException e) {
            return ", which cannot be reached: " + Refusal.reason(e);
        }
    }

    private static Optional<FileFacts> look(Path path) {
        try {
            return FileFacts.find(path);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
