package io.quietcopy.benchmarks.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an {@link Embedder} is asked to copy. Immutable.
 *
 * @param engine the engine's id, or {@link #FILES_COPY}
 * @param pace the pace, as the configuration writes it
 * @param inPlace whether the targets exist and are written into
 * @param pairs what to copy, all at once
 */
public record CopyQuestion(String engine, String pace, boolean inPlace, List<Pair> pairs) {
    /** Instead of an engine: Java's own {@code Files.copy}, and an fsync. */
    public static final String FILES_COPY = "java.nio.file.Files.copy";

    /** Takes an immutable copy. */
    public CopyQuestion {
        pairs = List.copyOf(pairs);
    }

    /**
     * One copy.
     *
     * @param source the path of the source
     * @param target the path of the target
     */
    public record Pair(String source, String target) {}

    /** Answers a question. */
    interface Handler {
        void handle(CopyQuestion question) throws IOException;
    }

    /**
     * Writes it, and sends it off.
     *
     * @throws IOException if nobody listens any more
     */
    public void write(DataOutputStream out) throws IOException {
        out.writeUTF(engine);
        out.writeUTF(pace);
        out.writeBoolean(inPlace);
        out.writeInt(pairs.size());
        for (Pair pair : pairs) {
            out.writeUTF(pair.source);
            out.writeUTF(pair.target);
        }
        out.flush();
    }

    /** Handles questions until there are no more. */
    static void readAll(DataInputStream in, Handler handler) throws IOException {
        while (true) {
            String engine;
            try {
                engine = in.readUTF();
            } catch (EOFException e) {
                return;
            }
            String pace = in.readUTF();
            boolean inPlace = in.readBoolean();
            int count = in.readInt();
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                pairs.add(new Pair(in.readUTF(), in.readUTF()));
            }
            handler.handle(new CopyQuestion(engine, pace, inPlace, pairs));
        }
    }
}
