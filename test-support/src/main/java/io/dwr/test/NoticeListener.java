package io.dwr.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A datagram socket as systemd listens on, and what was sent to it. */
public final class NoticeListener implements AutoCloseable {
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MOST_BYTES = 4096;
    private static final long PAUSE_MILLIS = 10;

    private static final MethodHandle SOCKET = function(
            "socket",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle BIND = function(
            "bind",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle RECEIVE = function(
            "recv",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final String address;
    private final int socket;
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final Thread thread;

    private NoticeListener(String address, int socket) {
        this.address = address;
        this.socket = socket;
        this.thread = Thread.ofPlatform().name("notices").daemon().start(this::receive);
    }

    /**
     * Listens.
     *
     * @param address path of the socket; with a leading {@code @}, a name without a file
     */
    public static NoticeListener open(String address) {
        try (Arena arena = Arena.ofConfined()) {
            if (!address.startsWith("@")) {
                Files.deleteIfExists(Path.of(address));
            }
            byte[] path = address.replaceFirst("^@", "\0").getBytes(StandardCharsets.UTF_8);
            MemorySegment target = arena.allocate(Short.BYTES + path.length + 1L);
            target.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
            MemorySegment.copy(path, 0, target, ValueLayout.JAVA_BYTE, Short.BYTES, path.length);
            int socket = (int) SOCKET.invokeExact((int) AF_UNIX, SOCK_DGRAM, 0);
            int length = Short.BYTES + path.length;
            if ((int) BIND.invokeExact(socket, target, length) != 0) {
                throw new IOException("no socket can be bound to " + address);
            }
            return new NoticeListener(address, socket);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        } catch (Throwable fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** For {@code NOTIFY_SOCKET}. */
    public String address() {
        return address;
    }

    /** All datagrams so far, in order. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    private void receive() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MOST_BYTES);
            while (!Thread.currentThread().isInterrupted()) {
                long bytes = (long) RECEIVE.invokeExact(socket, buffer, (long) MOST_BYTES, MSG_DONTWAIT);
                if (bytes >= 0) {
                    byte[] text = buffer.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
                    notices.add(new String(text, StandardCharsets.UTF_8));
                } else {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (Throwable fault) {
            throw new IllegalStateException(fault);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor shape) {
        return Linker.nativeLinker()
                .downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), shape);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
            if ((int) CLOSE.invokeExact(socket) != 0) {
                throw new IllegalStateException("the socket cannot be closed");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Throwable fault) {
            throw new IllegalStateException(fault);
        }
    }
}
