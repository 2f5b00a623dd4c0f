package io.dwr.executor.inventory;

import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.inventory.NvidiaSmi.Survey;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.GpuState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the GPUs of this machine: one that is gone, at fault or used by something that is no job leaves the inventory with
 * a reason, and comes back when it looks well again; the others stay. While {@code nvidia-smi} does not answer, all stay as
 * they were for a while.
 */
public final class GpuWatch implements GpuSource, GpuCheck {
    private static final Logger log = LoggerFactory.getLogger(GpuWatch.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int FOREIGN_LOOKS = 2;

    private final NvidiaSmi smi;
    private final GpuLimits limits;
    private final InstantSource clock;
    private final Map<String, WatchedGpu> known = new LinkedHashMap<>();
    private volatile List<GpuState> states = List.of();
    private volatile Map<String, GpuReading> readings = Map.of();
    private volatile Supplier<Set<String>> held = Set::of;
    private volatile Predicate<String> offered = _ -> true;
    private volatile Consumer<List<GpuChange>> listener = _ -> {};
    private long lastAnswer = System.nanoTime();
    private boolean toldUnusable;

    /**
     * @param searchPath directories of programs, separated as in {@code PATH}
     */
    public GpuWatch(String searchPath, GpuLimits limits, InstantSource clock) {
        this.smi = new NvidiaSmi(searchPath, limits.callDeadline());
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * What is asked and told at each look.
     *
     * @param heldDevices ids that attempts hold just now
     * @param offeredDevices whether a device is this executor's to give away: of others nobody here knows who uses them
     * @param changes of the inventory; told before a check answers
     */
    public void connect(
            Supplier<Set<String>> heldDevices, Predicate<String> offeredDevices, Consumer<List<GpuChange>> changes) {
        held = heldDevices;
        offered = offeredDevices;
        listener = changes;
    }

    /** Whether this engine could hand GPUs to containers. */
    public boolean isUsable(EngineFacts engine) {
        return engine.nvidiaRuntime() || (smi.isInstalled() && smi.hasHook());
    }

    /**
     * Healthy or not, so that shares of them stay the same. An engine takes requests for them when it knows an {@code nvidia} runtime, or when NVIDIA's hook
     * lies on its path, which is taken to be this process's path, too: the engine itself does not tell.
     */
    @Override
    public List<Gpu> find(EngineFacts engine) {
        List<Gpu> all = states.stream().map(GpuState::gpu).toList();
        if (all.isEmpty() || isUsable(engine)) {
            return all;
        }
        if (!toldUnusable) {
            toldUnusable = true;
            log.warn(
                    "{} GPUs are here, but the engine cannot hand them to containers: it knows no nvidia runtime and nvidia-container-runtime-hook"
                            + " is not on the path. Install the NVIDIA container toolkit and restart the engine. No GPU is offered.",
                    all.size());
        }
        return List.of();
    }

    /** Those of these that can be given to jobs. */
    public List<Gpu> healthy(List<Gpu> gpus) {
        Set<String> atFault = states.stream()
                .filter(state -> state.fault() != null)
                .map(state -> state.gpu().uuid())
                .collect(Collectors.toSet());
        return gpus.stream().filter(gpu -> !atFault.contains(gpu.uuid())).toList();
    }

    /** All that are or were here, with their faults. */
    public List<GpuState> states() {
        return states;
    }

    /** How much of each is in use, of those that tell it. */
    public Map<String, GpuReading> readings() {
        return readings;
    }

    /**
     * One look at all devices.
     *
     * @return whether it was answered
     */
    public boolean look() throws InterruptedException {
        if (!smi.isInstalled() && states.isEmpty()) {
            return false;
        }
        List<GpuChange> changes = new ArrayList<>();
        boolean answered = looked(changes);
        tell(changes);
        return answered;
    }

    private void tell(List<GpuChange> changes) {
        for (GpuChange change : changes) {
            if (change.fault() == null) {
                log.info("GPU {} is healthy again and offered", change.gpu().uuid());
            } else {
                log.warn("GPU {} is not offered: {}", change.gpu().uuid(), change.fault());
            }
        }
        if (!changes.isEmpty()) {
            listener.accept(changes);
        }
    }

    private synchronized boolean looked(List<GpuChange> changes) throws InterruptedException {
        Set<String> heldNow = new HashSet<>(held.get());
        Survey survey = smi.look(wholeDevices());
        heldNow.addAll(held.get());
        if (survey != null) {
            lastAnswer = System.nanoTime();
            judge(survey, heldNow, changes);
        } else if (System.nanoTime() - lastAnswer >= limits.trust().toNanos()) {
            String silent = "nvidia-smi has not answered for " + limits.trust().toSeconds() + " s";
            known.values().forEach(gpu -> judge(gpu, silent, false, changes));
        }
        publish();
        return survey != null;
    }

    private List<String> wholeDevices() {
        return known.values().stream()
                .map(gpu -> gpu.parent() == null ? gpu.gpu().uuid() : gpu.parent())
                .distinct()
                .toList();
    }

    private void judge(Survey survey, Set<String> heldNow, List<GpuChange> changes) throws InterruptedException {
        Map<String, SmiDevice> seen = new HashMap<>();
        for (SmiDevice device : survey.devices()) {
            for (Gpu shown : shown(device, survey)) {
                if (limits.isOwn(shown.uuid())) {
                    String parent = device.sliced() ? device.gpu().uuid() : null;
                    known.computeIfAbsent(shown.uuid(), _ -> new WatchedGpu(shown, parent))
                            .seen(device, shown);
                    seen.put(shown.uuid(), device);
                }
            }
            if (device.sliced()) {
                known.remove(device.gpu().uuid());
            }
        }
        for (WatchedGpu gpu : known.values()) {
            SmiDevice device = seen.get(gpu.gpu().uuid());
            if (device == null) {
                gpu.unseen();
                judge(gpu, "nvidia-smi lists it no more" + saying(survey.words()), false, changes);
            } else if (device.fault() != null) {
                judge(gpu, device.fault(), false, changes);
            } else {
                String foreign = foreign(gpu, heldNow.contains(gpu.gpu().uuid()));
                judge(gpu, foreign, foreign != null, changes);
            }
        }
    }

    private static String saying(String words) {
        return words.isEmpty() ? "" : " and says \"" + words + "\"";
    }

    /** A GPU in MIG mode by its slices; those that were there before when they cannot be listed. */
    private List<Gpu> shown(SmiDevice device, Survey survey) {
        String uuid = device.gpu().uuid();
        if (!device.sliced()) {
            return List.of(device.gpu());
        }
        List<Gpu> slices = survey.slices().get(uuid);
        return slices != null
                ? slices
                : known.values().stream()
                        .filter(gpu -> uuid.equals(gpu.parent()))
                        .map(WatchedGpu::gpu)
                        .toList();
    }

    /** Memory that is in use while no job holds the device, at two looks: it may take a moment to be free after one. */
    private @Nullable String foreign(WatchedGpu gpu, boolean isHeld) throws InterruptedException {
        if (isHeld) {
            gpu.countForeign(false);
            return gpu.hasForeignMemory() ? gpu.fault() : null;
        }
        boolean inUse = offered.test(gpu.gpu().uuid()) && limits.isForeign(gpu.usedMib());
        int looks = gpu.countForeign(inUse);
        return inUse && (looks >= FOREIGN_LOOKS || gpu.hasForeignMemory()) ? foreignSentence(gpu) : null;
    }

    private String foreignSentence(WatchedGpu gpu) throws InterruptedException {
        return gpu.usedMib() + " MiB of its memory are in use by something that is no job here"
                + smi.users(gpu.gpu().uuid());
    }

    private void judge(WatchedGpu gpu, @Nullable String problem, boolean foreign, List<GpuChange> changes) {
        if (gpu.judged(problem, foreign, clock.instant())) {
            changes.add(new GpuChange(gpu.gpu(), gpu.fault()));
        }
    }

    private void publish() {
        states = known.values().stream().map(gpu -> gpu.state(null)).toList();
        Map<String, GpuReading> all = new HashMap<>();
        known.forEach((uuid, gpu) -> {
            GpuReading reading = gpu.reading();
            if (reading != null) {
                all.put(uuid, reading);
            }
        });
        readings = Map.copyOf(all);
    }

    /**
     * Memory that the job before has just left is waited for. Without an answer the faults of the last look count, and
     * not its memory, which may be that of the job before.
     */
    @Override
    public Optional<String> problem(List<String> uuids) throws InterruptedException {
        long end = System.nanoTime() + limits.release().toNanos();
        while (true) {
            boolean answered = look();
            String fault = fault(uuids);
            if (fault != null) {
                return Optional.of(fault);
            }
            if (uuids.stream().noneMatch(this::hasForeignMemory)) {
                return Optional.empty();
            }
            if (System.nanoTime() - end > 0) {
                return answered ? setAside(uuids) : Optional.empty();
            }
            Thread.sleep(PAUSE);
        }
    }

    private @Nullable String fault(List<String> uuids) {
        for (GpuState state : states) {
            if (state.fault() != null && uuids.contains(state.gpu().uuid())) {
                return "GPU " + state.gpu().uuid() + ": " + state.fault();
            }
        }
        return null;
    }

    private synchronized boolean hasForeignMemory(String uuid) {
        WatchedGpu gpu = known.get(uuid);
        return gpu != null && limits.isForeign(gpu.usedMib());
    }

    private Optional<String> setAside(List<String> uuids) throws InterruptedException {
        tell(aside(uuids));
        return Optional.ofNullable(fault(uuids));
    }

    private synchronized List<GpuChange> aside(List<String> uuids) throws InterruptedException {
        List<GpuChange> changes = new ArrayList<>();
        for (String uuid : uuids) {
            WatchedGpu gpu = known.get(uuid);
            if (gpu != null && limits.isForeign(gpu.usedMib())) {
                judge(gpu, foreignSentence(gpu), true, changes);
            }
        }
        publish();
        return changes;
    }
}
