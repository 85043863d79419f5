package io.quietcopy.internal.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class UnitsProperties {
    @Property
    void a_written_size_reads_back_as_itself(@ForAll("sizes") long bytes) {
        assertThat(Units.parseBytes(Units.formatBytes(bytes))).isEqualTo(bytes);
    }

    @Property
    void a_written_size_is_a_rate_when_per_second(@ForAll("sizes") long bytes) {
        assertThat(Units.parseBytesPerSecond(Units.formatBytes(bytes) + "/s")).isEqualTo(bytes);
    }

    @Property
    void a_written_time_reads_back_as_itself(@ForAll("times") Duration time) {
        assertThat(Units.parseDuration(Units.formatDuration(time))).isEqualTo(time);
    }

    @Property
    void an_iso_time_reads_as_java_reads_it(@ForAll("times") Duration time) {
        assertThat(Units.parseDuration(time.toString())).isEqualTo(time);
    }

    @Property
    void a_size_is_its_number_times_its_unit_or_refused(
            @ForAll @LongRange(min = 0) long number, @ForAll("units") String unit) {
        BigInteger exact = BigInteger.valueOf(number).multiply(BigInteger.valueOf(Units.parseBytes("1" + unit)));
        if (exact.bitLength() < 64) {
            assertThat(Units.parseBytes(number + unit)).isEqualTo(exact.longValueExact());
        } else {
            assertThat(catchMessage(() -> Units.parseBytes(number + unit))).contains("is too large");
        }
    }

    @Property
    void any_text_is_read_or_refused_in_one_line(@ForAll("texts") String text) {
        assertReadOrRefused(() -> Units.parseBytes(text));
        assertReadOrRefused(() -> Units.parseBytesPerSecond(text));
        assertReadOrRefused(() -> Units.parseDuration(text));
    }

    @Provide
    Arbitrary<Long> sizes() {
        Arbitrary<Long> powers = Combinators.combine(
                        Arbitraries.integers().between(0, 62),
                        Arbitraries.integers().between(-1, 1))
                .as((power, more) -> Math.max(0, (1L << power) + more));
        return Arbitraries.oneOf(powers, Arbitraries.longs().greaterOrEqual(0));
    }

    @Provide
    Arbitrary<Duration> times() {
        Arbitrary<Long> seconds = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 200_000), Arbitraries.longs().greaterOrEqual(0));
        Arbitrary<Long> nanos = Arbitraries.oneOf(
                Arbitraries.just(0L),
                Arbitraries.longs().between(0, 999).map(millis -> millis * 1_000_000),
                Arbitraries.longs().between(0, 999_999_999));
        return Combinators.combine(seconds, nanos).as(Duration::ofSeconds);
    }

    @Provide
    Arbitrary<String> units() {
        return Arbitraries.of("", "B", "KiB", "MiB", "GiB", "TiB", "kB", "KB", "MB", "GB", "TB");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(80),
                Arbitraries.strings().withChars("0123456789.kKMGTiBsmhdPT/ -+e").ofMaxLength(12));
    }

    private static void assertReadOrRefused(Runnable read) {
        assertThat(catchMessage(read)).doesNotContainPattern("[\\p{Cntrl}]");
    }

    private static String catchMessage(Runnable read) {
        try {
            read.run();
            return "";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
