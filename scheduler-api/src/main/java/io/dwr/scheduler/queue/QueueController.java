package io.dwr.scheduler.queue;

import io.dwr.redis.ledger.Queues;
import io.dwr.scheduler.problem.ProblemCode;
import io.dwr.scheduler.problem.ProblemException;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Queues that a quota names or that have jobs, by name. */
@RestController
@RequestMapping(path = "/queues", produces = MediaType.APPLICATION_JSON_VALUE)
final class QueueController {
    private final Queues queues;

    QueueController(Queues queues) {
        this.queues = queues;
    }

    /** All of them. */
    record QueueList(List<QueuePage> queues) {}

    @GetMapping
    QueueList list(HttpServletRequest request) {
        QueryParameters.of(request).check();
        return new QueueList(pages());
    }

    @GetMapping("/{name}")
    QueuePage get(@PathVariable String name, HttpServletRequest request) {
        QueryParameters.of(request).check();
        return pages().stream()
                .filter(page -> page.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.QUEUE_NOT_FOUND,
                        "No quota names this queue and it has no jobs; GET /queues lists those that there are. A job"
                                + " may name any queue."));
    }

    private List<QueuePage> pages() {
        return queues.all().stream().map(QueuePage::of).toList();
    }
}
