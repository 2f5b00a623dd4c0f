package io.dwr.redis;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.Usage;
import io.dwr.model.placement.Reservation;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A job's hash in Redis, read as a record. */
final class StoredJob {
    private static final String ATTEMPT = "attempt:";

    private final JobId jobId;
    private final Map<String, String> fields;

    private StoredJob(JobId jobId, Map<String, String> fields) {
        this.jobId = jobId;
        this.fields = fields;
    }

    /** Empty when there is no record. */
    static Optional<JobRecord> record(JobId jobId, Map<String, String> fields) {
        return fields.isEmpty() ? Optional.empty() : Optional.of(new StoredJob(jobId, fields).record());
    }

    private JobRecord record() {
        return new JobRecord(
                jobId,
                StoredJson.read(required("spec"), JobSpec.class),
                JobStatus.ofWord(required("status")).orElseThrow(() -> broken("status")),
                Stage.ofWord(required("stage")),
                reason(),
                fields.get("message"),
                Integer.parseInt(required("attempt")),
                reservation(),
                exitCode(),
                time(required("created_at")),
                time(required("updated_at")),
                time(required("status_at")),
                optionalTime("started_at"),
                optionalTime("finished_at"),
                attempts(),
                image(),
                usage());
    }

    private @Nullable StatusReason reason() {
        String code = fields.get("reason");
        return code == null ? null : StatusReason.ofCode(code);
    }

    private @Nullable Reservation reservation() {
        String executor = fields.get("executor_id");
        if (executor == null) {
            return null;
        }
        return new Reservation(
                executor,
                fields.getOrDefault("executor_ip", ""),
                List.of(StoredJson.read(fields.getOrDefault("gpu_uuids", "[]"), String[].class)));
    }

    private @Nullable Integer exitCode() {
        String code = fields.get("exit_code");
        return code == null ? null : Integer.valueOf(code);
    }

    private @Nullable Usage usage() {
        String json = fields.get("usage");
        boolean present = required("attempt").equals(fields.get("usage_attempt"));
        return json == null || !present ? null : StoredJson.read(json, Usage.class);
    }

    private List<AttemptRecord> attempts() {
        return fields.entrySet().stream()
                .filter(field -> field.getKey().startsWith(ATTEMPT))
                .map(field -> StoredJson.read(field.getValue(), AttemptRecord.class))
                .sorted(Comparator.comparingInt(AttemptRecord::number))
                .toList();
    }

    private @Nullable ImageUse image() {
        String json = fields.get("image");
        return json == null ? null : StoredJson.read(json, ImageUse.class);
    }

    private @Nullable Instant optionalTime(String name) {
        String millis = fields.get(name);
        return millis == null ? null : time(millis);
    }

    private static Instant time(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private String required(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw broken(name);
        }
        return value;
    }

    private IllegalStateException broken(String name) {
        return new IllegalStateException("the record of job " + jobId + " has no valid field " + name);
    }
}
