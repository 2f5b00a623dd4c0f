/**
 * What an operator can set: each key with its default, its unit and its limits. Values only: nothing here connects to anything.
 */
@NullMarked
package io.dwr.scheduler.settings;

import org.jspecify.annotations.NullMarked;
