package io.dwr.test;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A registry of images on the loopback that misbehaves as told, and writes down what it is asked. */
public final class FakeRegistry implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/v2/([^/]+)/(manifests|blobs)/(.+)");
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final String LIST_TYPE = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final int PIECES_A_SECOND = 10;

    private final ServerSocket socket;
    private final Map<String, Repository> repositories = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private FakeRegistry(ServerSocket socket) {
        this.socket = socket;
        Thread.ofVirtual().name("fake-registry").start(this::accept);
    }

    public static FakeRegistry start() {
        try {
            return new FakeRegistry(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> converse(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket connection) {
        try (connection) {
            HttpConversation conversation = HttpConversation.read(connection);
            if (conversation != null) {
                handle(conversation);
            }
        } catch (IOException left) {
            // The client has gone.
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** What it is asked about an image, in order. */
    public List<Request> requests(String name) {
        return requests.stream()
                .filter(request -> request.path().contains("/" + name + "/"))
                .toList();
    }

    /** Offers an image under a name of one word. */
    public Repository serve(String name, TinyImage image) {
        Repository repository = new Repository(address() + "/" + name + ":1", image);
        repositories.put(name, repository);
        return repository;
    }

    private void handle(HttpConversation talk) throws IOException, InterruptedException {
        requests.add(new Request(talk.method(), talk.path(), talk.header("Authorization")));
        Matcher parts = PATH.matcher(talk.path());
        if (!parts.matches()) {
            // Here a client learns how to log in.
            boolean open = talk.header("Authorization") != null
                    || repositories.values().stream().allMatch(repository -> repository.authorization == null);
            talk.answer(
                    open ? 200 : 401,
                    open ? JSON : Map.of("WWW-Authenticate", "Basic realm=\"registry\""),
                    "{}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        Repository repository = repositories.get(parts.group(1));
        if (repository == null) {
            talk.answer(404, JSON, error("NAME_UNKNOWN", "name unknown"));
            return;
        }
        repository.handle(talk, parts.group(2), parts.group(3));
    }

    private static byte[] error(String code, String message) {
        return ("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * What somebody asked.
     *
     * @param authorization header; null when there was none
     */
    public record Request(
            String method, String path, @Nullable String authorization) {}

    /** One image and how it is served. */
    public static final class Repository {
        private final String reference;
        private final TinyImage image;
        private final AtomicInteger failures = new AtomicInteger();
        private final AtomicInteger cuts = new AtomicInteger();
        private volatile int status = 200;
        private volatile String code = "UNKNOWN";
        private volatile @Nullable String page;
        private volatile int bytesASecond;
        private volatile boolean hangs;
        private volatile @Nullable String onlyFor;
        private volatile @Nullable String authorization;

        private Repository(String reference, TinyImage image) {
            this.reference = reference;
            this.image = image;
        }

        /** With registry and the tag {@code 1}. */
        public String reference() {
            return reference;
        }

        /** Answers so many questions for the manifest with an error; status 0 cuts the connection. */
        public Repository fails(int times, int errorStatus, String errorCode) {
            failures.set(times);
            status = errorStatus;
            code = errorCode;
            return this;
        }

        /** Answers every question for the manifest with a page of HTML, as something that stands before a registry. */
        public Repository answersWith(int errorStatus, String html) {
            page = html;
            return fails(Integer.MAX_VALUE, errorStatus, "");
        }

        /** Cuts so many answers at 60 % of a layer. */
        public Repository cuts(int times) {
            cuts.set(times);
            return this;
        }

        /** Sends layers slowly and steadily. */
        public Repository drips(int perSecond) {
            bytesASecond = perSecond;
            return this;
        }

        /** Takes questions for the manifest and gives no answer until {@code false}. */
        public Repository hangs(boolean still) {
            hangs = still;
            return this;
        }

        /** Lists a build for this architecture and no other. */
        public Repository onlyFor(String architecture) {
            onlyFor = architecture;
            return this;
        }

        /** Asks for this login. */
        public Repository login(String user, String password) {
            authorization = "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
            return this;
        }

        private void handle(HttpConversation talk, String kind, String name) throws IOException, InterruptedException {
            String wanted = authorization;
            if (wanted != null && !wanted.equals(talk.header("Authorization"))) {
                talk.answer(
                        401,
                        Map.of("WWW-Authenticate", "Basic realm=\"registry\""),
                        error("UNAUTHORIZED", "authentication required"));
                return;
            }
            if (kind.equals("manifests")) {
                manifest(talk, name);
            } else {
                blob(talk, name);
            }
        }

        private void manifest(HttpConversation talk, String name) throws IOException, InterruptedException {
            while (hangs) {
                Thread.sleep(50);
            }
            // A client asks with HEAD first and, when that failed, with GET: both are one try.
            boolean failing = talk.method().equals("HEAD")
                    ? failures.get() > 0
                    : failures.getAndUpdate(left -> Math.max(left - 1, 0)) > 0;
            if (failing && status == 0) {
                failures.updateAndGet(left -> Math.max(left - 1, 0));
                return;
            }
            String html = page;
            if (failing && html != null) {
                talk.answer(status, Map.of("Content-Type", "text/html"), html.getBytes(StandardCharsets.UTF_8));
                return;
            }
            if (failing) {
                talk.answer(status, JSON, error(code, "told to fail"));
                return;
            }
            String architecture = onlyFor;
            boolean listed = !name.equals(image.digest());
            byte[] body = architecture != null && listed ? list(architecture) : image.manifest();
            Map<String, String> headers = Map.of(
                    "Content-Type",
                    architecture != null && listed ? LIST_TYPE : TinyImage.MANIFEST_TYPE,
                    "Docker-Content-Digest",
                    TinyImage.digest(body));
            talk.answer(200, headers, body);
        }

        private byte[] list(String architecture) {
            return ("{\"schemaVersion\":2,\"mediaType\":\"" + LIST_TYPE + "\",\"manifests\":[{\"mediaType\":\""
                            + TinyImage.MANIFEST_TYPE + "\",\"size\":" + image.manifest().length + ",\"digest\":\""
                            + image.digest() + "\",\"platform\":{\"architecture\":\"" + architecture
                            + "\",\"os\":\"linux\"}}]}")
                    .getBytes(StandardCharsets.UTF_8);
        }

        private void blob(HttpConversation talk, String digest) throws IOException, InterruptedException {
            byte[] content = image.blob(digest);
            if (content == null) {
                talk.answer(404, JSON, error("BLOB_UNKNOWN", "blob unknown to registry"));
                return;
            }
            boolean layer = content.length > 10_000;
            int end = layer && cuts.getAndUpdate(left -> Math.max(left - 1, 0)) > 0
                    ? content.length * 6 / 10
                    : content.length;
            int piece = layer && bytesASecond > 0 ? bytesASecond / PIECES_A_SECOND : end;
            OutputStream body = talk.begin(200, Map.of(), content.length);
            for (int at = 0; at < end; at += piece) {
                body.write(content, at, Math.min(piece, end - at));
                body.flush();
                if (piece < end) {
                    Thread.sleep(1000 / PIECES_A_SECOND);
                }
            }
        }
    }
}
