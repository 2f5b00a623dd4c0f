package io.dwr.workflow;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.placement.Supersession;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import org.jspecify.annotations.Nullable;

/**
 * How workflow payloads are written: JSON in snake case, so that a person reads them in the Web UI, and open to
 * fields that a newer version adds. The form is a contract with histories that are still open.
 */
public final class PayloadConverters {
    private PayloadConverters() {}

    public static DataConverter dataConverter() {
        ObjectMapper mapper = JacksonJsonPayloadConverter.newDefaultObjectMapper();
        mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        mapper.setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
        mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        mapper.addMixIn(JobId.class, JobIdAsText.class);
        mapper.addMixIn(Supersession.class, SupersessionOnceAFlag.class);
        return DefaultDataConverter.newDefaultInstance()
                .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(mapper));
    }

    private abstract static class JobIdAsText {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        JobIdAsText(String unused) {}

        @JsonValue
        abstract String value();
    }

    /** Earlier versions wrote whether it is gone, and no more. */
    private abstract static class SupersessionOnceAFlag {
        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        SupersessionOnceAFlag(
                @JsonProperty("gone") boolean unused, @JsonProperty("outcome") @Nullable Outcome unusedToo) {}

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Supersession of(boolean gone) {
            return Supersession.of(gone);
        }
    }
}
