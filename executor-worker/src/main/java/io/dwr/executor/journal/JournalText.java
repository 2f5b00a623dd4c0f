package io.dwr.executor.journal;

import com.google.protobuf.ByteString;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.Cause;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.Usage;
import io.dwr.workflow.PayloadConverters;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The form of a journal file: Java properties; what was used, the cause and what ran are written as in a workflow's payload. */
final class JournalText {
    private static final String CONTAINER = "container";
    private static final String REFUSED = "refused";
    private static final String STOP = "stop";
    private static final String STOP_AT = "stop_at";
    private static final String REASON = "reason";
    private static final String EXIT_CODE = "exit_code";
    private static final String MESSAGE = "message";
    private static final String STARTED = "started_at";
    private static final String FINISHED = "finished_at";
    private static final String USAGE = "usage";
    private static final String CAUSE = "cause";
    private static final String IMAGE = "image";
    private static final DataConverter JSON = PayloadConverters.dataConverter();

    private JournalText() {}

    static String of(JournalEntry entry) {
        Properties properties = new Properties();
        put(properties, CONTAINER, entry.containerId());
        put(properties, REFUSED, entry.refused() ? "true" : null);
        JournalEntry.Stop stop = entry.stop();
        if (stop != null) {
            put(properties, STOP, stop.cause());
            put(properties, STOP_AT, stop.at());
        }
        Outcome outcome = entry.outcome();
        if (outcome != null) {
            put(properties, REASON, outcome.reason().code());
            put(properties, EXIT_CODE, outcome.exitCode());
            put(properties, MESSAGE, outcome.message());
            put(properties, CONTAINER, outcome.containerId());
            put(properties, STARTED, outcome.startedAt());
            put(properties, FINISHED, outcome.finishedAt());
            put(properties, CAUSE, json(outcome.cause()));
            put(properties, USAGE, json(outcome.usage()));
            put(properties, IMAGE, json(outcome.image()));
        }
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text.toString();
    }

    static JournalEntry parse(HeldAttempt attempt, String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        String reason = properties.getProperty(REASON);
        return new JournalEntry(
                attempt,
                properties.getProperty(CONTAINER),
                stop(properties.getProperty(STOP), properties.getProperty(STOP_AT)),
                reason == null ? null : outcome(StatusReason.ofCode(reason), properties),
                Boolean.parseBoolean(properties.getProperty(REFUSED)));
    }

    private static JournalEntry.@Nullable Stop stop(@Nullable String cause, @Nullable String at) {
        return cause == null || at == null ? null : new JournalEntry.Stop(cause, Instant.parse(at));
    }

    private static Outcome outcome(StatusReason reason, Properties properties) {
        String exitCode = properties.getProperty(EXIT_CODE);
        String started = properties.getProperty(STARTED);
        return new Outcome(
                reason,
                exitCode == null ? null : Integer.valueOf(exitCode),
                properties.getProperty(MESSAGE, ""),
                properties.getProperty(CONTAINER),
                started == null ? null : Instant.parse(started),
                Instant.parse(properties.getProperty(FINISHED)),
                read(properties.getProperty(USAGE), Usage.class),
                read(properties.getProperty(CAUSE), Cause.class),
                read(properties.getProperty(IMAGE), ImageUse.class));
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null
                ? null
                : JSON.toPayload(value).orElseThrow().getData().toStringUtf8();
    }

    private static <T> @Nullable T read(@Nullable String json, Class<T> type) {
        if (json == null) {
            return null;
        }
        Payload form = JSON.toPayload("").orElseThrow();
        Payload payload =
                form.toBuilder().setData(ByteString.copyFromUtf8(json)).build();
        return JSON.fromPayload(payload, type, type);
    }

    private static void put(Properties properties, String key, @Nullable Object value) {
        if (value != null) {
            properties.setProperty(key, value.toString());
        }
    }
}
