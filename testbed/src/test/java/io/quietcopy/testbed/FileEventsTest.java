package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.testbed.FileEvents.Event;
import io.quietcopy.testbed.FileEvents.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

class FileEventsTest {

    @Test
    void tellsWhatLeavesNoTrace() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            Path file = Files.writeString(scratch.file("with blank"), "old");
            try (FileEvents events = FileEvents.watch(scratch.path())) {
                Files.readString(file);
                assertThat(events.take()).isEmpty();

                FileChannel.open(file, StandardOpenOption.WRITE).close();
                assertThat(events.take()).containsExactly(new Event(file, Kind.CLOSED_AFTER_WRITING));

                Files.delete(Files.createFile(scratch.file("passing")));
                assertThat(events.take())
                        .contains(
                                new Event(scratch.file("passing"), Kind.CREATED),
                                new Event(scratch.file("passing"), Kind.DELETED));
            }
        }
    }

    @Test
    void whatWasClearedTellsNothingUntilItWatchesAgain() throws IOException {
        try (Scratch scratch = Scratch.create();
                FileEvents events = FileEvents.idle()) {
            events.add(scratch.path());
            Files.createFile(scratch.file("first"));
            events.clear();
            Files.createFile(scratch.file("second"));
            assertThat(events.take()).isEmpty();

            events.add(scratch.path());
            Files.createFile(scratch.file("third"));
            assertThat(events.take()).contains(new Event(scratch.file("third"), Kind.CREATED));
        }
    }

    @Test
    void aFileCanBeWatchedByItself() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            Path file = Files.writeString(scratch.file("file"), "old");
            try (FileEvents events = FileEvents.watch(file)) {
                Files.writeString(file, "new");
                Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));
                assertThat(events.take())
                        .contains(
                                new Event(file, Kind.MODIFIED),
                                new Event(file, Kind.CLOSED_AFTER_WRITING),
                                new Event(file, Kind.ATTRIBUTES_CHANGED));
            }
        }
    }
}
