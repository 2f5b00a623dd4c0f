/**
 * What a process tells the service manager that started it. Plain JDK only, since the guard stands on it.
 */
@NullMarked
package io.dwr.service;

import org.jspecify.annotations.NullMarked;
