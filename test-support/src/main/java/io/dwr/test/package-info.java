/**
 * Real parts for tests: servers started as processes on free ports and stopped with the test, and a way to a real engine
 * that can be at fault. One double: a registry that misbehaves as told.
 */
@NullMarked
package io.dwr.test;

import org.jspecify.annotations.NullMarked;
