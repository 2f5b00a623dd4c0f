package io.dwr.executor.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When images were last used, and which ones this executor pulled, in a file that outlives the process: a line an image,
 * {@code <id> <milliseconds since 1970> [name that was pulled]…}. A line that is lost costs a wrong order or an image that
 * stays, and nothing else.
 */
final class ImageUses {
    private static final Logger log = LoggerFactory.getLogger(ImageUses.class);

    private final Path file;
    private final InstantSource clock;
    private final Map<String, Use> uses = new HashMap<>();
    private boolean changed;

    ImageUses(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        load();
    }

    /** A container is made from it now. */
    synchronized void used(String id) {
        Use known = uses.getOrDefault(id, Use.NONE);
        uses.put(id, new Use(clock.instant(), known.pulled()));
        changed = true;
    }

    /** This executor has fetched it under these names. */
    synchronized void pulled(String id, Collection<String> tags, Collection<String> digests) {
        Set<String> names = new HashSet<>(uses.getOrDefault(id, Use.NONE).pulled());
        names.addAll(tags);
        names.addAll(digests);
        uses.put(id, new Use(clock.instant(), Set.copyOf(names)));
        changed = true;
        save();
    }

    /** When it was last used; now for one that is seen for the first time. */
    synchronized Instant lastUse(String id) {
        return uses.computeIfAbsent(id, unknown -> {
                    changed = true;
                    return new Use(clock.instant(), Set.of());
                })
                .at();
    }

    /** Whether this executor fetched it, and nobody gave it another name since. */
    synchronized boolean isOwn(String id, Collection<String> tags) {
        Set<String> pulled = uses.getOrDefault(id, Use.NONE).pulled();
        return !pulled.isEmpty() && pulled.containsAll(tags);
    }

    /**
     * Forgets the images that the engine does not have.
     *
     * @param listed when it was asked: what was fetched since is there, too
     */
    synchronized void keepOnly(Set<String> present, Instant listed) {
        changed |= uses.entrySet()
                .removeIf(use ->
                        !present.contains(use.getKey()) && use.getValue().at().isBefore(listed));
    }

    /** Writes what has changed. */
    synchronized void save() {
        if (!changed) {
            return;
        }
        List<String> lines = new ArrayList<>();
        uses.forEach((id, use) -> lines.add((id + " " + use.at().toEpochMilli() + " "
                        + use.pulled().stream().sorted().collect(Collectors.joining(" ")))
                .strip()));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, lines);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            changed = false;
        } catch (IOException later) {
            log.debug("{} is written later", file, later);
        }
    }

    private void load() {
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(this::load);
            }
        } catch (IOException | RuntimeException unreadable) {
            log.warn("{} cannot be read, so the order in which images were used is not known: {}", file, unreadable);
        }
    }

    private void load(String line) {
        List<String> words = List.of(line.split(" "));
        Instant at = Instant.ofEpochMilli(Long.parseLong(words.get(1)));
        uses.put(words.get(0), new Use(at, Set.copyOf(words.subList(2, words.size()))));
    }

    private record Use(Instant at, Set<String> pulled) {
        private static final Use NONE = new Use(Instant.EPOCH, Set.of());
    }
}
