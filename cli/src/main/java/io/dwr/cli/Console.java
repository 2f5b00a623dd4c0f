package io.dwr.cli;

import io.dwr.model.log.LogBytes;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command reads and writes. Data goes to the standard output and nothing else does; all words of this program go
 * to the standard error.
 */
public final class Console {
    private static final int BUFFER = 8192;

    private final InputStream input;
    private final BufferedBytes output;
    private final BufferedBytes error;
    private final boolean errorIsTerminal;
    private final Map<String, String> environment;

    public Console(
            InputStream input,
            OutputStream output,
            OutputStream error,
            boolean errorIsTerminal,
            Map<String, String> environment) {
        this.input = input;
        this.output = new BufferedBytes(output);
        this.error = new BufferedBytes(error);
        this.errorIsTerminal = errorIsTerminal;
        this.environment = Map.copyOf(environment);
    }

    /** The process's own. */
    public static Console ofProcess() {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                isTerminal("/proc/self/fd/2"),
                NativeText.environment(System.getenv()));
    }

    public InputStream input() {
        return input;
    }

    public Map<String, String> environment() {
        return environment;
    }

    public boolean errorIsTerminal() {
        return errorIsTerminal;
    }

    /** A line of data. */
    public void line(String text) {
        raw(text + "\n");
        flush();
    }

    /** Data as it is, to the byte by {@link LogBytes}, kept back until {@link #flush}. */
    public void raw(String text) {
        error.flush();
        output.write(text);
    }

    /** Data of a library that writes by itself. */
    PrintWriter writer() {
        return new PrintWriter(new Writer() {
            @Override
            public void write(char[] characters, int offset, int length) {
                raw(new String(characters, offset, length));
            }

            @Override
            public void flush() {
                Console.this.flush();
            }

            @Override
            public void close() {
                flush();
            }
        });
    }

    /** A container's standard error as it is, kept back until {@link #flush}. */
    public void rawError(String text) {
        output.flush();
        error.write(text);
    }

    public void flush() {
        output.flush();
        error.flush();
    }

    /** A word of this program to the person. */
    public void say(String message) {
        output.flush();
        error.write("dwr: " + message + "\n");
        error.flush();
    }

    private static boolean isTerminal(String descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static final class BufferedBytes {
        private final OutputStream target;
        private final StringBuilder pending = new StringBuilder();

        BufferedBytes(OutputStream target) {
            this.target = target;
        }

        synchronized void write(String text) {
            pending.append(text);
            if (pending.length() > BUFFER) {
                flush();
            }
        }

        synchronized void flush() {
            if (pending.isEmpty()) {
                return;
            }
            byte[] bytes = LogBytes.bytes(pending.toString());
            pending.setLength(0);
            try {
                target.write(bytes);
                target.flush();
            } catch (IOException e) {
                throw new OutputClosedException(e);
            }
        }
    }
}
