/**
 * The life of a job as a durable workflow, and the interfaces of the activities that it calls. Workflow code is
 * deterministic: no clock, randomness, threads, input or output, and nothing of Spring, Redis or Docker.
 */
@NullMarked
package io.dwr.workflow;

import org.jspecify.annotations.NullMarked;
