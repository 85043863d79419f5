package io.quietcopy.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.internal.host.FakeServices;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.ExtentCursor;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.HostServices;
import io.quietcopy.spi.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ExtentsTest {
    private static final long LENGTH = 1000;

    /** Data from 100 to 300 and from 500 to 900, and how often somebody asked. */
    private static final class MappedServices extends FakeServices {
        int asked;

        @Override
        public ExtentMap extents(Path file) {
            return new ExtentMap() {
                @Override
                public long nextData(long offset) {
                    asked++;
                    return offset < 300 ? Math.max(offset, 100) : offset < 900 ? Math.max(offset, 500) : -1;
                }

                @Override
                public long nextHole(long offset) {
                    asked++;
                    return offset >= 100 && offset < 300 ? 300 : offset >= 500 && offset < 900 ? 900 : offset;
                }

                @Override
                public void close() {
                    // nothing is held
                }
            };
        }
    }

    private record Source(Path path, FileIdentity identity, FileKind kind, long lengthBytes, int logicalBlockBytes)
            implements Side {}

    private static final Side SOURCE =
            new Source(Path.of("/source"), FileIdentity.of(1, 2, 0), FileKind.FILE, LENGTH, 512);

    private static List<String> extents(Optional<CopyRanges> ranges, Optional<HostServices> services)
            throws IOException {
        List<String> found = new ArrayList<>();
        Extents extents = Extents.of(ranges, SOURCE, OptionalLong.empty(), Host.local(services));
        try (ExtentCursor cursor = extents.open()) {
            while (cursor.next()) {
                found.add(cursor.sourceOffset() + ">" + cursor.targetOffset() + " " + cursor.lengthBytes() + " "
                        + cursor.content());
            }
        }
        return found;
    }

    @Test
    void withoutAMapNothingIsKnown() throws IOException {
        assertThat(extents(Optional.empty(), Optional.empty())).containsExactly("0>0 1000 UNKNOWN");
        FakeServices mapless = new FakeServices();
        assertThat(extents(Optional.empty(), Optional.of(mapless))).containsExactly("0>0 1000 UNKNOWN");
    }

    @Test
    void whatHasToDoInsteadOfAMapIsTold() {
        assertThat(note(OptionalLong.empty(), Optional.empty()))
                .contains("holes of the source are not known without host services: zeroes are found by reading");
        assertThat(note(OptionalLong.of(LENGTH / 2), Optional.of(new FakeServices())))
                .contains("holes of the source are not known: zeroes are found by reading");
        assertThat(note(OptionalLong.of(LENGTH), Optional.empty())).isEmpty();
        assertThat(note(OptionalLong.empty(), Optional.of(new MappedServices())))
                .isEmpty();
    }

    private static Optional<String> note(OptionalLong allocated, Optional<HostServices> services) {
        return Extents.of(Optional.empty(), SOURCE, allocated, Host.local(services))
                .note();
    }

    @Test
    void aMapTellsDataFromHoles() throws IOException {
        assertThat(extents(Optional.empty(), Optional.of(new MappedServices())))
                .containsExactly(
                        "0>0 100 ZERO", "100>100 200 DATA", "300>300 200 ZERO", "500>500 400 DATA", "900>900 100 ZERO");
    }

    @Test
    void rangesAreCutByTheMapOfTheSource() throws IOException {
        CopyRanges ranges = CopyRanges.of(List.of(CopyRange.of(250, 0, 100), CopyRange.of(50, 5000, 60)));
        assertThat(extents(Optional.of(ranges), Optional.of(new MappedServices())))
                .containsExactly("250>0 50 DATA", "300>50 50 ZERO", "50>5000 50 ZERO", "100>5050 10 DATA");
    }

    @Test
    void manyRangesInOneExtentNeedOneLook() throws IOException {
        List<CopyRange> many = new ArrayList<>();
        for (int i = 500; i < 900; i++) {
            many.add(CopyRange.of(i, i * 2L, 1));
        }
        MappedServices services = new MappedServices();
        assertThat(extents(Optional.of(CopyRanges.of(many)), Optional.of(services)))
                .hasSize(400)
                .allMatch(extent -> extent.endsWith(" 1 DATA"));
        // One to find out whether there is a map, then the data and its end.
        assertThat(services.asked).isEqualTo(3);
    }
}
