package io.dwr.benchmarks.engine;

import io.dwr.benchmarks.http.HttpAddress;
import io.dwr.benchmarks.http.HttpAnswer;
import io.dwr.benchmarks.http.HttpConnection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection to the engine. For one thread. */
public final class Engine implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"Id\":\"([0-9a-f]{64})\"");
    private static final int NOT_FOUND = 404;

    private final HttpConnection connection;

    public Engine(HttpAddress address) {
        this.connection = new HttpConnection(address);
    }

    /** From nothing to gone: create, start, wait, remove. */
    public void run(ContainerForm form) {
        String id = create(form);
        start(id);
        await(id);
        remove(id);
    }

    public String create(ContainerForm form) {
        String answer =
                connection.call("POST", "/containers/create", form.json()).orFail("create");
        Matcher id = ID.matcher(answer);
        if (!id.find()) {
            throw new IllegalStateException("create gave no id: " + answer);
        }
        return id.group(1);
    }

    public void start(String id) {
        connection.call("POST", "/containers/" + id + "/start", "").orFail("start");
    }

    public void await(String id) {
        connection.call("POST", "/containers/" + id + "/wait", "").orFail("wait");
    }

    public void stop(String id) {
        HttpAnswer answer = connection.call("POST", "/containers/" + id + "/stop?t=10", "");
        if (answer.status() >= 400) {
            answer.orFail("stop");
        }
    }

    public void remove(String id) {
        connection.call("DELETE", "/containers/" + id + "?v=1&force=1", "").orFail("remove");
    }

    /** Whether the engine has a container of this name or id. */
    public boolean has(String name) {
        HttpAnswer answer = connection.get("/containers/" + name + "/json");
        if (answer.status() == NOT_FOUND) {
            return false;
        }
        answer.orFail("inspect");
        return true;
    }

    /** Follows a container's output as the engine stores it; the connection serves nothing else until its end. */
    public EngineOutput follow(String id) {
        return new EngineOutput(connection, "/containers/" + id + "/logs?follow=1&stdout=1&stderr=1");
    }

    @Override
    public void close() {
        connection.close();
    }
}
