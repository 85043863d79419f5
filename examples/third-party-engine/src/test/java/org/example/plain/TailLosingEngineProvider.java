package org.example.plain;

import io.quietcopy.engine.support.BlockIo;
import io.quietcopy.engine.support.IoFailureException;
import io.quietcopy.spi.Availability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import io.quietcopy.spi.TransferSpec;
import java.nio.ByteBuffer;
import java.util.List;

/** The engine with one mistake: it writes no more than whole sectors to the end of a new file, and says that all is written. */
public final class TailLosingEngineProvider implements CopyEngineProvider {
    static final String ID = "plain-losing-tails";

    private static final int SECTOR_BYTES = 512;

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int spiLevel() {
        return SPI_LEVEL;
    }

    @Override
    public int priority() {
        return -100;
    }

    @Override
    public Availability availability(EngineSettings settings) {
        return new PlainEngineProvider().availability(settings);
    }

    @Override
    public List<SettingSpec> settings() {
        return List.of();
    }

    @Override
    public CopyEngine create(EngineSettings settings) {
        return new PlainEngine() {
            @Override
            BlockIo io(TransferSpec spec, OpenFile source, OpenFile target) {
                return new TailLosingIo(spec, source, target);
            }
        };
    }

    private static final class TailLosingIo extends PlainIo {
        private final long endBytes;

        TailLosingIo(TransferSpec spec, OpenFile source, OpenFile target) {
            super(spec, source, target);
            // In place it does no harm.
            endBytes = spec.staged() ? spec.target().orElseThrow().lengthBytes() : Long.MAX_VALUE;
        }

        @Override
        public int write(long offset, ByteBuffer from) throws IoFailureException {
            if (offset + from.remaining() < endBytes) {
                return super.write(offset, from);
            }
            long wholeSectors = endBytes / SECTOR_BYTES * SECTOR_BYTES;
            int kept = (int) Math.max(0, wholeSectors - offset);
            super.write(offset, from.duplicate().limit(from.position() + kept));
            return from.remaining();
        }
    }
}
