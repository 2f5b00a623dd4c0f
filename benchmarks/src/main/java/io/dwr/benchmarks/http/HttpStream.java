package io.dwr.benchmarks.http;

import java.io.InputStream;

/** An answer that is still arriving. */
public record HttpStream(int status, InputStream body) {}
