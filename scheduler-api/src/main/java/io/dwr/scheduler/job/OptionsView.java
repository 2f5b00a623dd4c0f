package io.dwr.scheduler.job;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dwr.model.job.ContainerOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of a job's page that says what it asks for as {@code docker run} offers it, in the words of the request. */
record OptionsView(
        @Nullable String hostname,
        boolean readOnly,
        @Nullable String stopSignal,
        @JsonUnwrapped LimitsView limits,
        @JsonUnwrapped PrivilegesView privileges) {
    static OptionsView of(ContainerOptions options) {
        return new OptionsView(
                options.hostname(),
                options.readOnly(),
                options.stopSignal(),
                LimitsView.of(options),
                PrivilegesView.of(options.privileges()));
    }

    /** How much the container may use beside CPU and memory. */
    record LimitsView(
            @Nullable String shmSize, @Nullable Long pidsLimit, List<String> tmpfs, Map<String, String> ulimits) {
        static LimitsView of(ContainerOptions options) {
            ContainerOptions.Limits limits = options.limits();
            return new LimitsView(
                    limits.shmBytes() == null ? null : Long.toString(limits.shmBytes()),
                    limits.pids(),
                    limits.tmpfs().stream()
                            .map(ContainerOptions.TmpfsMount::text)
                            .toList(),
                    options.ulimitTexts());
        }
    }

    /** What the container may see and do on its machine. */
    record PrivilegesView(
            String networkMode,
            @Nullable String pidMode,
            @Nullable String ipcMode,
            boolean privileged,
            boolean noNewPrivileges,
            List<String> capAdd,
            List<String> capDrop,
            List<String> devices) {
        static PrivilegesView of(ContainerOptions.Privileges privileges) {
            return new PrivilegesView(
                    privileges.network(),
                    privileges.pid(),
                    privileges.ipc(),
                    privileges.privileged(),
                    privileges.noNewPrivileges(),
                    privileges.capAdd(),
                    privileges.capDrop(),
                    privileges.devices().stream()
                            .map(ContainerOptions.DeviceMapping::text)
                            .toList());
        }
    }
}
