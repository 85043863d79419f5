package io.quietcopy.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.EngineAttempt;
import io.quietcopy.EngineInfo;
import io.quietcopy.EngineInfo.State;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EngineTableTest {
    private static final EngineInfo NATIVE = row("native", "/opt/native.jar", "2.0", State.UNAVAILABLE, "no Linux");
    private static final EngineInfo DD = row("dd", "/opt/dd.jar", "", State.AVAILABLE, "GNU dd 9.1");
    private static final EngineInfo NIO = row("nio", "", "1.0", State.AVAILABLE, "");

    @Test
    void has_a_row_for_each_engine() {
        assertThat(EngineRegistry.table(List.of(NATIVE, DD), List.of())).isEqualTo("""
                        ID      CLASS  JAR              VERSION  STATE        REASON
                        native  x.X    /opt/native.jar  2.0      unavailable  no Linux
                        dd      x.X    /opt/dd.jar      -        available    GNU dd 9.1""");
    }

    @Test
    void says_what_became_of_each_in_a_selection() {
        assertThat(EngineRegistry.table(
                        List.of(NATIVE, DD, NIO),
                        List.of(
                                EngineAttempt.of("dd", false, "direct I/O was refused\n  by the file system\u001b"),
                                EngineAttempt.of("ghost", false, "it is not on the class path"))))
                .isEqualTo("""
                        ID      CLASS  JAR              VERSION  STATE        REASON
                        native  x.X    /opt/native.jar  2.0      unavailable  no Linux
                        dd      x.X    /opt/dd.jar      -        available    direct I/O was refused by the file system\\u001b
                        nio     x.X    -                1.0      available    not tried
                        ghost   -      -                -        absent       it is not on the class path""");
    }

    @Test
    void says_what_may_have_happened_where_there_is_no_engine() {
        assertThat(EngineRegistry.table(List.of(), List.of()))
                .isEqualTo(
                        "No engine is on the class path. Add one, for example quietcopy-engine-dd; if all jars were merged"
                                + " into one, merge their files in META-INF/services, too.");
    }

    private static EngineInfo row(String id, String jar, String version, State state, String reason) {
        return new EngineRow(id, "x.X", jar, version, 0, state, reason, Set.of(), List.of());
    }
}
