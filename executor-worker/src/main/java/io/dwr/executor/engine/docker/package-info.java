/**
 * The Docker adapter of the container engine. Nothing outside may know of docker-java or of HTTP.
 */
@NullMarked
package io.dwr.executor.engine.docker;

import org.jspecify.annotations.NullMarked;
