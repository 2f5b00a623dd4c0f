package io.dwr.cli.fleet;

import io.dwr.cli.CliException;
import io.dwr.cli.Pause;
import io.dwr.cli.server.Reconnection;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Waits until no job is left on an executor that is drained. */
final class DrainWait {
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final Executors executors;
    private final Reconnection reconnection;
    private final Pause pause;

    DrainWait(Executors executors, Reconnection reconnection, Pause pause) {
        this.executors = executors;
        this.reconnection = reconnection;
        this.pause = pause;
    }

    void untilDrained(String id) {
        while (!isDrained(id, reconnection.ask(() -> executors.get(id)))) {
            pause.of(BETWEEN);
        }
    }

    /** One that is out of contact is waited for, too: its jobs go on elsewhere once they cannot run there any more. */
    private static boolean isDrained(String id, JsonNode executor) {
        String state = executor.path("state").asString("");
        return switch (state) {
            case "draining" -> executor.path("drained").asBoolean(false);
            case "lost" -> false;
            case "gone" -> true;
            default -> throw new CliException("executor " + id + " is " + state + " now: somebody has ended the drain");
        };
    }
}
