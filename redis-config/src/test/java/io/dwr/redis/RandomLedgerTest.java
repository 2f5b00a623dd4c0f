package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.executor.Gpu;
import io.dwr.model.job.JobId;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.redis.FirstFitModel.Held;
import io.dwr.redis.FirstFitModel.Wish;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.PlacementOrder;
import io.dwr.redis.ledger.PlacementPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of random operations, each answer and each grant compared with first-fit in plain Java, and what the ledger
 * keeps for its searches compared with the truth. The environment variable {@code DWR_TEST_SEED} sets the seed.
 */
class RandomLedgerTest extends RedisTest {
    private static final int CHECK_ALL_EVERY = 25;
    private static final int FEW = 6;
    /** So many that labels become common, and blocks are full. */
    private static final int MANY = 150;

    private static final List<String> MODELS = List.of("A100", "RTX");
    private static final List<String> REGIONS = List.of("north", "south");
    private static final List<String> DISKS = List.of("fast", "slow");

    private static RosterTruth roster;
    private static RedisConnection direct;

    private FirstFitModel model = new FirstFitModel(PlacementOrder.PACK);
    private Random random = new Random(0);
    private Ledger placing = ledger;
    private int fleet;
    private int jobCount;

    @BeforeAll
    static void connect() {
        roster = new RosterTruth(server);
        direct = RedisConnection.open(new RedisSettings(server.host(), server.port(), null, 0));
    }

    @AfterAll
    static void disconnect() {
        roster.close();
        direct.close();
    }

    static Stream<Arguments> runs() {
        String given = System.getenv("DWR_TEST_SEED");
        long seed = given == null ? System.nanoTime() : Long.parseLong(given);
        return Stream.of(
                Arguments.of(PlacementOrder.PACK, FEW, 1_300, 1),
                Arguments.of(PlacementOrder.PACK, FEW, 1_300, seed),
                Arguments.of(PlacementOrder.SPREAD, FEW, 1_300, seed),
                Arguments.of(PlacementOrder.PACK, MANY, 1_300, seed),
                Arguments.of(PlacementOrder.SPREAD, MANY, 1_300, seed));
    }

    @ParameterizedTest(name = "{0}, {1} executors, seed {3}")
    @MethodSource("runs")
    void everyDecisionIsFirstFitAndEveryGrantIsByRank(PlacementOrder order, int executors, int operations, long seed) {
        model = new FirstFitModel(order);
        random = new Random(seed);
        fleet = executors;
        try (RedisStores other = RedisStores.connect(
                new RedisSettings(server.host(), server.port(), null, 0),
                new PlacementPolicy(order, Duration.ofSeconds(60), 0))) {
            placing = other.ledger();
            for (int operation = 1; operation <= operations; operation++) {
                String doing = "seed " + seed + ", operation " + operation;
                step(doing);
                if (operation % CHECK_ALL_EVERY == 0) {
                    checkAll(doing);
                }
            }
            drain("seed " + seed + ", at the end");
        }
    }

    private void step(String doing) {
        int dice = random.nextInt(100);
        if (model.hosts.isEmpty() || dice < (model.hosts.size() < fleet / 2 ? 30 : 7)) {
            report(doing);
        } else if (dice < 10) {
            toggle(doing);
        } else if (dice < 11) {
            lose(doing);
        } else if (dice < 13) {
            age(doing);
        } else if (dice < 57) {
            submitOne(doing);
        } else if (dice < 80) {
            freeOne(doing);
        } else if (dice < 90) {
            retryOne(doing);
        } else if (dice < 96) {
            withdrawOne(doing);
        } else {
            repeatOne(doing);
        }
    }

    private void report(String doing) {
        String id = "x" + random.nextInt(fleet);
        Machine machine = Machine.machine(id, random.nextInt(8) + 1, random.nextInt(16) + 1)
                .in(REGIONS.get(id.hashCode() & 1), random.nextInt(20) == 0 ? "n2" : "n1")
                .withMostJobs(random.nextInt(6) + 1);
        if (random.nextInt(10) > 0) {
            machine = machine.labelled("disk", DISKS.get(id.hashCode() >> 1 & 1));
        }
        for (int more = random.nextInt(3); more > 0; more--) {
            machine = withGpu(machine, MODELS.get(random.nextInt(2)), random.nextBoolean() ? 80_000 : 40_000);
        }
        join(machine);
        assertThat(grants()).as(doing).isEqualTo(model.report(machine));
    }

    private static Machine withGpu(Machine machine, String type, long memoryMib) {
        String uuid = "GPU-" + machine.id() + "-" + machine.gpus().size();
        return machine.withGpuList(Stream.concat(machine.gpus().stream(), Stream.of(new Gpu(uuid, type, memoryMib)))
                .toList());
    }

    private void toggle(String doing) {
        String id = anyOf(List.copyOf(model.hosts.keySet()));
        boolean ready = !model.hosts.get(id).ready;
        ledger.setState(new ExecutorId(id), ready ? ExecutorState.READY : ExecutorState.CORDONED);
        assertThat(grants()).as(doing).isEqualTo(model.setReady(id, ready));
    }

    private void lose(String doing) {
        String id = anyOf(List.copyOf(model.hosts.keySet()));
        if (model.hosts.get(id).lost) {
            return;
        }
        silent(id, LOST_AFTER.multipliedBy(2));
        placing.sweep(LOST_AFTER);
        assertThat(view(id).state()).as(doing).isIn(ExecutorState.LOST, ExecutorState.GONE);
        assertThat(grants()).as(doing).isEqualTo(model.lose(id));
    }

    private void age(String doing) {
        if (model.waiting.isEmpty()) {
            return;
        }
        Wish wish = anyOf(model.waiting);
        String shape = direct.ask(commands -> commands.hget("{dwr}:place:" + wish.jobId(), "shape"));
        direct.ask(commands -> commands.zadd("{dwr}:ages", 1, shape));
        placing.sweep(LOST_AFTER);
        direct.ask(commands -> commands.zadd("{dwr}:ages", System.currentTimeMillis(), shape));
        model.age(wish);
        assertThat(grants()).as(doing).isEmpty();
    }

    private void submitOne(String doing) {
        jobCount++;
        submit(jobCount, anyRequirements());
        reserve(
                new Wish(
                        job(jobCount),
                        1,
                        // Equal times are frequent, so that equal ranks are.
                        rank(jobCount / 4, 10 * random.nextInt(3)),
                        record(jobCount).spec().requirements(),
                        Optional.empty()),
                doing);
    }

    private void reserve(Wish wish, String doing) {
        Placement placement = placing.reserve(
                wish.jobId(),
                wish.attempt(),
                wish.rank(),
                wish.requirements(),
                wish.avoided().map(Set::of).orElse(Set.of()));
        Optional<Reservation> expected = model.reserve(wish);
        assertThat(Optional.ofNullable(placement.reservation())).as(doing).isEqualTo(expected);
        assertThat(placement.kind())
                .as(doing)
                .isEqualTo(expected.isPresent() ? Placement.Kind.PLACED : Placement.Kind.WAITING);
        assertThat(grants()).as(doing).isEmpty();
    }

    private void freeOne(String doing) {
        if (model.held().isEmpty()) {
            return;
        }
        Held job = anyOf(model.held());
        free(job);
        assertThat(grants()).as(doing).isEqualTo(model.free(job.wish().jobId()));
    }

    private void free(Held job) {
        JobId jobId = job.wish().jobId();
        int attempt = job.wish().attempt();
        switch (random.nextInt(3)) {
            case 0 -> ledger.release(jobId, attempt);
            case 1 -> ledger.supersede(jobId, failed(attempt, job.reservation().executorId()), LOST_AFTER);
            default -> finish(number(jobId), attempt);
        }
    }

    private void retryOne(String doing) {
        if (model.held().isEmpty()) {
            return;
        }
        Held job = anyOf(model.held());
        Wish wish = job.wish();
        String executor = job.reservation().executorId();
        ledger.endAttempt(wish.jobId(), ended(wish.attempt(), executor, StatusReason.EXECUTOR_LOST, null));
        assertThat(grants()).as(doing).isEqualTo(model.free(wish.jobId()));
        reserve(
                new Wish(wish.jobId(), wish.attempt() + 1, wish.rank(), wish.requirements(), Optional.of(executor)),
                doing);
    }

    private void withdrawOne(String doing) {
        if (model.waiting.isEmpty()) {
            return;
        }
        Wish wish = anyOf(model.waiting);
        assertThat(ledger.withdraw(wish.jobId(), wish.attempt()).placed())
                .as(doing)
                .isNull();
        assertThat(grants()).as(doing).isEqualTo(model.withdraw(wish.jobId()));
    }

    private void repeatOne(String doing) {
        if (model.held().isEmpty() || model.waiting.isEmpty()) {
            return;
        }
        Held job = anyOf(model.held());
        assertThat(again(job.wish()).reservation()).as(doing).isEqualTo(job.reservation());
        assertThat(again(anyOf(model.waiting)).kind()).as(doing).isEqualTo(Placement.Kind.WAITING);
        assertThat(grants()).as(doing).isEmpty();
    }

    private Placement again(Wish wish) {
        return placing.reserve(wish.jobId(), wish.attempt(), wish.rank(), wish.requirements(), Set.of());
    }

    private void checkAll(String doing) {
        roster.check(doing);
        Set<String> gpusGiven = new HashSet<>();
        for (ExecutorView view : ledger.executors()) {
            ModelHost host = model.hosts.get(view.id().value());
            assertThat(view.free().milliCpus()).as(doing).isEqualTo(Math.max(host.freeMilliCpus(), 0));
            assertThat(view.free().memoryMib()).as(doing).isEqualTo(Math.max(host.freeMib(), 0));
            assertThat(view.freeGpuUuids())
                    .as(doing)
                    .isEqualTo(host.freeGpus().stream().map(Gpu::uuid).toList());
            assertThat(view.jobs()).as(doing).hasSize(host.jobs.size());
        }
        model.held()
                .forEach(job -> job.reservation()
                        .gpuUuids()
                        .forEach(uuid -> assertThat(gpusGiven.add(uuid))
                                .as(doing + ": " + uuid + " twice")
                                .isTrue()));
        assertThat(ledger.reservations()).as(doing).hasSize(model.held().size());
        for (int i = 0; i < model.waiting.size(); i += 7) {
            assertThat(ledger.position(model.waiting.get(i).jobId())).as(doing).hasValue(i + 1);
        }
    }

    /** Everything ends: nothing may be left. */
    private void drain(String doing) {
        while (!model.held().isEmpty()) {
            freeOne(doing);
        }
        while (!model.waiting.isEmpty()) {
            withdrawOne(doing);
            while (!model.held().isEmpty()) {
                freeOne(doing);
            }
        }
        checkAll(doing);
        assertThat(server.command(
                        "EXISTS",
                        "{dwr}:lines",
                        "{dwr}:shapes",
                        "{dwr}:unfinished",
                        "{dwr}:avoiding",
                        "{dwr}:ages",
                        "{dwr}:claims",
                        "{dwr}:needs_cpu",
                        "{dwr}:needs_memory"))
                .as(doing)
                .isEqualTo(":0");
    }

    private Requirements anyRequirements() {
        return new Requirements(
                Machine.resources(random.nextInt(4) + 1, random.nextInt(4) + 1),
                oneIn(3) ? anyGpus() : GpuRequirements.NONE,
                oneIn(4) ? Set.of("north") : Set.of(),
                oneIn(8) ? Set.of("n1") : Set.of(),
                oneIn(6) ? Map.of("disk", anyOf(DISKS)) : Map.of(),
                oneIn(8) ? Map.of("disk", anyOf(DISKS)) : Map.of(),
                oneIn(8) ? Set.of("x" + random.nextInt(fleet)) : Set.of());
    }

    private GpuRequirements anyGpus() {
        return new GpuRequirements(random.nextInt(2) + 1, oneIn(2) ? "any" : "a100", oneIn(2) ? 0 : 50_000);
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private <T> T anyOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static List<String> grants() {
        return acknowledged().stream()
                .map(event -> event.jobId() + "." + event.attempt() + " " + event.reservation())
                .toList();
    }
}
