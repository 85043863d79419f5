package io.quietcopy.internal.host;

import java.nio.charset.Charset;

/** How file names become bytes. */
public final class FileNames {
    /** The encoding that Java uses for file names on this machine. */
    public static final Charset CHARSET = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private FileNames() {}
}
