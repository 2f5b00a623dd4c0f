package io.dwr.executor.check;

import io.dwr.executor.engine.EngineSurvey;
import io.dwr.executor.engine.EngineSurvey.Limits;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether an engine can run containers as jobs want them. */
final class EngineFindings {
    private static final int LEAST_API = 41;
    private static final Set<String> COPYING_DRIVERS = Set.of("vfs");

    private EngineFindings() {}

    static List<Finding> of(EngineSurvey engine, URI host) {
        List<Finding> findings = new ArrayList<>();
        findings.add(version(engine, host));
        findings.addAll(limits(engine.limits()));
        findings.add(storage(engine));
        findings.add(init(engine));
        return findings;
    }

    /** An engine that does not answer. */
    static Finding away(URI host, String message) {
        return Finding.fail("engine", message, remedy(host));
    }

    private static String remedy(URI host) {
        if (!"unix".equals(host.getScheme())) {
            return "start it, or correct DOCKER_HOST";
        }
        Path socket = Path.of(host.getPath());
        if (!Files.exists(socket)) {
            return "install Docker Engine and start it (systemctl enable --now docker), or correct DOCKER_HOST";
        }
        if (!Files.isWritable(socket)) {
            return "this user may not use it: usermod -aG docker " + System.getProperty("user.name")
                    + ", then log in again";
        }
        return "start it (systemctl start docker), and look into its log (journalctl -u docker)";
    }

    private static Finding version(EngineSurvey engine, URI host) {
        String text = "Docker Engine " + engine.facts().version() + ", API " + engine.apiVersion() + ", at " + host;
        if (!engine.osType().equals("linux")) {
            return Finding.fail(
                    "engine", text + ", for containers of " + engine.osType(), "use an engine for Linux containers");
        }
        int minor = minor(engine.apiVersion());
        if (minor < LEAST_API) {
            return Finding.warning("engine", text, "use Docker Engine 20.10 or later: older ones are not tried");
        }
        return Finding.ok("engine", text);
    }

    private static int minor(String apiVersion) {
        String[] parts = apiVersion.split("\\.", -1);
        boolean known = parts.length == 2 && parts[0].equals("1") && parts[1].matches("\\d{1,4}");
        return known ? Integer.parseInt(parts[1]) : LEAST_API;
    }

    private static List<Finding> limits(Limits limits) {
        String text = "cgroup version " + limits.cgroupVersion() + ", driver " + limits.cgroupDriver();
        if (limits.cgroupDriver().equals("none") || !limits.memory() || !limits.cpu()) {
            return List.of(Finding.fail(
                    "cgroup",
                    text + ": the engine cannot limit memory and CPU",
                    "give it the memory and cpu controllers (rootless: delegate them to the user's systemd)"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(
                limits.cgroupVersion() == 2
                        ? Finding.ok("cgroup", text)
                        : Finding.warning(
                                "cgroup",
                                text + ": newer systemd and Docker releases leave it behind",
                                "boot with cgroup version 2 (systemd.unified_cgroup_hierarchy=1)"));
        findings.add(
                limits.swap()
                        ? Finding.ok("swap", "limited together with memory")
                        : Finding.warning(
                                "swap",
                                "the engine cannot limit swap: a job over its memory slows the machine down",
                                "switch swap off (swapoff -a), or boot with swapaccount=1"));
        findings.add(
                limits.pids()
                        ? Finding.ok("pids", "limited")
                        : Finding.warning(
                                "pids",
                                "the engine cannot limit processes: one job may use them all",
                                "give the engine the pids controller"));
        return findings;
    }

    private static Finding storage(EngineSurvey engine) {
        String driver = engine.storageDriver();
        if (COPYING_DRIVERS.contains(driver)) {
            return Finding.warning(
                    "storage",
                    "driver " + driver + " copies the whole image for each container",
                    "set \"storage-driver\": \"overlay2\" in /etc/docker/daemon.json, on a disk that takes it");
        }
        return Finding.ok("storage", "driver " + driver);
    }

    private static Finding init(EngineSurvey engine) {
        if (engine.init()) {
            return Finding.ok("init", "the engine has its init process");
        }
        return Finding.fail(
                "init",
                "the engine does not find docker-init, which every job gets unless it says init: false",
                "install it (Debian: apt-get install tini), then restart the engine");
    }
}
