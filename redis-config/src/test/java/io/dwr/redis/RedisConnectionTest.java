package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.LogFullException;
import io.dwr.test.FreePort;
import io.dwr.test.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Redis that is away, comes back, has forgotten everything, or refuses. */
class RedisConnectionTest {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    @Test
    void unreachableAtTheStart() {
        int port = FreePort.find();

        assertThatThrownBy(() -> RedisStores.connect(new RedisSettings("127.0.0.1", port, null, 0)))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("Redis at 127.0.0.1:" + port + " cannot be reached")
                .hasMessageContaining("start it, or set REDIS_HOST and REDIS_PORT");
    }

    @Test
    void killedAndStartedAgainWithItsData() {
        try (RedisServer server = RedisServer.start();
                RedisStores stores = connect(server)) {
            // By default the append-only file may lack the last second or two.
            server.command("CONFIG", "SET", "appendfsync", "always");
            reserve(stores, 1);
            assertThat(stores.answers()).isTrue();

            server.kill();

            assertThat(stores.answers()).isFalse();
            assertThatThrownBy(() -> reserve(stores, 2))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageContaining("Redis at 127.0.0.1:" + server.port())
                    .hasMessageContaining("start it");
            assertThatThrownBy(() -> stores.ledgerEvents().read("one", 1, Duration.ofMillis(1)))
                    .isInstanceOf(LedgerUnavailableException.class);

            server.startAgain();
            awaitAnswer(stores);

            assertThat(stores.ledger().position(RedisTest.job(1))).hasValue(1);
            assertThat(stores.ledger().position(RedisTest.job(2))).isEmpty();
            reserve(stores, 2);
            assertThat(stores.ledger().position(RedisTest.job(2))).hasValue(2);
            assertThat(stores.ledgerEvents().read("one", 1, Duration.ofMillis(1)))
                    .isEmpty();
        }
    }

    @Test
    void restartedWithoutDataAndFunctions() {
        try (RedisServer server = RedisServer.start(false);
                RedisStores stores = connect(server)) {
            reserve(stores, 1);

            server.restart();
            awaitAnswer(stores);

            assertThat(stores.ledger().position(RedisTest.job(1))).isEmpty();
            reserve(stores, 1);
            assertThat(stores.ledger().position(RedisTest.job(1))).hasValue(1);
            assertThat(stores.ledgerEvents().read("one", 1, Duration.ofMillis(1)))
                    .isEmpty();
        }
    }

    @Test
    void frozenIsNoAnswerInTime() {
        try (RedisServer server = RedisServer.start();
                RedisStores stores = connect(server)) {
            server.pause();
            try {
                assertThatThrownBy(() -> reserve(stores, 1))
                        .isInstanceOf(LedgerUnavailableException.class)
                        .hasMessageContaining("did not answer in time")
                        .hasMessageContaining("may be repeated");
            } finally {
                server.resume();
            }
            awaitAnswer(stores);
            reserve(stores, 1);
            assertThat(stores.ledger().position(RedisTest.job(1))).hasValue(1);
        }
    }

    @Test
    void aConnectionThatWasCutWithoutASignIsReplaced() throws IOException {
        try (RedisServer server = RedisServer.start(false);
                BlackHole relay = BlackHole.before(server);
                RedisStores stores = RedisStores.connect(new RedisSettings("127.0.0.1", relay.port(), null, 0))) {
            stores.ledgerEvents().read("one", 1, Duration.ofMillis(1));
            relay.swallow();
            assertThat(stores.answers()).isFalse();
            assertThatThrownBy(() -> stores.ledgerEvents().read("one", 1, Duration.ofMillis(1)))
                    .isInstanceOf(LedgerUnavailableException.class);

            awaitAnswer(stores);
            assertThat(stores.ledgerEvents().read("one", 1, Duration.ofMillis(1)))
                    .isEmpty();

            reserve(stores, 1);
            assertThat(stores.ledger().position(RedisTest.job(1))).hasValue(1);
        }
    }

    @Test
    void whatWasUnderWayWhenRedisDiedIsNotSentAgain() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisStores stores = connect(server);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.pause();
            Future<?> underWay = threads.submit(() -> reserve(stores, 1));
            Thread.sleep(Duration.ofMillis(200));
            server.kill();

            assertThatThrownBy(underWay::get).hasCauseInstanceOf(LedgerUnavailableException.class);
            server.startAgain();
            awaitAnswer(stores);
            assertThat(stores.ledger().position(RedisTest.job(1))).isEmpty();
        }
    }

    @Test
    void aPasswordIsUsedAndAWrongOneNamesTheSetting() {
        try (RedisServer server = RedisServer.start(false)) {
            server.command("CONFIG", "SET", "requirepass", "secret");

            try (RedisStores stores = RedisStores.connect(settings(server, "secret"))) {
                assertThat(stores.answers()).isTrue();
            }
            assertThatThrownBy(() -> RedisStores.connect(settings(server, "wrong")))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageContaining("set REDIS_PASSWORD")
                    .hasMessageNotContaining("secret");
            assertThatThrownBy(() -> RedisStores.connect(settings(server, null)))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageContaining("set REDIS_PASSWORD");
        }
    }

    @Test
    void outOfMemoryRefusesNewWorkAndStillEndsJobs() {
        try (RedisServer server = RedisServer.start(false);
                RedisStores stores = connect(server)) {
            Machine ada = Machine.machine("ada", 4, 8);
            stores.ledger().report(ada.report(), RedisTest.LOST_AFTER);
            stores.jobStore().create(RedisTest.job(1), RedisTest.spec(RedisTest.size(1, 1)), RedisTest.SUBMITTED, null);
            reserve(stores, 1);
            server.command("CONFIG", "SET", "maxmemory", "1");

            assertThatThrownBy(() -> reserve(stores, 2))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageContaining("out of memory")
                    .hasMessageContaining("maxmemory");
            assertThat(stores.ledger()
                            .heartbeat(ada.executorId(), ada.process(), List.of())
                            .known())
                    .isTrue();
            stores.ledger().finish(1, RedisTest.succeeded(1, 1), RedisTest.RETENTION);

            assertThat(stores.ledger().reservations()).isEmpty();
        }
    }

    /** Case 125. */
    @Test
    void outOfMemoryRefusesLogLinesAndStillTakesTheLast() {
        try (RedisServer server = RedisServer.start(false);
                RedisStores stores = connect(server)) {
            JobId job = RedisTest.job(1);
            stores.jobLogStore().append(job, 1, 0, List.of(line("one")), "a");
            server.command("CONFIG", "SET", "maxmemory", "1");

            assertThatThrownBy(() -> stores.jobLogStore().append(job, 1, 1, List.of(line("two"), line("three")), "b"))
                    .isInstanceOf(LogFullException.class)
                    .hasMessageContaining("raise maxmemory");
            stores.jobLogStore().close(job, 1, 3, line("ends"), "c");
            stores.jobLogStore().close(job, 1, 3, line("ends"), "c");

            assertThat(stores.jobLogStore().tail(job, 10))
                    .satisfiesExactly(
                            stored -> assertThat(stored).endsWith(" one"),
                            stored -> assertThat(stored).endsWith("system [dwr] 2 lines are missing here"),
                            stored -> assertThat(stored).endsWith(" ends"));
        }
    }

    private static LogLine line(String text) {
        return new LogLine(RedisTest.SUBMITTED, LogSource.STDOUT, false, text);
    }

    @Test
    void anotherDatabaseIsAnotherLedger() {
        try (RedisServer server = RedisServer.start(false);
                RedisStores first = connect(server);
                RedisStores second = RedisStores.connect(new RedisSettings(server.host(), server.port(), null, 3))) {
            reserve(first, 1);

            assertThat(second.ledger().position(RedisTest.job(1))).isEmpty();
        }
    }

    @Test
    void loadingTheFunctionsAgainChangesNothing() {
        try (RedisServer server = RedisServer.start(false);
                RedisStores first = connect(server)) {
            reserve(first, 1);
            try (RedisStores second = connect(server)) {
                assertThat(second.ledger().position(RedisTest.job(1))).hasValue(1);
            }
            assertThat(first.ledger().position(RedisTest.job(1))).hasValue(1);
        }
    }

    /** In a ledger that is opened first, if it closed. */
    private static void reserve(RedisStores stores, int n) {
        stores.ledgerRecovery().closed().ifPresent(stores.ledgerRecovery()::reopen);
        stores.ledger().reserve(RedisTest.job(n), 1, RedisTest.rank(n), RedisTest.size(1, 1), Set.of());
    }

    private static RedisStores connect(RedisServer server) {
        return RedisStores.connect(settings(server, null));
    }

    private static RedisSettings settings(RedisServer server, String password) {
        return new RedisSettings(server.host(), server.port(), password, 0);
    }

    private static void awaitAnswer(RedisStores stores) {
        long start = System.nanoTime();
        while (!stores.answers()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new AssertionError("Redis is back and the connection is not");
            }
            pauseShortly();
        }
    }

    private static void pauseShortly() {
        try {
            Thread.sleep(Duration.ofMillis(10));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
