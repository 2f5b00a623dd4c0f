package io.dwr.executor.check;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Another process that holds files locked. */
final class HeldLocks implements AutoCloseable {
    private final Process process;

    private HeldLocks(Process process) {
        this.process = process;
    }

    static HeldLocks of(Path... files) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HeldLocks.class.getName()));
        Stream.of(files).map(Path::toString).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.getInputStream().read() < 0) {
            throw new IOException("the locks cannot be held");
        }
        return new HeldLocks(process);
    }

    /** Locks all files that it is given, says so, and ends when its input does. */
    public static void main(String[] files) throws IOException {
        for (String file : files) {
            FileChannel.open(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .lock();
        }
        System.out.write('.');
        System.out.flush();
        System.in.read();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
