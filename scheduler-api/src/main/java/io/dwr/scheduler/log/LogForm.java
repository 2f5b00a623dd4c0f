package io.dwr.scheduler.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

/** Chooses between the two forms of a log. Text is the one for whoever takes both. */
final class LogForm {
    private static final List<MediaType> FORMS = List.of(MediaType.TEXT_PLAIN, MediaType.APPLICATION_JSON);

    private LogForm() {}

    static boolean isJson(@Nullable String accept) throws HttpMediaTypeNotAcceptableException {
        for (MediaType wanted : wanted(accept)) {
            for (MediaType form : FORMS) {
                if (wanted.includes(form)) {
                    return form.equals(MediaType.APPLICATION_JSON);
                }
            }
        }
        throw new HttpMediaTypeNotAcceptableException(FORMS);
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
            throw new HttpMediaTypeNotAcceptableException(FORMS);
        }
    }
}
