package io.dwr.scheduler.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what the container itself refused before any controller saw it. An answer that has begun is cut, and no more. */
@RestController
final class UnmappedErrors implements ErrorController {
    private static final int SERVER_ERRORS = 500;

    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted()) {
            return;
        }
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (status instanceof Integer code && code >= SERVER_ERRORS) {
            throw ProblemException.of(
                    ProblemCode.INTERNAL_ERROR, "A fault of the scheduler, not of the request; see its log.");
        }
        throw ProblemException.of(ProblemCode.PATH_NOT_FOUND, "There is nothing at this path; GET / lists the paths.");
    }
}
