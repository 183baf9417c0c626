package io.stagedoor.host.felix;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What bundles find out by connecting to the services that their configurations name, each by a class of its own. */
final class OnlineChecks {

    /** The header of a bundle that names its class. */
    static final String HEADER = "Stagedoor-Online";

    private static final int AT_ONCE = 16;
    private static final int MOST = 200;
    private static final long MOST_SECONDS = 30;

    private final Stage stage;
    private final Consumer<Map<String, String>> found;

    OnlineChecks(Stage stage, Consumer<Map<String, String>> found) {
        this.stage = stage;
        this.found = found;
    }

    /** Has each configuration looked at, for half a minute at most. Tells of kind {@code online} what is wrong, of kind {@code keys} what is there. */
    void look(List<Planned> configurations) throws InterruptedException {
        List<Callable<Void>> looks = new ArrayList<>();
        for (Helper helper : Helper.of(stage, HEADER)) {
            configurations.stream()
                    .filter(helper::isFor)
                    .limit(MOST)
                    .forEach(one -> looks.add(() -> {
                        look(one, helper);
                        return null;
                    }));
        }
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
            Thread thread = new Thread(task, "stagedoor-online");
            thread.setDaemon(true);
            return thread;
        });
        try {
            threads.invokeAll(looks, MOST_SECONDS, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
    }

    private void look(Planned one, Helper helper) {
        Map<String, String> said = new HashMap<>();
        try {
            ((Map<?, ?>) helper.with(one, stage).call("look").value())
                    .forEach((key, value) -> said.put(String.valueOf(key), String.valueOf(value)));
        } catch (ReflectiveOperationException | IllegalStateException | LinkageError e) {
            said.put("problem", "bundle " + helper.bundle() + " cannot look: " + OneLine.of(e));
        }
        if (said.isEmpty()) {
            return;
        }
        said.put("file", one.file());
        String problem = said.remove("problem");
        if (problem == null) {
            said.put("kind", "keys");
        } else {
            said.putAll(Map.of("kind", "online", "severity", "error", "text", problem));
        }
        found.accept(said);
    }
}
