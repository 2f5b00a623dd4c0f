package io.dwr.scheduler;

import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Engine;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.ExecutorReport.Health;
import io.dwr.model.executor.ExecutorReport.ProcessIds;
import io.dwr.model.executor.ExecutorReport.Site;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.executor.HostState;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobSpec;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Resources;
import io.dwr.model.request.JobRequestParser;
import io.dwr.model.request.ParsedRequest;
import io.dwr.model.request.RequestLimits;
import io.dwr.redis.RedisSettings;
import io.dwr.redis.RedisStores;
import io.dwr.scheduler.reconciliation.RepairCounts;
import io.dwr.scheduler.settings.SchedulerSettings;
import io.dwr.test.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** A real ledger with named executors and jobs, without a scheduler beside the test. */
public final class LedgerStory implements AutoCloseable {
    public static final String ONE_CORE = "{\"docker_image\":\"box\",\"cpu_cores\":1}";

    private static final long GIB = 1L << 30;

    private final RedisServer redis = RedisServer.start(false);
    public final RedisStores stores = RedisStores.connect(new RedisSettings(redis.host(), redis.port(), null, 0));
    public final RepairCounts repairs = new RepairCounts();
    public final FakeJobWorkflows workflows = new FakeJobWorkflows();
    public final SchedulerSettings settings = Stack.settings(redis, "127.0.0.1:1");

    public LedgerStory() {
        stores.ledgerRecovery().closed().ifPresent(stores.ledgerRecovery()::reopen);
    }

    /** As an operator's accident: all of Redis is gone. */
    public void emptyRedis() {
        redis.command("FLUSHALL");
    }

    /** As a Redis that was restarted, and says nothing of whether it lost its newest second. */
    public void rollBackRedis() {
        redis.command("HSET", "{dwr}:ledger", "server", "another");
    }

    /** Registers, or reports again, an executor of some cores. */
    public void executor(String name, int cores, HeldAttempt... held) {
        Resources resources = new Resources(cores * 1000L, 64 * GIB);
        stores.ledger()
                .report(
                        new ExecutorReport(
                                new ExecutorId(name),
                                new Site("10.0.0.1", name, "eu", "eu-1", Map.of()),
                                new Capacity(resources, List.of(), 100),
                                new Engine("engine-" + name, "20.10", resources),
                                new ProcessIds("process-" + name, null),
                                new Health(HostState.of(0, 0), null),
                                Stream.of(held).map(HeldResources::unknown).toList()),
                        settings.lostAfter());
    }

    public JobId job() {
        JobId id = JobId.timeOrdered(System.currentTimeMillis(), UUID.randomUUID());
        stores.jobStore().create(id, spec(ONE_CORE), Instant.now(), null);
        return id;
    }

    public Placement reserve(JobId id) {
        JobRecord job = record(id);
        Rank rank = new Rank(50, job.createdAt().toEpochMilli());
        return stores.ledger().reserve(id, 1, rank, job.spec().requirements(), Set.of());
    }

    public JobRecord record(JobId id) {
        return stores.jobStore().find(id).orElseThrow();
    }

    /** Takes the record away, as if it had expired. */
    public void forget(JobId id) {
        redis.command("DEL", "{dwr}:job:" + id);
    }

    public static JobSpec spec(String request) {
        ParsedRequest parsed =
                new JobRequestParser(RequestLimits.DEFAULT).parse(request.getBytes(StandardCharsets.UTF_8));
        return ((ParsedRequest.Valid) parsed).spec();
    }

    @Override
    public void close() {
        stores.close();
        redis.close();
    }
}
