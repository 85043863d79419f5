package io.quietcopy.engine.dd;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.engine.dd.DdOutcome.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DdOutcomeTest {
    @ParameterizedTest
    @CsvSource({
        "dd: error writing 'x': No space left on device, WRITING, 28",
        "/usr/bin/dd: error reading '/a b': Input/output error, READING, 5",
        "dd: error reading '/a': I/O error, READING, 5",
        "dd: failed to open '/a: b': Permission denied, OPENING, 13",
        "dd: fdatasync failed for 'x': Input/output error, FLUSHING, 5",
        "dd: closing output file 'x': Disk quota exceeded, WRITING, 122",
        "dd: cannot fstat 'x': Stale file handle, OTHER, 116",
        "dd: error writing 'x': Something new, WRITING, 0",
        "Segmentation fault, OTHER, 0",
    })
    void readsWhatFailed(String line, Action action, int errno) {
        DdOutcome outcome =
                DdOutcome.of(1, line + "\n3+0 records in\n2+1 records out\n2100 bytes (2.1 kB) copied, 1 s\n");
        assertThat(outcome.action()).isEqualTo(action);
        assertThat(outcome.errno()).isEqualTo(errno);
        assertThat(outcome.bytes()).isEqualTo(2100);
        assertThat(outcome.signal()).isZero();
    }

    @Test
    void readsTheNumberOfBytesInAllItsForms() {
        assertThat(DdOutcome.of(0, "1+0 records in\n1+0 records out\n1 byte copied, 0.1 s, 9 B/s")
                        .bytes())
                .isEqualTo(1);
        assertThat(DdOutcome.of(0, "0 bytes copied, 4.2e-05 s, 0.0 kB/s").bytes())
                .isZero();
        assertThat(DdOutcome.of(0, "4294967296 bytes (4.3 GB, 4.0 GiB) copied, 2 s, 2 GB/s")
                        .bytes())
                .isEqualTo(1L << 32);
        assertThat(DdOutcome.of(0, "").bytes()).isEqualTo(-1);
    }

    @Test
    void aNameThatLooksLikeAnErrorDoesNotMakeOne() {
        DdOutcome outcome = DdOutcome.of(0, "dd: error writing 'x': No space left on device");
        assertThat(outcome.action()).isEqualTo(Action.NONE);
        assertThat(outcome.errno()).isZero();
    }

    @Test
    void tellsASignalFromAStatus() {
        assertThat(DdOutcome.of(153, "").signal()).isEqualTo(DdOutcome.SIGXFSZ);
        assertThat(DdOutcome.of(127, "").signal()).isZero();
    }
}
