package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.spi.Permit.How;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class BlockSessionProperties {
    @Provide
    Arbitrary<Scenario> scenarios() {
        return Scenario.any();
    }

    @Property(tries = 1500)
    void copiesExactly(@ForAll("scenarios") Scenario scenario, @ForAll boolean digest, @ForAll boolean trouble)
            throws Exception {
        Rig rig = new Rig(scenario, false, digest);
        if (trouble) {
            rig.device.script(FakeDevice.troubled(new Random(scenario.seed())));
        }

        rig.run();

        rig.checkSuccess();
        if (scenario.wish().zeroes() == ZeroPolicy.WRITE) {
            assertThat(rig.control.sums()).doesNotContainKey(How.SKIPPED);
            assertThat(rig.device.calls()).noneMatch(call -> call.op() == FakeDevice.Op.ZERO);
        }
    }

    @Property(tries = 400)
    void readsForTheDigest(@ForAll("scenarios") Scenario scenario, @ForAll boolean trouble) throws Exception {
        Rig rig = new Rig(scenario, true, true);
        if (trouble) {
            rig.device.script(FakeDevice.troubled(new Random(scenario.seed())));
        }
        // Where two ranges of the target have the same source, an offset is completed twice; the sum counts.
        rig.control.onlySums();

        rig.run();

        rig.checkSuccess();
        assertThat(rig.device.calls())
                .allMatch(call -> call.op() == FakeDevice.Op.READ || call.op() == FakeDevice.Op.FINISH);
    }

    @Property(tries = 600)
    void anErrorEndsItStill(
            @ForAll("scenarios") Scenario scenario, @ForAll boolean digest, @ForAll @IntRange(max = 30) int at)
            throws Exception {
        Rig rig = new Rig(scenario, false, digest);
        rig.device.script(call -> {
            if (call.number() >= at) {
                throw IoFailureException.of(Errno.EIO, "Input/output error", null);
            }
            return call.bytes();
        });

        CopyException e = catchThrowableOfType(CopyException.class, rig::run);

        if (rig.device.calls().size() <= at) {
            assertThat(e).isNull();
            rig.checkSuccess();
            return;
        }
        assertThat(e.errno()).hasValue(Errno.EIO);
        assertThat(e.code()).isIn(ErrorCode.READ_FAILED, ErrorCode.WRITE_FAILED, ErrorCode.FLUSH_FAILED);
        assertThat(e.engine()).hasValue("fake");
        assertThat(e.path()).isPresent();
        assertThat(e.settled()).isEmpty();
        // One call for each worker may have begun before the first failure was known.
        assertThat(rig.device.calls().size())
                .isLessThanOrEqualTo(at + 1 + scenario.wish().mostWorkers());
        rig.checkReleased();
    }

    @Property(tries = 600)
    void aStopEndsItStill(
            @ForAll("scenarios") Scenario scenario,
            @ForAll boolean digest,
            @ForAll boolean abort,
            @ForAll boolean atPermit,
            @ForAll @IntRange(max = 20) int at)
            throws Exception {
        Rig rig = new Rig(scenario, false, digest);
        AtomicInteger steps = new AtomicInteger();
        AtomicInteger callsAtStop = new AtomicInteger(Integer.MAX_VALUE / 2);
        Runnable step = () -> {
            if (steps.getAndIncrement() == at) {
                if (abort) {
                    rig.session.abort();
                } else {
                    rig.control.cancel();
                }
                callsAtStop.set(rig.device.calls().size());
            }
        };
        if (atPermit) {
            rig.control.onAcquire(step);
        } else {
            rig.device.script(call -> {
                step.run();
                return call.bytes();
            });
        }

        CopyException e = catchThrowableOfType(CopyException.class, rig::run);

        if (e == null) {
            // It came too late, or not at all.
            rig.checkSuccess();
        } else {
            assertThat(e).isInstanceOf(CopyCancelledException.class);
            rig.checkReleased();
        }
        if (!atPermit) {
            assertThat(rig.device.calls().size())
                    .as("calls, of which each worker may have had one read and one write before it saw the stop")
                    .isLessThanOrEqualTo(callsAtStop.get() + 2 * scenario.wish().mostWorkers());
        }
    }

    @Property(tries = 400)
    void aSourceThatShrinksIsNeverInvented(
            @ForAll("scenarios") Scenario scenario,
            @ForAll @IntRange(max = Scenario.SOURCE_BYTES) int newLength,
            @ForAll @IntRange(max = 4) int at)
            throws Exception {
        Rig rig = new Rig(scenario, false, true);
        rig.device.script(call -> {
            if (call.number() == at) {
                rig.device.resize(newLength);
            }
            return call.bytes();
        });

        CopyException e = catchThrowableOfType(CopyException.class, rig::run);

        if (e == null) {
            rig.checkSuccess();
            return;
        }
        assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_SHRANK);
        assertThat(e.byteOffset()).isPresent();
        assertThat(e.byteOffset().getAsLong()).isBetween(0L, (long) Scenario.SOURCE_BYTES);
        rig.checkReleased();
        // What was completed was right.
        rig.control.covered().forEach((start, end) -> {
            for (int i = start.intValue(); i < end; i++) {
                assertThat(rig.target[i]).isEqualTo(rig.model[i]);
            }
        });
    }
}
