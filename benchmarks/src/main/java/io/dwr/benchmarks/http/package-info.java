/**
 * Plain HTTP/1.1 over TCP and Unix sockets, so that both sides are measured through the same small client. It knows neither API.
 */
@NullMarked
package io.dwr.benchmarks.http;

import org.jspecify.annotations.NullMarked;
