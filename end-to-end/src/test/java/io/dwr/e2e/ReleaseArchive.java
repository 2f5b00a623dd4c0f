package io.dwr.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The archive that {@code ./dwr package} makes, from what was built for this test run. */
final class ReleaseArchive {
    /** What it unpacks to. */
    static final String FOLDER = "dwr-1.2.3";

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private ReleaseArchive() {}

    static Path pack(Path directory, String name) {
        try {
            Path folder = Files.createDirectories(directory.resolve(name)).resolve(FOLDER);
            Path archive = directory.resolve(name + ".tar.gz");
            String script = "set -u; DWR_ROOT=$1; "
                    + "for part in common build package; do source $1/deploy/local/$part.sh; done; "
                    + "package_folder $2 1.2.3 && package_archive $2 $3";
            Commands.run("bash", "-c", script, "pack", ROOT.toString(), folder.toString(), archive.toString())
                    .succeeded();
            return archive;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
