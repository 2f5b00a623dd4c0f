package io.dwr.scheduler.problem;

import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.scheduler.workflow.WorkflowsUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Turns everything that goes wrong with a request into a problem document, without a word of the inside. */
@RestControllerAdvice
final class ProblemAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final int UNAVAILABLE = 503;
    private static final int TOO_MANY = 429;
    private static final int TOO_LARGE = 413;

    @ExceptionHandler
    ResponseEntity<Problem> problem(ProblemException exception, HttpServletRequest request) {
        return answer(exception, request, new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Problem> redisAway(LedgerUnavailableException exception, HttpServletRequest request) {
        return problem(
                ProblemException.causedBy(
                        ProblemCode.REDIS_UNAVAILABLE,
                        sentence(exception) + " Nothing that was accepted is lost; send the request again.",
                        exception),
                request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> temporalAway(WorkflowsUnavailableException exception, HttpServletRequest request) {
        return problem(
                ProblemException.causedBy(
                        ProblemCode.TEMPORAL_UNAVAILABLE,
                        sentence(exception) + " Nothing that was accepted is lost; send the request again.",
                        exception),
                request);
    }

    @ExceptionHandler({NoHandlerFoundException.class, NoResourceFoundException.class})
    ResponseEntity<Problem> noSuchPath(HttpServletRequest request) {
        return problem(
                ProblemException.of(
                        ProblemCode.PATH_NOT_FOUND,
                        "There is nothing at " + request.getRequestURI() + "; GET / lists the paths."),
                request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongMethod(HttpRequestMethodNotSupportedException exception, HttpServletRequest request) {
        HttpHeaders headers = new HttpHeaders();
        String allowed = "another method";
        if (exception.getSupportedHttpMethods() != null) {
            headers.setAllow(exception.getSupportedHttpMethods());
            allowed = exception.getSupportedHttpMethods().stream()
                    .map(HttpMethod::name)
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
        return answer(
                ProblemException.of(
                        ProblemCode.METHOD_NOT_ALLOWED,
                        exception.getMethod() + " is not taken at " + request.getRequestURI() + "; use " + allowed
                                + "."),
                request,
                headers);
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongBodyType(HttpMediaTypeNotSupportedException exception, HttpServletRequest request) {
        return problem(
                ProblemException.of(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "The body is sent as \"" + exception.getContentType()
                                + "\"; send JSON with the header Content-Type: application/json."),
                request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongAccept(HttpMediaTypeNotAcceptableException exception, HttpServletRequest request) {
        String forms = exception.getSupportedMediaTypes().stream()
                .map(MediaType::toString)
                .distinct()
                .collect(Collectors.joining(" or "));
        return problem(
                ProblemException.of(
                        ProblemCode.NOT_ACCEPTABLE,
                        "The header Accept wants a form that this path does not have; it gives "
                                + (forms.isEmpty() ? "application/json" : forms) + "."),
                request);
    }

    /** A client that left, or a connection that is cut on purpose: Tomcat knows what to do. */
    @ExceptionHandler
    void connectionEnded(IOException exception) throws IOException {
        LOG.debug("a connection ended before its answer was complete", exception);
        throw exception;
    }

    @ExceptionHandler
    ResponseEntity<Problem> unexpected(Exception exception, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        String reference = UUID.randomUUID().toString();
        LOG.error(
                "request {} {} failed, reference {}",
                request.getMethod(),
                request.getRequestURI(),
                reference,
                exception);
        if (response.isCommitted()) {
            throw exception;
        }
        return problem(
                ProblemException.of(
                        ProblemCode.INTERNAL_ERROR,
                        "A fault of the scheduler, not of the request; its log explains it under the reference "
                                + reference + "."),
                request);
    }

    private static String sentence(Exception exception) {
        String message = String.valueOf(exception.getMessage());
        return message.endsWith(".") ? message : message + ".";
    }

    private static ResponseEntity<Problem> answer(
            ProblemException exception, HttpServletRequest request, HttpHeaders headers) {
        int status = exception.code().status();
        if (status == UNAVAILABLE || status == TOO_MANY) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (status == TOO_LARGE) {
            headers.set(HttpHeaders.CONNECTION, "close");
        }
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return ResponseEntity.status(status).headers(headers).body(Problem.of(exception, request.getRequestURI()));
    }
}
