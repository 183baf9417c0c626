package io.stagedoor.cli.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether somebody listens where configurations send requests. Sends nothing. */
final class Online {

    private static final int CONNECT_MILLIS = 3000;
    /** A name service may take as long as it likes. */
    private static final long MOST_MILLIS = 6000;

    private static final int AT_ONCE = 16;
    private static final int MOST = 200;

    private Online() {}

    /**
     * Connects to each address.
     *
     * @param said what bundles have said; of kind {@code address}
     * @return for each that is not reached, a finding of kind {@code online}
     */
    static List<Said> unreachable(List<Said> said) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
            Thread thread = new Thread(task, "stagedoor-online");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Map<Said, CompletableFuture<Optional<String>>> asked = new LinkedHashMap<>();
            said.stream()
                    .filter(one -> one.is("address"))
                    .distinct()
                    .limit(MOST)
                    .forEach(one -> asked.put(
                            one,
                            CompletableFuture.supplyAsync(
                                    () -> problem(one.get("host"), Integer.parseInt(one.get("port"))), threads)));
            List<Said> found = new ArrayList<>();
            for (var one : asked.entrySet()) {
                answer(one.getValue()).ifPresent(why -> found.add(finding(one.getKey(), why)));
            }
            return found;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Optional<String> answer(CompletableFuture<Optional<String>> asked) throws InterruptedException {
        try {
            return asked.get(MOST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of("there is no answer");
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getCause()));
        }
    }

    private static Optional<String> problem(String host, int port) {
        try (Socket socket = new Socket()) {
            // Without the brackets of an IPv6 address in a URL.
            socket.connect(
                    new InetSocketAddress(InetAddress.getByName(host.replaceAll("^\\[|]$", "")), port), CONNECT_MILLIS);
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of("no host has this name");
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Said finding(Said address, String why) {
        return Said.error(
                "online",
                address.get(Said.FILE),
                address.get(Said.SETTING),
                "nobody is reached at " + address.get("host") + ":" + address.get("port") + " (" + why
                        + "); start the service, or correct the address");
    }
}
