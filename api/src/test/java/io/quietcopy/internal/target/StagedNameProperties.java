package io.quietcopy.internal.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StagedNameProperties {
    private static final ProcessIdentity OWNER = new ProcessIdentity("00000001", "00000002", 3, 4, 5);

    @Property
    void whatIsWrittenCanBeRead(@ForAll("names") StagedName name) {
        assertThat(StagedName.parse(name.format())).contains(name);
    }

    @Property
    void aNameFitsIntoAFolderWhateverTheTargetIsCalled(@ForAll("names") StagedName name) {
        // 143 is the shortest limit of a Linux file system (eCryptfs).
        assertThat(name.format())
                .hasSizeLessThanOrEqualTo(143)
                .matches("[.0-9a-z-]+")
                .startsWith(".quietcopy-");
    }

    @Property
    void aChangedNameIsRefusedOrAnotherName(
            @ForAll("names") StagedName name, @ForAll int place, @ForAll char character) {
        StringBuilder changed = new StringBuilder(name.format());
        changed.setCharAt(Math.floorMod(place, changed.length()), character);
        StagedName.parse(changed.toString())
                .ifPresent(read -> assertThat(read.format()).isEqualTo(changed.toString()));
    }

    @Property
    void noOtherTextIsTakenForAName(@ForAll String text) {
        assertThat(StagedName.parse(text)).isEmpty();
        assertThat(StagedName.parse(".quietcopy-" + text + ".part")).isEmpty();
    }

    @Property(tries = 100)
    void theTargetsNameIsNotSeenButFound(@ForAll String target) {
        StagedName name = StagedName.create(StagedName.Kind.PART, target, OWNER, new SecureRandom());
        assertThat(name.targetHash()).isEqualTo(StagedName.hashOf(target));
        assertThat(name.owner()).isEqualTo(OWNER);
    }

    @Example
    void noTwoNamesAreTheSame() {
        SecureRandom chance = new SecureRandom();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            names.add(StagedName.create(StagedName.Kind.PART, "disk.raw", OWNER, chance)
                    .format());
        }
        assertThat(names).hasSize(1000);
    }

    @Provide
    Arbitrary<StagedName> names() {
        Arbitrary<String> hash =
                Arbitraries.strings().withChars("0123456789abcdef").ofLength(8);
        Arbitrary<Long> inode = Arbitraries.longs().between(0, 0xffff_ffffL);
        Arbitrary<Long> pid = Arbitraries.longs().between(1, 1 << 22);
        Arbitrary<Long> ticks = Arbitraries.longs().between(0, 1L << 50);
        Arbitrary<ProcessIdentity> owner =
                Combinators.combine(hash, hash, inode, pid, ticks).as(ProcessIdentity::new);
        return Combinators.combine(
                        Arbitraries.of(StagedName.Kind.class),
                        hash,
                        owner,
                        Arbitraries.strings().withChars("0123456789abcdef").ofLength(32))
                .as(StagedName::new)
                .withoutEdgeCases();
    }
}
