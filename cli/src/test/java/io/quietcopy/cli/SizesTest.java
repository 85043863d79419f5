package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "1023, 1023 bytes",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "102400, 100 KiB",
        "1048064, 1 MiB",
        "1047552, 1023 KiB",
        "52428800, 50 MiB",
        "8589934592, 8 GiB",
        "8589935104, 8 GiB",
        "1099511627776, 1 TiB",
        "9223372036854775807, 8 EiB"
    })
    void sizesHaveThreeDigits(long bytes, String text) {
        assertThat(Sizes.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "512|512 bytes",
                "1048576|1 MiB",
                "1572864|1.5 MiB",
                "1048577|1 MiB (1,048,577 bytes)",
                "8589935104|8 GiB (8,589,935,104 bytes)"
            })
    void aRoundedSizeHasItsBytesToo(long bytes, String text) {
        assertThat(Sizes.exact(bytes)).isEqualTo(text);
    }

    @Property
    void aSizeIsShort(@ForAll @LongRange(min = 0) long bytes) {
        assertThat(Sizes.bytes(bytes)).matches("\\d{1,4}(\\.\\d)? (bytes?|[KMGTPE]iB)");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 s",
        "420, 0.42 s",
        "9994, 9.99 s",
        "9996, 10.0 s",
        "59949, 59.9 s",
        "59960, 1 min 0 s",
        "125000, 2 min 5 s",
        "3599400, 59 min 59 s",
        "3600000, 1 h 0 min",
        "90000000, 25 h 0 min"
    })
    void timesAreForPeople(long millis, String text) {
        assertThat(Sizes.time(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "7, 0:07", "125, 2:05", "3723, 1:02:03", "360000, 100:00:00"})
    void theTimeLeftIsThatOfAClock(long seconds, String text) {
        assertThat(Sizes.clock(seconds)).isEqualTo(text);
    }
}
