package io.dwr.executor.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.guard.ContactFile;
import io.dwr.executor.guard.KernelClock;
import io.dwr.executor.inventory.EqualShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiblingsTest {
    private static final Duration LOST_AFTER = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private void sign(String number, String boot, Duration age) throws IOException {
        Path directory = Files.createDirectories(folder.resolve(number));
        long written = KernelClock.uptimeMillis() - age.toMillis();
        new ContactFile(boot, written, 50_000, 1, "1", "unix:///e", "c", "e" + number, Map.of())
                .write(directory.resolve("contact"));
    }

    private EqualShare share(String number) throws IOException {
        return new Siblings(Files.createDirectories(folder.resolve(number)), LOST_AFTER).share();
    }

    @Test
    void whoeverHasNoSiblingsHasAll() throws IOException {
        Files.createDirectories(folder.resolve("7"));
        Files.writeString(folder.resolve("notes"), "no directory");

        assertThat(share("1")).isEqualTo(EqualShare.WHOLE);
    }

    @Test
    void siblingsAreCountedInTheOrderOfTheirNumbers() throws IOException {
        for (String number : new String[] {"1", "2", "10"}) {
            sign(number, KernelClock.bootId(), Duration.ofSeconds(50));
        }

        assertThat(share("1")).isEqualTo(new EqualShare(0, 3));
        assertThat(share("2")).isEqualTo(new EqualShare(1, 3));
        assertThat(share("10")).isEqualTo(new EqualShare(2, 3));
    }

    @Test
    void theLostAndThoseOfAnEarlierBootDoNotCount() throws IOException {
        sign("1", KernelClock.bootId(), Duration.ofSeconds(61));
        sign("2", "another-boot", Duration.ZERO);
        sign("3", KernelClock.bootId(), Duration.ZERO);
        Files.createDirectories(folder.resolve("4"));
        Files.writeString(folder.resolve("4/contact"), "damaged");

        assertThat(share("5")).isEqualTo(new EqualShare(1, 2));
    }
}
