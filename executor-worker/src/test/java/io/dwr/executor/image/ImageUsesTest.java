package io.dwr.executor.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageUsesTest {
    private static final Instant LISTED = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private Instant now = LISTED.minusSeconds(60);

    private ImageUses open() {
        return new ImageUses(directory.resolve("uses"), () -> now);
    }

    @Test
    void whatWasFetchedWhileImagesWereListedIsOursStill() {
        ImageUses uses = open();
        uses.pulled("old", List.of("old:1"), List.of());
        now = LISTED.plusSeconds(1);
        uses.pulled("new", List.of("new:1"), List.of());

        uses.keepOnly(Set.of(), LISTED);
        uses.save();

        assertThat(uses.isOwn("old", List.of())).isFalse();
        assertThat(uses.isOwn("new", List.of("new:1"))).isTrue();
        assertThat(open().isOwn("new", List.of("new:1"))).isTrue();
    }
}
