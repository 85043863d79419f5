package io.quietcopy.conformance.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quietcopy.conformance.internal.generate.GeneratedCases;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A case can be written down and read back. */
class CaseTextProperties {
    @Provide
    Arbitrary<CopyCase> cases() {
        return GeneratedCases.all();
    }

    @Property(tries = 1000)
    void whatWasWrittenDownIsReadBack(@ForAll("cases") CopyCase copyCase) {
        CopyCase read = CaseText.parse(copyCase.toString());

        assertThat(read.toString()).isEqualTo(copyCase.toString());
        assertThat(read.ranges()).isEqualTo(copyCase.ranges());
        assertThat(read.source()).isEqualTo(copyCase.source());
        assertThat(read.events()).isEqualTo(copyCase.events());
        assertThat(read.targetBytes()).isEqualTo(copyCase.targetBytes());
        assertThat(read.before()).isEqualTo(copyCase.before());
    }

    @Property
    void numbersOfBytesAreReadBack(@ForAll long bytes) {
        long positive = bytes >>> 1;
        assertThat(ByteText.parse(ByteText.of(positive))).isEqualTo(positive);
    }

    @Example
    void whatIsAsUsualIsLeftOut() {
        assertThat(CopyCase.PLAIN.toString()).isEqualTo("plain");
        assertThat(ByteText.of((5L << 30) + 1)).isEqualTo("5g+1");
        assertThat(CopyCase.builder().to(SideKind.LOOP4096).build().toString()).isEqualTo("to=loop4096");
    }

    @Example
    void whatIsWrongIsTold() {
        for (String wrong : new String[] {
            "sorce=d1",
            "source=x1",
            "ranges=1:2",
            "ranges=0>0:2",
            "at=completed:0:cancel",
            "cache=direct",
            "block=1x",
            "x"
        }) {
            assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> CaseText.parse(wrong));
        }
    }
}
