package io.dwr.cli.fleet;

import io.dwr.cli.CliException;
import io.dwr.cli.server.SchedulerClient;
import io.dwr.model.executor.ExecutorId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Executors of a scheduler, by their whole ids. */
final class Executors {
    private final SchedulerClient client;

    Executors(SchedulerClient client) {
        this.client = client;
    }

    JsonNode get(String id) {
        return client.get(path(id));
    }

    JsonNode cordon(String id) {
        return client.post(path(id) + "/cordon", new byte[0], Map.of());
    }

    JsonNode uncordon(String id) {
        return client.post(path(id) + "/uncordon", new byte[0], Map.of());
    }

    /**
     * @param deadlineSeconds how long running jobs may go on; null = the scheduler's default
     */
    JsonNode drain(String id, @Nullable Long deadlineSeconds) {
        String body = deadlineSeconds == null ? "" : "{\"deadline_seconds\": " + deadlineSeconds + "}";
        return client.post(path(id) + "/drain", body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    JsonNode forget(String id) {
        return client.delete(path(id));
    }

    private static String path(String id) {
        if (!ExecutorId.isValid(id)) {
            throw new CliException(
                    "\"" + id + "\" is no executor id: it has 1 to 63 of a-z, 0-9 and '-'. List them with"
                            + " \"dwr executors\"");
        }
        return "/executors/" + id;
    }
}
