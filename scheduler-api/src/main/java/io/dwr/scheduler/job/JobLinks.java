package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;

/** Where to look next. Paths of this API, and the address of the job's workflow in the Temporal Web UI. */
record JobLinks(String self, String logs, String events, String usage, String abort, String workflow) {
    /**
     * The links of one job.
     *
     * @param workflows address in the Web UI under which workflows are found by id, with a final slash
     */
    static JobLinks of(JobId id, String workflows) {
        String self = "/jobs/" + id;
        return new JobLinks(
                self, self + "/logs", self + "/events", self + "/usage", self + "/abort", workflows + id.workflowId());
    }
}
