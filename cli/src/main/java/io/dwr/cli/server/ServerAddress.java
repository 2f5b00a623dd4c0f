package io.dwr.cli.server;

import io.dwr.cli.CliException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the scheduler is.
 *
 * @param base without a final slash
 */
public record ServerAddress(URI base) {
    static final String VARIABLE = "DWR_SERVER";
    static final String DEFAULT = "http://127.0.0.1:8000";

    /** The flag's address, else the environment's, else the local stack's. */
    public static ServerAddress of(@Nullable String flag, Map<String, String> environment) {
        if (flag != null) {
            return parse(flag, "--server");
        }
        String variable = environment.getOrDefault(VARIABLE, "");
        return variable.isBlank() ? parse(DEFAULT, VARIABLE) : parse(variable, VARIABLE);
    }

    private static ServerAddress parse(String text, String from) {
        String address = text.strip();
        String withScheme = address.contains("://") ? address : "http://" + address;
        try {
            URI uri = new URI(withScheme.replaceAll("/+$", ""));
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return new ServerAddress(uri);
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new CliException(
                "the server's address cannot be used: " + from + " is \"" + text + "\". Give it as http://host:port");
    }

    URI resolve(String pathAndQuery) {
        return URI.create(base + pathAndQuery);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
