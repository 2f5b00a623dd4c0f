package io.dwr.redis;

import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.JobLogStore;
import io.dwr.redis.log.LogFullException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Logs over two lists of lines and a hash that says where the writer stands. */
final class RedisJobLogStore implements JobLogStore {
    private static final String FOLLOWS = "1";

    private final RedisConnection redis;

    RedisJobLogStore(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public void append(JobId jobId, int attempt, long sequence, List<LogLine> lines, String position) {
        try {
            redis.call("append_log", arguments(jobId, attempt, sequence, lines, position));
        } catch (LedgerUnavailableException failure) {
            if (RedisFailures.isOutOfMemory(failure.getCause())) {
                throw new LogFullException(failure);
            }
            throw failure;
        }
    }

    @Override
    public void close(JobId jobId, int attempt, long sequence, LogLine line, String position) {
        redis.call("close_log", arguments(jobId, attempt, sequence, List.of(line), position));
    }

    private static List<String> arguments(
            JobId jobId, int attempt, long sequence, List<LogLine> lines, String position) {
        List<String> arguments = new ArrayList<>(lines.size() + 4);
        arguments.add(jobId.value());
        arguments.add(String.valueOf(attempt));
        arguments.add(String.valueOf(sequence));
        arguments.add(position);
        lines.forEach(line -> arguments.add(line.stored()));
        return arguments;
    }

    @Override
    public Position position(JobId jobId, int attempt) {
        Map<String, String> fields = redis.ask(commands -> commands.hgetall(RedisKeys.log(jobId)));
        if (!fields.getOrDefault("attempt", "").equals(String.valueOf(attempt))) {
            return new Position(0, "");
        }
        return new Position(
                Long.parseLong(fields.getOrDefault("next_sequence", "0")), fields.getOrDefault("position", ""));
    }

    @Override
    public List<String> tail(JobId jobId, int lines) {
        if (lines <= 0) {
            return List.of();
        }
        return redis.read("tail_log", jobId.value(), String.valueOf(lines)).texts();
    }

    @Override
    public long length(JobId jobId) {
        return redis.read("log_length", jobId.value()).number(0);
    }

    @Override
    public Page read(JobId jobId, long offset, int limit) {
        return page(jobId.value(), String.valueOf(offset), String.valueOf(limit));
    }

    @Override
    public Page readOn(JobId jobId, long offset, int limit) {
        return page(jobId.value(), String.valueOf(offset), String.valueOf(limit), FOLLOWS);
    }

    private Page page(String... arguments) {
        Reply answer = redis.read("read_log", arguments);
        List<String> lines = answer.list(2).texts();
        long first = answer.number(0);
        return new Page(lines, first, first + lines.size(), answer.number(1));
    }
}
