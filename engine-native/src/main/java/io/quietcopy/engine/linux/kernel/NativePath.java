package io.quietcopy.engine.linux.kernel;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A text in native memory, as the C library takes it. Immutable; used until it is closed. */
final class NativePath implements AutoCloseable {
    private final Memory memory;

    private NativePath(byte[] text) {
        memory = new Memory(text.length + 1L);
        memory.write(0, text, 0, text.length);
        memory.setByte(text.length, (byte) 0);
    }

    /**
     * Returns a path.
     *
     * @throws InvalidPathException if the platform's encoding of file names has no bytes for it, so that another file could be
     *     meant
     */
    static NativePath of(Path path) {
        // The encoding in which Java itself reads and writes file names; file.encoding is that of contents.
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        try {
            ByteBuffer bytes = names.newEncoder().encode(CharBuffer.wrap(path.toString()));
            byte[] text = new byte[bytes.remaining()];
            bytes.get(text);
            return new NativePath(text);
        } catch (CharacterCodingException e) {
            throw new InvalidPathException(path.toString(), "not a name in the encoding " + names);
        }
    }

    /** Returns the name of an extended attribute, which has one byte for each character. */
    static NativePath ofAttribute(String name) {
        return new NativePath(name.getBytes(StandardCharsets.ISO_8859_1));
    }

    long address() {
        return Pointer.nativeValue(memory);
    }

    @Override
    public void close() {
        memory.close();
    }
}
