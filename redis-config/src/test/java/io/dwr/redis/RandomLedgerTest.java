package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.job.JobId;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thousands of random operations, each answer and each grant compared with first-fit in plain Java. */
class RandomLedgerTest extends RedisTest {
    private static final int OPERATIONS = 1_500;
    private static final int CHECK_ALL_EVERY = 25;
    private static final List<String> MODELS = List.of("A100", "RTX");
    private static final List<String> REGIONS = List.of("north", "south");

    private FirstFitModel model = new FirstFitModel();
    private Random random = new Random(0);
    private int jobCount;

    static LongStream seeds() {
        return LongStream.of(1, 2, 3, 4, System.nanoTime());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyDecisionIsFirstFitAndEveryGrantIsByRank(long seed) {
        model = new FirstFitModel();
        random = new Random(seed);
        jobCount = 0;
        for (int operation = 1; operation <= OPERATIONS; operation++) {
            String doing = "seed " + seed + ", operation " + operation;
            step(doing);
            if (operation % CHECK_ALL_EVERY == 0) {
                checkAll(doing);
            }
        }
        drain("seed " + seed + ", at the end");
    }

    private void step(String doing) {
        int dice = random.nextInt(100);
        if (dice < 5 || model.hosts.isEmpty()) {
            report(doing);
        } else if (dice < 8) {
            toggle(doing);
        } else if (dice < 55) {
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
        String id = "x" + random.nextInt(6);
        Machine machine = Machine.machine(id, random.nextInt(8) + 1, random.nextInt(16) + 1)
                .in(REGIONS.get(id.hashCode() & 1), "")
                .withMostJobs(random.nextInt(6) + 1)
                .withGpus(MODELS.get(random.nextInt(2)), random.nextInt(3), 80_000);
        join(machine);
        assertThat(grants()).as(doing).isEqualTo(model.report(machine));
    }

    private void toggle(String doing) {
        String id = anyOf(List.copyOf(model.hosts.keySet()));
        boolean ready = !model.hosts.get(id).ready;
        ledger.setState(new ExecutorId(id), ready ? ExecutorState.READY : ExecutorState.CORDONED);
        assertThat(grants()).as(doing).isEqualTo(model.setReady(id, ready));
    }

    private void submitOne(String doing) {
        jobCount++;
        submit(jobCount, anyRequirements());
        reserve(
                new FirstFitModel.Wish(
                        job(jobCount),
                        1,
                        // Equal times are frequent, so that equal ranks are.
                        rank(jobCount / 4, 10 * random.nextInt(3)),
                        record(jobCount).spec().requirements(),
                        Optional.empty()),
                doing);
    }

    private void reserve(FirstFitModel.Wish wish, String doing) {
        Placement placement = ledger.reserve(
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
        if (model.held.isEmpty()) {
            return;
        }
        FirstFitModel.Held job = anyHeld();
        free(job);
        assertThat(grants()).as(doing).isEqualTo(model.free(job.wish().jobId()));
    }

    private void free(FirstFitModel.Held job) {
        JobId jobId = job.wish().jobId();
        int attempt = job.wish().attempt();
        switch (random.nextInt(3)) {
            case 0 -> ledger.release(jobId, attempt);
            case 1 -> ledger.supersede(jobId, failed(attempt, job.reservation().executorId()), LOST_AFTER);
            default -> finish(number(jobId), attempt);
        }
    }

    private void retryOne(String doing) {
        if (model.held.isEmpty()) {
            return;
        }
        FirstFitModel.Held job = anyHeld();
        FirstFitModel.Wish wish = job.wish();
        String executor = job.reservation().executorId();
        ledger.endAttempt(wish.jobId(), ended(wish.attempt(), executor, StatusReason.EXECUTOR_LOST, null));
        assertThat(grants()).as(doing).isEqualTo(model.free(wish.jobId()));
        reserve(
                new FirstFitModel.Wish(
                        wish.jobId(), wish.attempt() + 1, wish.rank(), wish.requirements(), Optional.of(executor)),
                doing);
    }

    private void withdrawOne(String doing) {
        if (model.waiting.isEmpty()) {
            return;
        }
        FirstFitModel.Wish wish = anyOf(model.waiting);
        assertThat(ledger.withdraw(wish.jobId(), wish.attempt()).placed())
                .as(doing)
                .isNull();
        model.withdraw(wish.jobId());
        assertThat(grants()).as(doing).isEmpty();
    }

    private void repeatOne(String doing) {
        if (model.held.isEmpty() || model.waiting.isEmpty()) {
            return;
        }
        FirstFitModel.Held job = anyHeld();
        assertThat(again(job.wish()).reservation()).as(doing).isEqualTo(job.reservation());
        assertThat(again(anyOf(model.waiting)).kind()).as(doing).isEqualTo(Placement.Kind.WAITING);
        assertThat(grants()).as(doing).isEmpty();
    }

    private Placement again(FirstFitModel.Wish wish) {
        return ledger.reserve(wish.jobId(), wish.attempt(), wish.rank(), wish.requirements(), Set.of());
    }

    private void checkAll(String doing) {
        Set<String> gpusGiven = new HashSet<>();
        for (ExecutorView view : ledger.executors()) {
            String id = view.id().value();
            assertThat(view.free().milliCpus()).as(doing).isEqualTo(Math.max(model.freeMilliCpus(id), 0));
            assertThat(view.free().memoryMib()).as(doing).isEqualTo(Math.max(model.freeMib(id), 0));
            assertThat(view.freeGpuUuids()).as(doing).isEqualTo(model.freeGpus(id));
            assertThat(view.jobs()).as(doing).hasSize(model.on(id).size());
        }
        model.held
                .values()
                .forEach(job -> job.reservation()
                        .gpuUuids()
                        .forEach(uuid -> assertThat(gpusGiven.add(uuid))
                                .as(doing + ": " + uuid + " twice")
                                .isTrue()));
        assertThat(ledger.reservations()).as(doing).hasSize(model.held.size());
        for (int i = 0; i < model.waiting.size(); i += 7) {
            assertThat(ledger.position(model.waiting.get(i).jobId())).as(doing).hasValue(i + 1);
        }
    }

    /** Everything ends: nothing may be left. */
    private void drain(String doing) {
        while (!model.held.isEmpty()) {
            freeOne(doing);
        }
        List.copyOf(model.waiting).forEach(wish -> {
            ledger.withdraw(wish.jobId(), wish.attempt());
            model.withdraw(wish.jobId());
        });
        checkAll(doing);
        assertThat(server.command("EXISTS", "{dwr}:lines", "{dwr}:shapes", "{dwr}:unfinished", "{dwr}:avoiding"))
                .as(doing)
                .isEqualTo(":0");
    }

    private Requirements anyRequirements() {
        boolean gpu = random.nextInt(3) == 0;
        return new Requirements(
                Machine.resources(random.nextInt(4) + 1, random.nextInt(4) + 1),
                gpu
                        ? new GpuRequirements(random.nextInt(2) + 1, random.nextBoolean() ? "any" : "a100", 0)
                        : GpuRequirements.NONE,
                random.nextInt(4) == 0 ? Set.of("north") : Set.of(),
                Set.of(),
                Map.of(),
                Map.of(),
                Set.of());
    }

    private FirstFitModel.Held anyHeld() {
        List<FirstFitModel.Held> jobs = new ArrayList<>(model.held.values());
        jobs.sort((one, other) -> one.wish().jobId().compareTo(other.wish().jobId()));
        return anyOf(jobs);
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
