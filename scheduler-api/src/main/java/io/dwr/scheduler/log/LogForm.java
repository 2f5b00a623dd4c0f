package io.dwr.scheduler.log;

import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

/** The forms that a log is given in. Text is the one for whoever takes all. */
enum LogForm {
    /** Lines for people. */
    TEXT(MediaType.TEXT_PLAIN_VALUE, "tail since follow timestamps stream"),
    /** Pages with offsets for programs. */
    JSON(MediaType.APPLICATION_JSON_VALUE, "tail since follow limit"),
    /** The bytes that the container wrote. */
    RAW(MediaType.APPLICATION_OCTET_STREAM_VALUE, "tail since follow stream"),
    /** Server-sent events. */
    EVENTS(MediaType.TEXT_EVENT_STREAM_VALUE, "tail since");

    private static final String PARAMETER = "form";

    private final String type;
    private final String parameters;

    /**
     * @param parameters what its query may have, separated by blanks
     */
    LogForm(String type, String parameters) {
        this.type = type;
        this.parameters = parameters;
    }

    /** The one that the query names, else the one that the client likes best. */
    static LogForm of(HttpServletRequest request) throws HttpMediaTypeNotAcceptableException {
        String word = QueryParameters.of(request, PARAMETER).text(PARAMETER);
        return word == null
                ? accepted(request.getHeader(HttpHeaders.ACCEPT))
                : ofWord(word).orElse(TEXT);
    }

    /** The query of a request for this form; a form that nobody knows is refused in it. */
    QueryParameters parameters(HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request, (parameters + " " + PARAMETER).split(" ", -1));
        String word = query.text(PARAMETER);
        if (word != null && ofWord(word).isEmpty()) {
            String words = Stream.of(values()).map(LogForm::word).collect(Collectors.joining(", "));
            query.refuse(PARAMETER, "one of " + words + " is needed");
        }
        return query;
    }

    private static Optional<LogForm> ofWord(String word) {
        return Stream.of(values()).filter(form -> form.word().equals(word)).findFirst();
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private MediaType mediaType() {
        return MediaType.parseMediaType(type);
    }

    private static LogForm accepted(@Nullable String accept) throws HttpMediaTypeNotAcceptableException {
        for (MediaType wanted : wanted(accept)) {
            for (LogForm form : values()) {
                if (wanted.includes(form.mediaType())) {
                    return form;
                }
            }
        }
        throw notAcceptable();
    }

    private static List<MediaType> wanted(@Nullable String accept) throws HttpMediaTypeNotAcceptableException {
        if (accept == null || accept.isBlank()) {
            return List.of(MediaType.ALL);
        }
        try {
            List<MediaType> types = new ArrayList<>(MediaType.parseMediaTypes(accept));
            MimeTypeUtils.sortBySpecificity(types);
            types.sort((one, other) -> Double.compare(other.getQualityValue(), one.getQualityValue()));
            return types;
        } catch (InvalidMediaTypeException unreadable) {
            throw notAcceptable();
        }
    }

    private static HttpMediaTypeNotAcceptableException notAcceptable() {
        return new HttpMediaTypeNotAcceptableException(
                Arrays.stream(values()).map(LogForm::mediaType).toList());
    }
}
