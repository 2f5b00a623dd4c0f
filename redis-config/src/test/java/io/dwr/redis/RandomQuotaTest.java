package io.dwr.redis;

import static io.dwr.redis.Machine.machine;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Rank;
import io.dwr.model.queue.QueueLimits;
import io.dwr.model.queue.QueueView;
import io.dwr.redis.QuotaModel.Held;
import io.dwr.redis.QuotaModel.Wish;
import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any order of operations under quotas that come and go: each decision and each count is that of a plain model. */
class RandomQuotaTest extends QueueTest {
    private static final int OPERATIONS = 1000;
    private static final int COUNT_EVERY = 10;
    private static final int CORES = 8;
    private static final int GIB = 8;
    private static final List<String> QUEUES = List.of("default", "ml", "web");

    private QuotaModel model;
    private Random random;
    private int last;
    private int claims;
    private final Map<Integer, Wish> open = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyDecisionAndEveryCountIsTheModels(long seed) {
        model = new QuotaModel(CORES, GIB);
        random = new Random(seed);
        for (String id : List.of("ada", "bob", "cid")) {
            join(machine(id, CORES, GIB));
            model.ready.put(id, true);
        }
        for (int step = 0; step < OPERATIONS; step++) {
            String doing = "seed " + seed + " step " + step;
            step(doing);
            assertThat(newEvents()).as(doing).isEqualTo(model.grants());
            if (step % COUNT_EVERY == 0) {
                checkCounts(doing);
            }
        }
        endAll();
        assertThat(server.command(
                        "EXISTS",
                        "{dwr}:queues",
                        "{dwr}:queue_passes",
                        "{dwr}:unfinished",
                        "{dwr}:lines",
                        "{dwr}:quota_claims"))
                .isEqualTo(":0");
        assertThat(server.command(
                        "EXISTS",
                        "{dwr}:queue_lines:ml",
                        "{dwr}:queue_lines:web",
                        "{dwr}:queue_ages:ml",
                        "{dwr}:queue_ages:web"))
                .isEqualTo(":0");
        assertThat(claims).isPositive();
    }

    private void step(String doing) {
        int dice = random.nextInt(20);
        if (dice == 0) {
            setQuota();
        } else if (dice == 1) {
            toggle();
        } else if (dice < 10) {
            submitOne(doing);
        } else if (dice < 12) {
            withdrawOne();
        } else if (dice == 12) {
            sweep(doing);
        } else if (dice < 15) {
            retryOne(doing);
        } else if (!model.held.isEmpty()) {
            Held job = anyOf(List.copyOf(model.held.values()));
            if (dice < 17) {
                ledger.progress(job(job.wish().n()), job.wish().attempt(), Stage.RUNNING, SUBMITTED);
            } else {
                end(job.wish());
            }
        }
    }

    private void setQuota() {
        String queue = anyOf(QUEUES);
        if (random.nextInt(4) == 0) {
            model.setQuota(queue, null);
        } else {
            Long mostCpus = random.nextBoolean() ? null : 1000L * random.nextInt(2 * CORES);
            Long mostMib = random.nextBoolean() ? null : 1024L * random.nextInt(2 * GIB);
            model.setQuota(queue, new QueueLimits(mostCpus, mostMib, null, null));
        }
        queues.setQuotas(model.quotas);
    }

    private void toggle() {
        String id = anyOf(List.copyOf(model.ready.keySet()));
        boolean ready = !model.ready.get(id);
        model.ready.put(id, ready);
        ledger.setState(new ExecutorId(id), ready ? ExecutorState.READY : ExecutorState.CORDONED);
    }

    private void submitOne(String doing) {
        last++;
        Wish wish =
                new Wish(last, 1, 50 + random.nextInt(3), anyOf(QUEUES), random.nextInt(4) + 1, random.nextInt(4) + 1);
        open.put(last, wish);
        submit(last, wish.queue(), size(wish.cores(), wish.gib()));
        reserve(wish, doing);
    }

    private void reserve(Wish wish, String doing) {
        Rank rank = rank(wish.n(), wish.priority());
        String answer =
                where(ledger.reserve(job(wish.n()), wish.attempt(), rank, size(wish.cores(), wish.gib()), Set.of()));
        assertThat(answer).as(doing).isEqualTo(model.reserve(wish).orElse("waits"));
    }

    private void withdrawOne() {
        if (!model.waiting.isEmpty()) {
            end(anyOf(model.waiting));
        }
    }

    private void retryOne(String doing) {
        if (model.held.isEmpty()) {
            return;
        }
        Held job = anyOf(List.copyOf(model.held.values()));
        Wish wish = job.wish();
        ledger.endAttempt(job(wish.n()), ended(wish.attempt(), job.executor(), StatusReason.EXIT_CODE, 1));
        model.held.remove(wish.n());
        assertThat(newEvents()).as(doing).isEqualTo(model.grants());
        reserve(new Wish(wish.n(), wish.attempt() + 1, wish.priority(), wish.queue(), wish.cores(), wish.gib()), doing);
    }

    private void end(Wish wish) {
        finish(wish.n(), wish.attempt());
        model.held.remove(wish.n());
        model.leaveLine(wish);
        open.remove(wish.n());
    }

    /** Everybody has waited for long. Who claims of a quota is the ledger's choice among those whom it holds up. */
    private void sweep(String doing) {
        for (String queue : QUEUES) {
            String ages = "{dwr}:queue_ages:" + queue;
            server.command("ZUNIONSTORE", ages, "1", ages, "WEIGHTS", "0");
        }
        ledger.sweep(LOST_AFTER);
        for (String queue : QUEUES) {
            Wish claim = claimed(queue);
            if (!model.ready.containsValue(true)) {
                model.claims.remove(queue);
            }
            if (model.claims.get(queue) == null && claim != null) {
                assertThat(model.isHeldUp(claim)).as(doing).isTrue();
                model.claims.put(queue, claim);
                claims++;
            }
            assertThat(claim).as(doing).isEqualTo(model.claims.get(queue));
        }
    }

    private @Nullable Wish claimed(String queue) {
        try (RedisConnection connection =
                RedisConnection.open(new RedisSettings(server.host(), server.port(), null, 0))) {
            List<KeyValue<String, String>> claim =
                    connection.ask(commands -> commands.hmget("{dwr}:quota_claims", queue));
            return model.waiting.stream()
                    .filter(wish -> claim.getFirst()
                            .getValueOrElse("")
                            .startsWith(job(wish.n()).value()))
                    .findFirst()
                    .orElse(null);
        }
    }

    private void endAll() {
        queues.setQuotas(Map.of());
        newEvents();
        QUEUES.forEach(queue -> model.setQuota(queue, null));
        model.grants();
        new ArrayList<>(model.waiting).forEach(this::end);
        while (!model.held.isEmpty()) {
            end(List.copyOf(model.held.values()).getFirst().wish());
        }
    }

    private void checkCounts(String doing) {
        for (String queue : QUEUES) {
            QueueView view = queues.find(queue);
            long pending = open.values().stream()
                    .filter(wish -> wish.queue().equals(queue))
                    .filter(wish -> record(wish.n()).status() == JobStatus.PENDING)
                    .count();
            assertThat(view.use()).as(doing + " " + queue).isEqualTo(model.use(queue, pending));
            assertThat(view.limits()).as(doing).isEqualTo(model.quotas.getOrDefault(queue, QueueLimits.NONE));
        }
    }

    private <T> T anyOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
