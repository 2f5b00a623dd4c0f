package io.dwr.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that keeps containers alive: whole at every moment, and written in place so that a full disk does not end it. */
class ContactFileTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("contact");
    }

    private static ContactFile at(long written, Map<String, Long> contacts) {
        return new ContactFile("boot", written, 50_000, 4711, "99", "unix:///run/docker.sock", "c", "älpha", contacts);
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        at(1, Map.of("job.1", 5L)).write(file);
        assertThat(ContactFile.read(file)).isEqualTo(at(1, Map.of("job.1", 5L)));

        at(2, Map.of()).write(file);
        at(3, Map.of("job.1", 7L, "job.2", 8L)).write(file);

        assertThat(ContactFile.read(file)).isEqualTo(at(3, Map.of("job.1", 7L, "job.2", 8L)));
    }

    /** Case 113. */
    @Test
    void itIsWrittenInPlaceSoThatAFullDiskCostsItNothing() throws IOException {
        at(1, Map.of()).write(file);
        Object first = key();
        long size = Files.size(file);
        Map<String, Long> contacts = new HashMap<>();
        for (int attempt = 0; attempt < 300; attempt++) {
            contacts.put(UUID.randomUUID() + ".1", (long) attempt);
        }

        for (int second = 2; second < 6; second++) {
            at(second, contacts).write(file);
        }

        assertThat(key()).isEqualTo(first);
        assertThat(Files.size(file)).isEqualTo(size);
        assertThat(ContactFile.read(file)).isEqualTo(at(5, contacts));
    }

    private Object key() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Test
    void itGrowsWithTheContacts() throws IOException {
        at(1, Map.of()).write(file);
        Map<String, Long> contacts = new HashMap<>();
        for (int attempt = 0; attempt < 2000; attempt++) {
            contacts.put(UUID.randomUUID() + ".1", (long) attempt);
        }

        at(2, contacts).write(file);
        assertThat(ContactFile.read(file)).isEqualTo(at(2, contacts));
        at(3, Map.of()).write(file);

        assertThat(ContactFile.read(file)).isEqualTo(at(3, Map.of()));
    }

    @Test
    void aTornWriteLeavesTheOneBefore() throws IOException {
        at(1, Map.of("job.1", 5L)).write(file);
        at(2, Map.of("job.1", 6L)).write(file);
        byte[] bytes = Files.readAllBytes(file);
        int newest = bytes.length / 2;
        assertThat(new String(bytes, newest, 40, StandardCharsets.UTF_8)).contains("boot\t2");

        bytes[newest + 30] ^= 1;
        Files.write(file, bytes);

        assertThat(ContactFile.read(file)).isEqualTo(at(1, Map.of("job.1", 5L)));
        bytes[30] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> ContactFile.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void aReaderAlwaysFindsAWholeOne() throws Exception {
        at(0, Map.of()).write(file);
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (long number = 1; !over.get(); number++) {
                try {
                    at(number, Map.of("job.1", number)).write(file);
                } catch (IOException failed) {
                    throw new java.io.UncheckedIOException(failed);
                }
            }
        });
        long last = 0;
        try {
            for (int look = 0; look < 300; look++) {
                long seen = ContactFile.read(file).writtenMillis();
                assertThat(seen).isGreaterThanOrEqualTo(last);
                last = seen;
            }
        } finally {
            over.set(true);
            writer.join();
        }
    }

    @Test
    void aFileOfAnotherVersionIsReplaced() throws IOException {
        Files.writeString(file, "dwr-contact-0\twhatever\n");
        assertThatThrownBy(() -> ContactFile.read(file)).isInstanceOf(IOException.class);

        at(1, Map.of()).write(file);

        assertThat(ContactFile.read(file)).isEqualTo(at(1, Map.of()));
    }
}
