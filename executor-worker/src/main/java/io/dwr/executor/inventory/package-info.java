/**
 * What this machine has and how busy it is: CPU, memory, GPUs. It measures and decides nothing about jobs.
 */
@NullMarked
package io.dwr.executor.inventory;

import org.jspecify.annotations.NullMarked;
