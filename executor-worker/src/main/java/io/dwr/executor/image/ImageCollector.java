package io.dwr.executor.image;

import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.ImageFacts;
import io.dwr.executor.image.ImageDisk.Room;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes images that were not used for longest when the engine's disk fills up: never one that anybody uses or is about to. */
public final class ImageCollector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ImageCollector.class);
    /** What a pull tells is packed, and lies on the disk packed and unpacked for a while. */
    private static final int UNPACKED = 4;

    private final ContainerEngine engine;
    private final ImageDisk disk;
    private final CollectionRules rules;
    private final ImageUses uses;
    private final InstantSource clock;
    private final ImageLeases leases = new ImageLeases();
    private boolean warned;

    /**
     * Collects for one engine.
     *
     * @param stateDirectory where the uses of images are kept
     */
    public ImageCollector(
            ContainerEngine engine, ImageDisk disk, CollectionRules rules, Path stateDirectory, InstantSource clock) {
        this.engine = engine;
        this.disk = disk;
        this.rules = rules;
        this.clock = clock;
        this.uses = new ImageUses(stateDirectory.resolve("image-uses"), clock);
    }

    ImageLeases leases() {
        return leases;
    }

    ImageUses uses() {
        return uses;
    }

    @Override
    public void close() {
        uses.save();
    }

    /** Looks at the disk, and removes images when it is too full. Called at intervals. */
    public synchronized void collect() {
        try {
            uses.save();
            if (rules.scope() == CollectionRules.Scope.OFF) {
                return;
            }
            Optional<Room> room = disk.room();
            if (room.isEmpty()) {
                warnOnce(
                        "the disk of the engine's data cannot be seen from here: no image is removed when it fills up");
            } else if (room.get().usedPercent() >= rules.high()) {
                int removed = remove(now -> now.usedPercent() <= rules.low());
                String used = disk.room().map(Room::usedPercent).orElse(0) + " %";
                log.info("{} images were removed; the engine's disk is now used to {}", removed, used);
            } else {
                warned = false;
            }
        } catch (EngineException later) {
            log.debug("images are looked at later", later);
        }
    }

    /**
     * A pull found the disk full.
     *
     * @param bytes that it has told of so far
     * @return whether anything was removed
     */
    synchronized boolean makeRoom(long bytes) {
        if (rules.scope() == CollectionRules.Scope.OFF) {
            return false;
        }
        try {
            return remove(now -> bytes > 0 && now.free() >= bytes * UNPACKED) > 0;
        } catch (EngineException notNow) {
            log.debug("no room can be made", notNow);
            return false;
        }
    }

    private int remove(Predicate<Room> enough) {
        int removed = 0;
        for (ImageFacts image : candidates()) {
            if (disk.room().filter(enough).isPresent()) {
                return removed;
            }
            removed += removed(image) ? 1 : 0;
        }
        if (removed == 0) {
            warnOnce("the engine's disk is full, and no image can be removed for it");
        }
        return removed;
    }

    private List<ImageFacts> candidates() {
        Instant listed = clock.instant();
        List<ImageFacts> present = engine.images();
        uses.keepOnly(present.stream().map(ImageFacts::id).collect(Collectors.toSet()), listed);
        return present.stream()
                .filter(this::mayGo)
                .sorted(Comparator.comparing(image -> uses.lastUse(image.id())))
                .toList();
    }

    private boolean mayGo(ImageFacts image) {
        return rules.scope() == CollectionRules.Scope.ALL || uses.isOwn(image.id(), image.tags());
    }

    private boolean removed(ImageFacts image) {
        if (!leases.beginRemoval(image.id())) {
            return false;
        }
        try {
            // After the lease: what was made under an earlier one is seen here.
            if (engine.imagesInUse().contains(image.id())) {
                return false;
            }
            // A name may lead to another image since they were listed.
            Optional<ImageFacts> present = engine.findImage(image.id());
            if (present.isEmpty() || !mayGo(present.get())) {
                return false;
            }
            List<String> names = new ArrayList<>(present.get().tags());
            boolean gone = names.isEmpty()
                    ? engine.removeImage(image.id())
                    : names.stream().allMatch(engine::removeImage);
            engine.findImage(image.id()).ifPresent(left -> engine.removeImage(left.id()));
            log.info("image {} {} was removed: not used since {}", image.id(), names, uses.lastUse(image.id()));
            return gone;
        } catch (EngineRefusalException refused) {
            log.warn("image {} {} cannot be removed: {}", image.id(), image.tags(), refused.getMessage());
            return false;
        } finally {
            leases.endRemoval();
        }
    }

    private void warnOnce(String what) {
        if (!warned) {
            log.warn(what);
            warned = true;
        }
    }
}
