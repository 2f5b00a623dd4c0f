package io.dwr.scheduler.executor;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.request.DrainRequest;
import io.dwr.redis.ledger.Ledger;
import io.dwr.scheduler.problem.ProblemCode;
import io.dwr.scheduler.problem.ProblemException;
import io.dwr.scheduler.request.JsonBody;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The fleet and each machine of it, in first-fit order. */
@RestController
@RequestMapping(path = "/executors", produces = MediaType.APPLICATION_JSON_VALUE)
final class ExecutorController {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorController.class);

    private final Ledger ledger;
    private final ExecutorRemoval removal;

    ExecutorController(Ledger ledger, ExecutorRemoval removal) {
        this.ledger = ledger;
        this.removal = removal;
    }

    /** All executors and their sum. */
    record Fleet(List<ExecutorPage> executors, ClusterStats clusterStats) {}

    @GetMapping
    Fleet list(HttpServletRequest request) {
        QueryParameters.of(request).check();
        List<ExecutorView> executors = ledger.executors();
        return new Fleet(executors.stream().map(ExecutorPage::of).toList(), ClusterStats.of(executors));
    }

    @GetMapping("/{id}")
    ExecutorPage get(@PathVariable String id, HttpServletRequest request) {
        QueryParameters.of(request).check();
        return page(id);
    }

    @PostMapping("/{id}/cordon")
    ExecutorPage cordon(@PathVariable String id, HttpServletRequest request) {
        return set(id, ExecutorState.CORDONED, request);
    }

    @PostMapping("/{id}/uncordon")
    ExecutorPage uncordon(@PathVariable String id, HttpServletRequest request) {
        return set(id, ExecutorState.READY, request);
    }

    /** A body {@code {"deadline_seconds": n}} may be left out. */
    @PostMapping("/{id}/drain")
    ExecutorPage drain(@PathVariable String id, HttpServletRequest request) throws IOException {
        QueryParameters.of(request).check();
        DrainRequest drain = DrainRequest.parse(JsonBody.readOptional(request, DrainRequest.MOST_BODY_BYTES));
        if (!drain.violations().isEmpty()) {
            throw JsonBody.refusal(drain.violations());
        }
        if (!ledger.drain(id(id), drain.deadline())) {
            throw notFound();
        }
        LOG.info(
                "executor {}: an operator drains it; its jobs may run for {} s more",
                id,
                drain.deadline().toSeconds());
        return page(id);
    }

    /** Answers with the page as it was. */
    @DeleteMapping("/{id}")
    ExecutorPage remove(@PathVariable String id, HttpServletRequest request) {
        QueryParameters.of(request).check();
        ExecutorPage last = page(id);
        if (!removal.remove(id(id))) {
            throw notFound();
        }
        return last;
    }

    private ExecutorPage set(String text, ExecutorState wish, HttpServletRequest request) {
        QueryParameters.of(request).check();
        ExecutorId id = id(text);
        if (!ledger.setState(id, wish)) {
            throw notFound();
        }
        LOG.info("executor {}: an operator wants it {}", id, wish.word());
        return page(text);
    }

    private ExecutorPage page(String text) {
        ExecutorId id = id(text);
        return ledger.executors().stream()
                .filter(executor -> executor.id().equals(id))
                .findFirst()
                .map(ExecutorPage::of)
                .orElseThrow(ExecutorController::notFound);
    }

    private static ExecutorId id(String text) {
        try {
            return new ExecutorId(text);
        } catch (IllegalArgumentException notAnId) {
            throw notFound();
        }
    }

    private static ProblemException notFound() {
        return ProblemException.of(
                ProblemCode.EXECUTOR_NOT_FOUND,
                "There is no executor with this id; GET /executors lists them by their executor_id.");
    }
}
