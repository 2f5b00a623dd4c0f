package io.dwr.cli.job;

import io.dwr.cli.Console;
import io.dwr.cli.OutputOption;
import io.dwr.cli.Session;
import io.dwr.cli.UsageException;
import io.dwr.cli.job.Jobs.Listing;
import io.dwr.cli.text.Durations;
import io.dwr.cli.text.Table;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.SentBy;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code dwr ps}: lists jobs, newest first. */
@Command(name = "ps", description = "List the jobs that wait or run, newest first.", sortOptions = false)
public final class PsCommand implements Runnable {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST_NAME = 24;
    private static final int MOST_IMAGE = 32;
    private static final int MOST_COMMAND = 24;

    private final Session session;

    @Option(
            names = {"-a", "--all"},
            description = "Ended jobs, too.")
    private boolean all;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only pending, running, succeeded, failed or aborted ones.")
    private @Nullable String status;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most so many (default ${DEFAULT-VALUE}).",
            defaultValue = "" + DEFAULT_LIMIT)
    private int limit = DEFAULT_LIMIT;

    @Option(
            names = {"-q", "--quiet"},
            description = "Ids only.")
    private boolean quiet;

    @Option(names = "--no-trunc", description = "Whole ids, names, images and commands.")
    private boolean whole;

    @Mixin
    private OutputOption output = new OutputOption();

    public PsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (limit < 1) {
            throw new UsageException("--limit is " + limit + ": at least 1 is needed");
        }
        Console console = session.console();
        Listing listing = listing(new Jobs(session.client()));
        if (output.isJson()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            listing.jobs().forEach(array::add);
            OutputOption.print(console, array);
        } else if (quiet) {
            listing.jobs().forEach(job -> console.raw(text(job, "job_id") + "\n"));
        } else {
            console.raw(table(listing.jobs()));
        }
        console.flush();
        if (listing.more()) {
            console.say("there are more jobs than the " + limit + " listed. See them with --limit.");
        }
    }

    private Listing listing(Jobs jobs) {
        if (status != null) {
            return jobs.list(known(status), limit);
        }
        if (all) {
            return jobs.list(null, limit);
        }
        Listing running = jobs.list(JobStatus.RUNNING.word(), limit);
        Listing pending = jobs.list(JobStatus.PENDING.word(), limit);
        List<JsonNode> live = Stream.concat(running.jobs().stream(), pending.jobs().stream())
                .sorted(Comparator.comparing((JsonNode job) -> text(job, "job_id"))
                        .reversed())
                .toList();
        boolean more = running.more() || pending.more() || live.size() > limit;
        return new Listing(live.subList(0, Math.min(limit, live.size())), more);
    }

    private static String known(String word) {
        return JobStatus.ofWord(word)
                .map(JobStatus::word)
                .orElseThrow(() -> new UsageException("--status is '" + word + "': one of "
                        + Stream.of(JobStatus.values()).map(JobStatus::word).collect(Collectors.joining(", "))
                        + " is needed"));
    }

    private String table(List<JsonNode> jobs) {
        ShortIds ids =
                new ShortIds(jobs.stream().map(job -> text(job, "job_id")).toList());
        Table table = new Table("JOB ID", "NAME", "IMAGE", "COMMAND", "STATUS", "REASON", "EXECUTOR", "AGE");
        for (JsonNode job : jobs) {
            String id = text(job, "job_id");
            table.add(
                    whole ? id : ids.of(id),
                    cut(text(job, "name"), MOST_NAME),
                    cut(text(job, "docker_image"), MOST_IMAGE),
                    cut(command(job), MOST_COMMAND),
                    status(job),
                    reason(job),
                    text(job, "executor_id").isEmpty() ? text(job, "executor_ip") : text(job, "executor_id"),
                    age(job));
        }
        return table.text();
    }

    private String cut(String text, int most) {
        return whole ? text : Table.cut(text, most);
    }

    /** A pending or running job says more by its stage; an exit code belongs to its status. */
    private String status(JsonNode job) {
        String status = text(job, "status");
        String stage = text(job, "stage");
        if (JobEnd.isFinal(job)) {
            JsonNode code = job.path("exit_code");
            String signal = text(job.path("cause"), "signal");
            String more = signal.isEmpty() ? "" : ", " + signal;
            return code.isIntegralNumber() ? status + " (" + code.asInt() + more + ")" : status;
        }
        if (stage.equals("pulling") && !PullText.share(job).isEmpty()) {
            stage += " " + PullText.share(job);
        }
        String more = away(job) + idle(job);
        return stage.isEmpty() || stage.equals(status) ? status + more : status + " (" + stage + ")" + more;
    }

    /** What runs may not be what it was: nobody hears of it just now. */
    private String away(JsonNode job) {
        return switch (text(job, "executor_away")) {
            case "" -> "";
            case "engine_unreachable" -> ", engine away" + since(job, "executor_away_since");
            default -> ", executor away" + since(job, "executor_away_since");
        };
    }

    private String idle(JsonNode job) {
        String since = since(job, "gpu_idle_since");
        return since.isEmpty() ? "" : ", GPU idle" + since;
    }

    /** How long ago, after a space; nothing when there is no such time. */
    private String since(JsonNode job, String field) {
        try {
            Instant since = Instant.parse(text(job, field));
            return " " + Durations.age(Duration.between(since, session.clock().instant()));
        } catch (DateTimeException none) {
            return "";
        }
    }

    /** With who it was, unless it was the program itself. */
    private static String reason(JsonNode job) {
        String sentBy = text(job.path("cause"), "sent_by");
        boolean itself = sentBy.isEmpty() || sentBy.equals(SentBy.PROCESS.word());
        return text(job, "status_reason") + (itself ? "" : " by " + sentBy);
    }

    private static String command(JsonNode job) {
        List<String> words = new ArrayList<>();
        job.path("command").values().forEach(word -> words.add(word.asString("")));
        return String.join(" ", words);
    }

    private String age(JsonNode job) {
        try {
            Instant created = Instant.parse(text(job, "created_at"));
            return Durations.age(Duration.between(created, session.clock().instant()));
        } catch (DateTimeException e) {
            return "";
        }
    }

    private static String text(JsonNode job, String field) {
        return job.path(field).asString("");
    }
}
