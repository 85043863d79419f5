package io.quietcopy.conformance.internal.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The attributes of a file at one moment, without its access time.
 *
 * @param values texts by name
 */
record FileFacts(Map<String, String> values) {
    private static final String NAMES = "unix:mode,ino,dev,rdev,nlink,uid,gid,ctime,lastModifiedTime,size";

    static FileFacts of(Path file) throws IOException {
        Map<String, String> values = new TreeMap<>();
        Files.readAttributes(file, NAMES, LinkOption.NOFOLLOW_LINKS)
                .forEach((name, value) -> values.put(name, String.valueOf(value)));
        return new FileFacts(values);
    }

    /** Returns what has changed, for people; empty if nothing. */
    String changesTo(FileFacts later) {
        StringBuilder changes = new StringBuilder();
        values.forEach((name, value) -> {
            String now = later.values.get(name);
            if (!value.equals(now)) {
                changes.append(changes.isEmpty() ? "" : ", ").append(name + " from " + value + " to " + now);
            }
        });
        return changes.toString();
    }
}
