package io.quietcopy.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DeviceNumberTest {
    @Property
    void survivesPacking(@ForAll @IntRange(max = 0xfffff) int major, @ForAll @IntRange(max = 0xfffff) int minor) {
        DeviceNumber number = new DeviceNumber(major, minor);
        assertThat(DeviceNumber.ofRaw(number.raw())).isEqualTo(number);
        assertThat(DeviceNumber.parse(number.toString())).contains(number);
    }

    @Test
    void readsWhatTheKernelSays() throws IOException {
        assertThat(FileFacts.of(Path.of("/dev/null")).deviceNumber()).hasToString("1:3");
        assertThat(DeviceNumber.ofRaw(1798)).hasToString("7:6");
    }

    @Test
    void refusesOtherText() {
        assertThat(DeviceNumber.parse("")).isEmpty();
        assertThat(DeviceNumber.parse("7")).isEmpty();
        assertThat(DeviceNumber.parse("7:x")).isEmpty();
    }
}
