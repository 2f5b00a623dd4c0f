package io.dwr.redis;

import io.dwr.model.executor.ExecutorView;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.RunPolicy;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.job.PostMortemStore;
import io.dwr.redis.ledger.ExecutorLedger;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.LedgerEvents;
import io.dwr.redis.ledger.LedgerRecovery;
import io.dwr.redis.log.JobLogStore;
import io.dwr.test.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Stories on a real Redis, emptied before each of them. */
abstract class RedisTest {
    static final Duration LOST_AFTER = Duration.ofSeconds(60);
    static final Duration RETENTION = Duration.ofDays(7);
    static final Instant SUBMITTED = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PRIORITY = 50;
    private static final Duration NO_WAIT = Duration.ZERO;

    static RedisServer server;
    static RedisStores stores;
    static Ledger ledger;
    static LedgerEvents events;
    static LedgerRecovery recovery;
    static JobStore jobs;
    static JobLogStore logs;
    static PostMortemStore postMortems;

    @BeforeAll
    static void startRedis() {
        server = RedisServer.start();
        stores = RedisStores.connect(new RedisSettings(server.host(), server.port(), null, 0));
        ledger = stores.ledger();
        events = stores.ledgerEvents();
        recovery = stores.ledgerRecovery();
        jobs = stores.jobStore();
        logs = stores.jobLogStore();
        postMortems = stores.postMortems();
    }

    @AfterAll
    static void stopRedis() {
        stores.close();
        server.close();
    }

    @BeforeEach
    void emptyRedis() {
        emptied();
        recovery.closed().ifPresent(recovery::reopen);
    }

    /** As an operator's accident: everything is gone. */
    static void emptied() {
        server.command("FLUSHALL");
    }

    /** The n-th job of a story; later ones were submitted later. */
    static JobId job(int n) {
        return JobId.timeOrdered(SUBMITTED.toEpochMilli() + n, new UUID(n, n));
    }

    static Rank rank(int n) {
        return rank(n, PRIORITY);
    }

    static Rank rank(int n, int priority) {
        return new Rank(priority, SUBMITTED.toEpochMilli() + n);
    }

    static Requirements size(int cores, int gib) {
        return Requirements.of(Machine.resources(cores, gib), GpuRequirements.NONE);
    }

    static Requirements gpus(int count, String type, long memoryMib) {
        return Requirements.of(Machine.resources(1, 1), new GpuRequirements(count, type, memoryMib));
    }

    static JobSpec spec(Requirements requirements) {
        return new JobSpec(
                null,
                Map.of(),
                new ContainerSpec(
                        "box:latest",
                        List.of("echo", "hello"),
                        List.of(),
                        Map.of(),
                        List.of(),
                        null,
                        null,
                        PullPolicy.MISSING,
                        null,
                        true,
                        false),
                requirements,
                new RunPolicy(null, 3600, 10, 0, PRIORITY, "default"));
    }

    static void join(Machine... machines) {
        for (Machine machine : machines) {
            ExecutorLedger.ReportAnswer answer = ledger.report(machine.report(), LOST_AFTER);
            if (answer.refusal() != null) {
                throw new AssertionError(answer.refusal());
            }
        }
    }

    static Placement reserve(int n, int attempt, Requirements requirements, String... avoided) {
        return ledger.reserve(job(n), attempt, rank(n), requirements, Set.of(avoided));
    }

    /** The executor that the job's first attempt was placed on; "waits" or "stale" when it was not. */
    static String place(int n, Requirements requirements) {
        return where(reserve(n, 1, requirements));
    }

    static String where(Placement placement) {
        Reservation reservation = placement.reservation();
        return switch (placement.kind()) {
            case PLACED -> reservation == null ? "nowhere" : reservation.executorId();
            case WAITING -> "waits";
            case STALE -> "stale";
        };
    }

    static void submit(int n, Requirements requirements) {
        jobs.create(job(n), spec(requirements), SUBMITTED.plusMillis(n), null);
    }

    static JobRecord record(int n) {
        return jobs.find(job(n)).orElseThrow();
    }

    static HeldAttempt held(int n, int attempt) {
        return new HeldAttempt(job(n), attempt);
    }

    static AttemptRecord failed(int attempt, String executor) {
        return ended(attempt, executor, StatusReason.EXECUTOR_LOST, null);
    }

    static AttemptRecord ended(int attempt, String executor, StatusReason reason, Integer exitCode) {
        return new AttemptRecord(
                attempt,
                new Reservation(executor, "10.0.0.1", List.of()),
                new Outcome(reason, exitCode, "the cause", "c0ffee", SUBMITTED, SUBMITTED.plusSeconds(5)));
    }

    static void finish(int n, int attempt) {
        ledger.finish(attempt, succeeded(n, attempt), RETENTION);
    }

    static FinalRecord succeeded(int n, int attempt) {
        return new FinalRecord(
                job(n),
                JobStatus.SUCCEEDED,
                StatusReason.COMPLETED,
                "ended with exit code 0",
                0,
                List.of(ended(attempt, "ada", StatusReason.COMPLETED, 0)));
    }

    /** As if the executor had not been heard of for {@code silence}, while the ledger itself was there. */
    static void silent(String id, Duration silence) {
        long heard = System.currentTimeMillis() - silence.toMillis();
        server.command("HSET", "{dwr}:contact", "epoch", "1");
        server.command("HSET", "{dwr}:executor:" + id, "contact", String.valueOf(heard));
        server.command("ZADD", "{dwr}:contacts", String.valueOf(heard), id);
    }

    /** New events as words, and acknowledged: {@code granted 2.1 ada}, {@code gone 2.1}. */
    static List<String> newEvents() {
        List<String> words = new ArrayList<>();
        for (LedgerEvents.Event event : acknowledged()) {
            Reservation reservation = event.reservation();
            words.add(event.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + number(event.jobId()) + "."
                    + event.attempt() + (reservation == null ? "" : " " + reservation.executorId()));
        }
        return words;
    }

    static List<LedgerEvents.Event> acknowledged() {
        List<LedgerEvents.Event> read = events.read("tester", 10_000, NO_WAIT);
        events.acknowledge(read);
        return read;
    }

    static ExecutorView view(String id) {
        return ledger.executors().stream()
                .filter(view -> view.id().value().equals(id))
                .findFirst()
                .orElseThrow();
    }

    static long freeCores(String id) {
        return view(id).free().milliCpus() / 1000;
    }

    static int number(JobId jobId) {
        return (int) (UUID.fromString(jobId.value()).getLeastSignificantBits() & 0x3FFF_FFFF_FFFF_FFFFL);
    }
}
