package io.quietcopy.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.testbed.Requirement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory for blocks. */
class MappedMemoryTest {
    private static final int MIB = 1 << 20;
    private static final int LARGE_PAGE_BYTES = 2 * MIB;
    private static final int PAGE_BYTES = 4096;

    /** As a session asks for them: a block, and room for what a covering read takes. */
    private static final int BUFFER_BYTES = MIB + 3 * PAGE_BYTES;

    private Linux linux;

    @BeforeEach
    void setUp() throws Exception {
        linux = Linux.load();
    }

    private static long start(ByteBuffer buffer) {
        return Linux.address(buffer);
    }

    @Test
    void buffersShareLargePages() {
        try (MappedMemory memory = new MappedMemory(linux)) {
            List<ByteBuffer> buffers = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                buffers.add(memory.allocate(BUFFER_BYTES, PAGE_BYTES));
            }
            long pages = buffers.stream()
                    .flatMap(buffer -> List.of(start(buffer), start(buffer) + BUFFER_BYTES - 1).stream())
                    .map(address -> address / LARGE_PAGE_BYTES)
                    .distinct()
                    .count();
            assertThat(pages).isEqualTo(4);
            assertThat(start(buffers.get(0)) % LARGE_PAGE_BYTES).isZero();
        }
    }

    @Test
    void noTwoBuffersOverlapAndAllAreAligned() {
        Random random = new Random(1);
        try (MappedMemory memory = new MappedMemory(linux)) {
            List<ByteBuffer> held = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                if (held.size() > 8) {
                    memory.free(held.remove(random.nextInt(held.size())));
                }
                int alignment = PAGE_BYTES << random.nextInt(5);
                int bytes = alignment * (1 + random.nextInt(40));
                ByteBuffer buffer = memory.allocate(bytes, alignment);
                assertThat(start(buffer) % alignment).isZero();
                assertThat(buffer.capacity()).isEqualTo(bytes);
                assertThat(held)
                        .noneMatch(other -> start(other) < start(buffer) + bytes
                                && start(buffer) < start(other) + other.capacity());
                held.add(buffer);
            }
        }
    }

    @Test
    void aBufferMayBeLargerThanWhatIsMappedAtATime() {
        try (MappedMemory memory = new MappedMemory(linux)) {
            ByteBuffer small = memory.allocate(PAGE_BYTES, PAGE_BYTES);
            ByteBuffer large = memory.allocate(40 * MIB, PAGE_BYTES);
            large.put(large.capacity() - 1, (byte) 1);
            assertThat(large.capacity()).isEqualTo(40 * MIB);
            assertThat(start(small) < start(large) || start(small) >= start(large) + large.capacity())
                    .isTrue();
        }
    }

    @Test
    void aLimitOfTheAddressSpaceLeavesRoomForWhatIsNeeded() throws Exception {
        Requirement.require(Requirement.PRLIMIT);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LimitedMemory.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed).endsWith(Integer.toString(MIB));
    }

    @Test
    void aSizeOrAnAlignmentThatIsNoneIsRefused() {
        try (MappedMemory memory = new MappedMemory(linux)) {
            assertThatThrownBy(() -> memory.allocate(3 * PAGE_BYTES, 3 * PAGE_BYTES))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> memory.allocate(0, PAGE_BYTES)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
