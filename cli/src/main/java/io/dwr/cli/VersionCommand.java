package io.dwr.cli;

import picocli.CommandLine.Command;

/** {@code dwr version}. */
@Command(name = "version", description = "Print the version of this program.")
final class VersionCommand implements Runnable {
    private final Session session;

    VersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String version = Dwr.class.getPackage().getImplementationVersion();
        session.console().line("dwr " + (version == null ? "(unpacked)" : version));
    }
}
