package io.dwr.executor.engine;

import io.dwr.model.log.LogSource;
import java.io.IOException;

/** An open stream of a container's output. */
public interface ContainerOutput extends AutoCloseable {
    /** Size at which the engine begins a new file of its store; it keeps two. */
    long STORE_FILE_BYTES = 64L << 20;

    /** Hands on all bytes until the stream ends; a sink that blocks holds the container's writing back. */
    void readAll(Sink sink) throws IOException, InterruptedException;

    /** Ends {@link #readAll} of another thread, too. */
    @Override
    void close();

    /** Takes bytes in the order of their stream. The array is used again after the call. */
    interface Sink {
        void accept(LogSource stream, byte[] bytes, int offset, int length) throws InterruptedException;
    }
}
