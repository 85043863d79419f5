package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.Copier;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.Pace;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paces of real engines. */
@EachEngine
class PaceTest {
    /** Nobody would wait for what the pace counts by mistake. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Engine engine;

    PaceTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void setUp() {
        engine.require();
    }

    @Test
    void aQuietCopyIsWhole() throws Exception {
        try (Scratch scratch = Scratch.create();
                Copier copier = Copier.create(CopierConfig.defaults())) {
            Path source = DiskImages.random(scratch.file("source"), 24 * Copies.MIB + 4097, 3);
            Path target = scratch.file("target");
            CopyReport report = copier.copy(CopyRequest.from(source, target)
                    .engines(engine.id())
                    .pace(Pace.quiet())
                    .deadline(LIMIT)
                    .build());
            assertThat(report.engine()).isEqualTo(engine.id());
            ByteCompare.assertSame(source, target);
        }
    }

    @Test
    void holesAreNotCounted() throws Exception {
        try (Scratch scratch = Scratch.create();
                Copier copier = Copier.create(CopierConfig.defaults())) {
            Path source = withAHole(scratch.file("source"), 64L << 30);
            Path target = scratch.file("target");
            CopyReport report = copier.copy(CopyRequest.from(source, target)
                    .engines(engine.id())
                    .pace(Copies.mibPerSecond(16))
                    .deadline(LIMIT)
                    .build());
            assertThat(report.totalBytes()).isEqualTo((64L << 30) + 1);
        }
    }

    private static Path withAHole(Path file, long holeBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}), holeBytes);
        }
        return file;
    }
}
