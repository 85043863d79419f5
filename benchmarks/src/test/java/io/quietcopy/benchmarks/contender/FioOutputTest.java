package io.quietcopy.benchmarks.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;

class FioOutputTest {

    @Test
    void takesTheSlowerSide() {
        String output = line(340, 0) + "\n" + line(0, 1234) + "\n";

        assertThat(FioOutput.seconds(output)).isEqualTo(1.234);
    }

    @Test
    void takesAMillisecondForLess() {
        assertThat(FioOutput.seconds(line(0, 0))).isEqualTo(0.001);
    }

    @Test
    void saysWhatFioPrintedInsteadOfAResult() {
        assertThatThrownBy(() -> FioOutput.seconds("fio: no space")).hasMessageContaining("fio: no space");
        assertThatThrownBy(() -> FioOutput.seconds("3;fio-3.33;read")).hasMessageContaining("3 fields");
    }

    private static String line(int readMillis, int writeMillis) {
        return "3;fio-3.33;job;0;0;1;2;3;" + readMillis + ";" + String.join(";", Collections.nCopies(40, "0")) + ";"
                + writeMillis + ";0";
    }
}
