package io.dwr.benchmarks.ledger;

import io.dwr.redis.RedisSettings;
import io.dwr.redis.RedisStores;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A Redis server for one measurement, set as a scheduler's is, with its data in a folder that goes with it. */
final class OwnRedis implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final int LOOK_MILLIS = 20;
    private static final String SLOWLOG_LENGTH = "100000";

    private final Path folder;
    private final Process process;
    private final int port;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private OwnRedis(Path folder, Process process, int port) throws InterruptedException {
        this.folder = folder;
        this.process = process;
        this.port = port;
        this.client = RedisClient.create(RedisURI.create(HOST, port));
        this.connection = connectWithin(START_TIMEOUT);
    }

    static OwnRedis start(String binary) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("dwr-bench-redis-");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(List.of(
                        binary,
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        HOST,
                        "--dir",
                        folder.toString(),
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "everysec",
                        "--save",
                        "",
                        "--maxmemory-policy",
                        "noeviction",
                        "--slowlog-log-slower-than",
                        "-1",
                        "--slowlog-max-len",
                        SLOWLOG_LENGTH))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        return new OwnRedis(folder, process, port);
    }

    /** A ledger without anything in it, open. */
    RedisStores emptyLedger() {
        connection.sync().flushall();
        RedisStores stores = RedisStores.connect(new RedisSettings(HOST, port, null, 0));
        stores.ledgerRecovery().closed().ifPresent(stores.ledgerRecovery()::reopen);
        return stores;
    }

    RedisCommands<String, String> commands() {
        return connection.sync();
    }

    long usedMemory() {
        return commands()
                .info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        client.shutdown();
        process.destroy();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    private StatefulRedisConnection<String, String> connectWithin(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (true) {
            try {
                return client.connect();
            } catch (RedisConnectionException notYet) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw notYet;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }
}
