package io.dwr.executor.engine.docker;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.core.DockerClientConfig;
import io.dwr.executor.engine.ContainerEvent;
import io.dwr.executor.engine.EngineWitness;
import io.dwr.executor.engine.NoSuchContainerException;
import io.dwr.model.job.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Docker's events and descriptions of containers. */
final class DockerWitness implements EngineWitness {
    private static final long NANOS = 1_000_000_000;

    private final DockerConnection connection;
    private final DockerStreams streams;
    private final InstantSource engineClock;
    private final ObjectMapper mapper = DockerClientConfig.getDefaultObjectMapper();

    /**
     * @param engineClock what the engine's own clock says
     */
    DockerWitness(DockerConnection connection, DockerStreams streams, InstantSource engineClock) {
        this.connection = connection;
        this.streams = streams;
        this.engineClock = engineClock;
    }

    /**
     * An end in the engine's past makes it answer at once instead of waiting for more. A clock of this machine that is
     * ahead would have it wait as long, and one that is behind would hide what happened since.
     */
    @Override
    public List<ContainerEvent> events(String id, Instant since) {
        String filters =
                URLEncoder.encode("{\"type\":[\"container\"],\"container\":[\"" + id + "\"]}", StandardCharsets.UTF_8);
        String path =
                "/events?since=" + seconds(since) + "&until=" + seconds(engineClock.instant()) + "&filters=" + filters;
        List<ContainerEvent> events = new ArrayList<>();
        streams.read(path, body -> {
            try (MappingIterator<JsonNode> lines =
                    mapper.readerFor(JsonNode.class).readValues(body)) {
                while (lines.hasNextValue()) {
                    events.add(event(lines.nextValue()));
                }
            }
        });
        return List.copyOf(events);
    }

    private static String seconds(Instant time) {
        return "%d.%09d".formatted(time.getEpochSecond(), time.getNano());
    }

    private static ContainerEvent event(JsonNode event) {
        long nanos = event.path("timeNano").asLong(event.path("time").asLong() * NANOS);
        JsonNode attributes = event.path("Actor").path("Attributes");
        String exitCode = attributes.path("exitCode").asText("");
        String signal = attributes.path("signal").asText("");
        return new ContainerEvent(
                Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS),
                event.path("Action").asText(""),
                signal.isEmpty() ? null : Signals.named(signal),
                number(exitCode));
    }

    private static @Nullable Integer number(String text) {
        return text.matches("-?\\d{1,9}") ? Integer.valueOf(text) : null;
    }

    @Override
    public Map<String, Object> description(String id) {
        Map<String, Object> description = new LinkedHashMap<>();
        JavaType tree = mapper.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class);
        try {
            streams.read("/containers/" + id + "/json", body -> description.putAll(mapper.readValue(body, tree)));
        } catch (NoSuchContainerException gone) {
            return Map.of();
        }
        return description;
    }

    @Override
    public boolean takesCalls() {
        return connection.takesCalls();
    }

    /** Reads an answer. */
    interface Reading {
        void read(InputStream body) throws IOException;
    }
}
