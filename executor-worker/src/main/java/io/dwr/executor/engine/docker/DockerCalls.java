package io.dwr.executor.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.EngineUnavailableException;
import java.net.URI;
import java.util.function.Supplier;

/** Tells an engine that answered from one that did not. */
final class DockerCalls {
    private static final int GATEWAY_ERRORS = 502;

    private DockerCalls() {}

    /** An answer of the engine passes as {@link DockerException}; everything else means that there was none. */
    static <T> T call(URI host, Supplier<T> request) {
        try {
            return request.get();
        } catch (EngineException known) {
            throw known;
        } catch (DockerException answered) {
            if (answered.getHttpStatus() >= GATEWAY_ERRORS) {
                throw unavailable(host, answered);
            }
            throw answered;
        } catch (RuntimeException noAnswer) {
            throw unavailable(host, noAnswer);
        }
    }

    static EngineUnavailableException unavailable(URI host, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String detail = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new EngineUnavailableException("the container engine at " + host + " does not answer: " + detail, cause);
    }

    /** The engine's own words without the wrapping. */
    static String words(DockerException refused) {
        String message = String.valueOf(refused.getMessage());
        int start = message.indexOf("{\"message\":\"");
        if (start < 0) {
            return message.strip();
        }
        String inner = message.substring(start + 12);
        int end = inner.lastIndexOf('"');
        return (end < 0 ? inner : inner.substring(0, end))
                .replace("\\n", " ")
                .replace("\\\"", "\"")
                .strip();
    }
}
