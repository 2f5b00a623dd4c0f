package io.dwr.cli.job;

import io.dwr.cli.CliException;
import io.dwr.cli.Console;
import io.dwr.cli.text.Visible;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/**
 * Says why a job that somebody watches does not run yet: at once on a terminal, elsewhere when it takes long, and of an
 * image now and then how far it has come. What it asks for beside the log costs the job nothing, and a question that
 * fails is dropped.
 */
final class WaitingNotice {
    private static final Duration FIRST_ON_TERMINAL = Duration.ofMillis(300);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration NEXT = Duration.ofSeconds(2);
    private static final int LOOKS_PER_PROGRESS = 5;

    private final Thread thread;

    private WaitingNotice(Thread thread) {
        this.thread = thread;
    }

    static WaitingNotice watch(String id, Jobs jobs, Console console, boolean wanted) {
        Thread thread = new Thread(() -> watch(id, jobs, console), "waiting-notice");
        thread.setDaemon(true);
        if (wanted) {
            thread.start();
        }
        return new WaitingNotice(thread);
    }

    private static void watch(String id, Jobs jobs, Console console) {
        String said = "";
        String progress = "";
        int looks = 0;
        try {
            Thread.sleep(console.errorIsTerminal() ? FIRST_ON_TERMINAL : FIRST);
            while (true) {
                JsonNode job = jobs.get(id);
                String stage = job.path("stage").asString("");
                if (JobEnd.isFinal(job) || stage.equals("running")) {
                    return;
                }
                String sentence = sentence(id, stage, job);
                if (!sentence.isEmpty() && !stage.equals(said)) {
                    console.say(sentence);
                    said = stage;
                } else if (stage.equals("pulling")) {
                    looks++;
                    progress = told(progress, looks % LOOKS_PER_PROGRESS == 0 ? PullText.sentence(job) : "", console);
                }
                Thread.sleep(NEXT);
            }
        } catch (InterruptedException | CliException e) {
            // The log's reader says what there is to say about the scheduler.
        }
    }

    private static String told(String before, String progress, Console console) {
        if (progress.isEmpty() || progress.equals(before)) {
            return before;
        }
        console.say("the image: " + progress + ".");
        return progress;
    }

    private static String sentence(String id, String stage, JsonNode job) {
        return switch (stage) {
            case "waiting" -> "job " + id + " waits: " + Verdicts.sentence(job) + ".";
            case "pulling" ->
                "executor " + Visible.of(job.path("executor_id").asString("")) + " fetches the image "
                        + Visible.of(job.path("docker_image").asString("")) + ".";
            default -> "";
        };
    }

    void close() {
        thread.interrupt();
    }
}
