package io.dwr.scheduler.request;

import io.dwr.model.request.Violation;
import io.dwr.model.request.ViolationCode;
import io.dwr.scheduler.problem.ProblemCode;
import io.dwr.scheduler.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Reads a body of JSON up to a limit, so that no sender decides how much memory is used. */
public final class JsonBody {
    private static final int KIB = 1024;

    private JsonBody() {}

    /**
     * The bytes of the body, at least one.
     *
     * @param limit most bytes
     */
    public static byte[] read(HttpServletRequest request, int limit) throws IOException {
        checkType(request.getContentType());
        checkEncoding(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        byte[] body = bytes(request, limit);
        if (body.length == 0) {
            throw ProblemException.of(
                    ProblemCode.INVALID_JSON,
                    "The body is empty; send a JSON object, such as {\"docker_image\": \"alpine\"}.");
        }
        return body;
    }

    /**
     * The bytes of a body that may be left out, with or without a type; empty when it is.
     *
     * @param limit most bytes
     */
    public static byte[] readOptional(HttpServletRequest request, int limit) throws IOException {
        byte[] body = bytes(request, limit);
        if (body.length > 0) {
            checkType(request.getContentType());
            checkEncoding(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        }
        return body;
    }

    /** The answer to a body that can be read and not be taken. */
    public static ProblemException refusal(List<Violation> violations) {
        Violation first = violations.getFirst();
        boolean wholeDocument = first.pointer().isEmpty();
        if (wholeDocument && first.code().equals(ViolationCode.TOO_LARGE.code())) {
            return ProblemException.of(ProblemCode.BODY_TOO_LARGE, first.message());
        }
        if (first.code().equals(ViolationCode.INVALID_JSON.code())) {
            return ProblemException.invalid(ProblemCode.INVALID_JSON, violations);
        }
        return ProblemException.invalid(ProblemCode.INVALID_REQUEST, violations);
    }

    private static byte[] bytes(HttpServletRequest request, int limit) throws IOException {
        if (request.getContentLengthLong() > limit) {
            throw tooLarge(limit);
        }
        byte[] body = request.getInputStream().readNBytes(limit + 1);
        if (body.length > limit) {
            throw tooLarge(limit);
        }
        return body;
    }

    private static void checkType(@Nullable String contentType) {
        if (contentType == null || !isJson(contentType)) {
            throw ProblemException.of(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    (contentType == null ? "The body has no type" : "The body is sent as \"" + contentType + "\"")
                            + "; send JSON with the header Content-Type: application/json.");
        }
    }

    private static boolean isJson(String contentType) {
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            return MediaType.APPLICATION_JSON.equalsTypeAndSubtype(type)
                    || ("application".equals(type.getType())
                            && type.getSubtype().endsWith("+json"));
        } catch (InvalidMediaTypeException unreadable) {
            return false;
        }
    }

    private static void checkEncoding(@Nullable String encoding) {
        if (encoding != null && !"identity".equalsIgnoreCase(encoding.strip())) {
            throw ProblemException.of(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "The body is sent with Content-Encoding \"" + encoding + "\"; send it as it is.");
        }
    }

    private static ProblemException tooLarge(int limit) {
        return ProblemException.of(
                ProblemCode.BODY_TOO_LARGE,
                "The body has more than " + limit / KIB
                        + " KiB; put what is large into the image, a volume or a store.");
    }
}
