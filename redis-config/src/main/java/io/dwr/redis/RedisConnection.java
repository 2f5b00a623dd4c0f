package io.dwr.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to Redis for all threads, made again by itself. While there is none, commands are refused at once,
 * and none is sent a second time: a repeated call is the caller's decision.
 */
final class RedisConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisConnection.class);
    static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(20);
    private static final Duration RECONNECT_AT_MOST = Duration.ofMillis(500);
    private static final int TIMEOUTS_UNTIL_ANEW = 3;
    private static final String[] NO_KEYS = {};

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisFailures failures;
    private final ReentrantLock connecting = new ReentrantLock();
    private final AtomicInteger timeouts = new AtomicInteger();
    private volatile StatefulRedisConnection<String, String> connection;

    private RedisConnection(
            ClientResources resources,
            RedisClient client,
            RedisFailures failures,
            StatefulRedisConnection<String, String> connection) {
        this.resources = resources;
        this.client = client;
        this.failures = failures;
        this.connection = connection;
    }

    static RedisConnection open(RedisSettings settings) {
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(() -> Delay.exponential(RECONNECT_AFTER, RECONNECT_AT_MOST, 2, TimeUnit.MILLISECONDS))
                .build();
        RedisClient client = RedisClient.create(resources, address(settings));
        client.setOptions(ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(
                        SocketOptions.builder().connectTimeout(COMMAND_TIMEOUT).build())
                .replayFilter(command -> true)
                .build());
        RedisFailures failures = new RedisFailures(settings);
        try {
            return new RedisConnection(resources, client, failures, client.connect(ExactText.CODEC));
        } catch (RedisException failure) {
            shutDown(client, resources);
            throw failures.unavailable(failure);
        }
    }

    /** One plain command. */
    <T> T ask(Function<RedisCommands<String, String>, T> command) {
        try {
            return raw(command);
        } catch (RedisException failure) {
            throw failures.unavailable(failure);
        }
    }

    /** One plain command, its failure as Lettuce gives it. */
    <T> T raw(Function<RedisCommands<String, String>, T> command) {
        return use(present -> command.apply(present.sync()));
    }

    /** One plain command for each of many, all sent before the first answer. */
    <K, T> List<T> askAll(List<K> many, BiFunction<RedisAsyncCommands<String, String>, K, RedisFuture<T>> command) {
        try {
            return use(present -> {
                List<RedisFuture<T>> answers = many.stream()
                        .map(key -> command.apply(present.async(), key))
                        .toList();
                return answers.stream().map(RedisConnection::await).toList();
            });
        } catch (RedisException failure) {
            throw failures.unavailable(failure);
        }
    }

    /** A command on any connection, its failure as Lettuce gives it. */
    static <T> T send(
            StatefulRedisConnection<String, String> connection,
            Function<StatefulRedisConnection<String, String>, T> command) {
        try {
            return command.apply(connection);
        } catch (CancellationException cancelled) {
            throw new RedisException("the connection was lost while the command was under way", cancelled);
        }
    }

    /** A function that changes something. */
    Reply call(String function, List<String> arguments) {
        return function(commands -> commands.fcall(
                FunctionLibrary.functionName(function),
                ScriptOutputType.MULTI,
                NO_KEYS,
                arguments.toArray(String[]::new)));
    }

    Reply call(String function, String... arguments) {
        return call(function, List.of(arguments));
    }

    /** A function that only reads. */
    Reply read(String function, List<String> arguments) {
        return function(commands -> commands.fcallReadOnly(
                FunctionLibrary.functionName(function),
                ScriptOutputType.MULTI,
                NO_KEYS,
                arguments.toArray(String[]::new)));
    }

    Reply read(String function, String... arguments) {
        return read(function, List.of(arguments));
    }

    /** Loads the function library and takes over what an older one wrote; repeating it changes nothing. */
    void loadFunctions() {
        ask(commands -> commands.functionLoad(FunctionLibrary.source(), true));
        ask(commands -> commands.fcall(FunctionLibrary.functionName("prepare"), ScriptOutputType.INTEGER, NO_KEYS));
    }

    /** A further connection, for commands that block. */
    StatefulRedisConnection<String, String> another() {
        try {
            return client.connect(ExactText.CODEC);
        } catch (RedisException failure) {
            throw failures.unavailable(failure);
        }
    }

    RedisFailures failures() {
        return failures;
    }

    @Override
    public void close() {
        shutDown(client, resources);
    }

    private <T> T use(Function<StatefulRedisConnection<String, String>, T> command) {
        StatefulRedisConnection<String, String> present = connection;
        try {
            T answer = send(present, command);
            timeouts.set(0);
            return answer;
        } catch (RedisCommandTimeoutException timeout) {
            if (timeouts.incrementAndGet() >= TIMEOUTS_UNTIL_ANEW) {
                connectAnew(present);
            }
            throw timeout;
        }
    }

    private static <T> T await(RedisFuture<T> answer) {
        return LettuceFutures.awaitOrCancel(answer, COMMAND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A connection that only times out may be cut without a sign; when the server can be reached, it is replaced. */
    private void connectAnew(StatefulRedisConnection<String, String> silent) {
        if (!connecting.tryLock()) {
            return;
        }
        try {
            if (connection.equals(silent)) {
                connection = client.connect(ExactText.CODEC);
                timeouts.set(0);
                var _ = silent.closeAsync();
            }
        } catch (RedisException notNow) {
            log.debug("Redis cannot be reached anew: {}", notNow.getMessage());
        } finally {
            connecting.unlock();
        }
    }

    private Reply function(Function<RedisCommands<String, String>, List<Object>> command) {
        try {
            return new Reply(raw(command));
        } catch (RedisException failure) {
            if (!RedisFailures.isFunctionMissing(failure)) {
                throw failures.unavailable(failure);
            }
        }
        // Redis came back without what it had. The function has not run.
        loadFunctions();
        return new Reply(ask(command));
    }

    private static RedisURI address(RedisSettings settings) {
        RedisURI.Builder address = RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withDatabase(settings.database())
                .withTimeout(COMMAND_TIMEOUT);
        String password = settings.password();
        if (password != null) {
            address.withPassword(password.toCharArray());
        }
        return address.build();
    }

    private static void shutDown(RedisClient client, ClientResources resources) {
        client.shutdown(0, 2, TimeUnit.SECONDS);
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
