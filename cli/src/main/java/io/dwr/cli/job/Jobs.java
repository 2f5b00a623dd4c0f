package io.dwr.cli.job;

import io.dwr.cli.CliException;
import io.dwr.cli.server.Reconnection;
import io.dwr.cli.server.SchedulerClient;
import io.dwr.cli.server.SchedulerClient.Page;
import io.dwr.model.job.JobId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Jobs of a scheduler, by whole id or by the beginning of one. */
final class Jobs {
    private static final int SHORTEST_PREFIX = 4;
    private static final int MOST_SHOWN = 5;
    private static final int PAGE = 1000;
    private static final Pattern PREFIX = Pattern.compile("[0-9a-f-]{" + SHORTEST_PREFIX + ",36}");

    private final SchedulerClient client;

    Jobs(SchedulerClient client) {
        this.client = client;
    }

    JsonNode get(String id) {
        return client.get("/jobs/" + id + "?log_lines=0");
    }

    /** The job with its last log lines. */
    JsonNode page(String id) {
        return client.get("/jobs/" + id);
    }

    /** Why the job waits, or how it stands. */
    JsonNode explain(String id) {
        return client.get("/jobs/" + id + "/explain");
    }

    /** What is left of a failed attempt. */
    JsonNode postMortem(String id, int attempt) {
        return client.get("/jobs/" + id + "/attempts/" + attempt + "/postmortem");
    }

    JsonNode abort(String id, @Nullable String reason) {
        String query = reason == null ? "" : "?reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8);
        return client.post("/jobs/" + id + "/abort" + query, new byte[0], Map.of());
    }

    /** The newest jobs, newest first. */
    Listing list(@Nullable String status, int limit) {
        String filter = status == null ? "" : "&status_filter=" + URLEncoder.encode(status, StandardCharsets.UTF_8);
        List<JsonNode> jobs = new ArrayList<>();
        Optional<String> next = Optional.of("/jobs?limit=" + Math.min(limit, PAGE) + filter);
        while (next.isPresent() && jobs.size() < limit) {
            Page page = client.page(next.get());
            page.items().values().forEach(jobs::add);
            next = page.next();
        }
        boolean more = next.isPresent() || jobs.size() > limit;
        return new Listing(jobs.subList(0, Math.min(limit, jobs.size())), more);
    }

    /** The one id that begins so, for those who wait for a scheduler that is away. */
    String resolve(String idOrPrefix, Reconnection reconnection) {
        return reconnection.ask(() -> resolve(idOrPrefix));
    }

    /** The one id that begins so. */
    String resolve(String idOrPrefix) {
        String prefix = idOrPrefix.strip().toLowerCase(Locale.ROOT);
        if (JobId.isValid(prefix)) {
            return prefix;
        }
        if (!PREFIX.matcher(prefix).matches()) {
            throw new CliException("\"" + idOrPrefix + "\" is no job id: it has at least " + SHORTEST_PREFIX
                    + " of 0-9, a-f and '-'. List them with \"dwr ps -a\"");
        }
        List<String> matches = startingWith(prefix);
        if (matches.isEmpty()) {
            throw new CliException(
                    "no job has an id that begins with \"" + prefix + "\". List them with \"dwr ps -a\"");
        }
        if (matches.size() > 1) {
            String shown = String.join(", ", matches.subList(0, Math.min(MOST_SHOWN, matches.size())));
            String more = matches.size() > MOST_SHOWN ? " and more" : "";
            throw new CliException("\"" + prefix + "\" is the beginning of several ids: " + shown + more
                    + ". Give more of the one you mean");
        }
        return matches.getFirst();
    }

    /** Ids are ordered by time, as the list is: below the prefix no match follows. */
    private List<String> startingWith(String prefix) {
        List<String> matches = new ArrayList<>();
        Optional<String> next = Optional.of("/jobs?limit=" + PAGE);
        while (next.isPresent() && matches.size() <= MOST_SHOWN) {
            Page page = client.page(next.get());
            String last = "";
            for (JsonNode job : page.items().values()) {
                last = job.path("job_id").asString("");
                if (last.startsWith(prefix)) {
                    matches.add(last);
                }
            }
            boolean past = !last.startsWith(prefix) && last.compareTo(prefix) < 0;
            next = past ? Optional.empty() : page.next();
        }
        return matches;
    }

    /**
     * Part of the jobs.
     *
     * @param more whether there are older ones
     */
    record Listing(List<JsonNode> jobs, boolean more) {}
}
