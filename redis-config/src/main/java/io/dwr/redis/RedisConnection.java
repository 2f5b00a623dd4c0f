package io.dwr.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One connection to Redis for all threads, made again by itself. While there is none, commands are refused at once,
 * and none is sent a second time: a repeated call is the caller's decision.
 */
final class RedisConnection implements AutoCloseable {
    static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(20);
    private static final Duration RECONNECT_AT_MOST = Duration.ofMillis(500);
    private static final String[] NO_KEYS = {};

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisFailures failures;
    private final StatefulRedisConnection<String, String> connection;

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
                .replayFilter(command -> true)
                .build());
        RedisFailures failures = new RedisFailures(settings);
        try {
            return new RedisConnection(resources, client, failures, client.connect());
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
        return send(connection, command);
    }

    /** One plain command on any connection, its failure as Lettuce gives it. */
    static <T> T send(
            StatefulRedisConnection<String, String> connection, Function<RedisCommands<String, String>, T> command) {
        try {
            return command.apply(connection.sync());
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

    /** Loads the function library; repeating it changes nothing. */
    void loadFunctions() {
        ask(commands -> commands.functionLoad(FunctionLibrary.source(), true));
    }

    /** A further connection, for commands that block. */
    StatefulRedisConnection<String, String> another() {
        try {
            return client.connect();
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
