package io.quietcopy;

import io.quietcopy.plain.PlainEngine;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/** A folder, a source and a copier for each test. */
abstract class CopierTestSupport {
    static final long LENGTH = 1_000_003;

    Scratch scratch;
    Path source;
    Path target;

    @BeforeEach
    void makeSource() throws IOException {
        LoggerFactory.getLogger(CopierTestSupport.class).debug("opens the log, whose descriptor stays");
        scratch = Scratch.create();
        source = DiskImages.random(scratch.file("source.img"), LENGTH, 7);
        target = scratch.file("target.img");
    }

    @AfterEach
    void removeAll() throws IOException {
        scratch.close();
    }

    static Copier copier(PlainEngine... engines) {
        return copier(CopierConfig.defaults(), engines);
    }

    static Copier copier(CopierConfig config, PlainEngine... engines) {
        return Copier.builder().config(config).engineProviders(List.of(engines)).build();
    }

    /** Everything in the folder but the source, by name. */
    List<String> others() throws IOException {
        try (var names = Files.list(scratch.path())) {
            return names.map(name -> name.getFileName().toString())
                    .filter(name -> !name.equals("source.img"))
                    .sorted()
                    .toList();
        }
    }
}
