package io.stagedoor.red5.plugin;

import io.stagedoor.host.log.StagedoorLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;

/**
 * Checks what the Tomcat of a stock Red5 logs of requests: the query of every URL, and so the token of every player that carries it there, in its
 * access log; and in its other log a request that it cannot read.
 */
final class TomcatLogs {

    private static final Logger LOG = StagedoorLog.logger(TomcatLogs.class);

    private static final Pattern VALVE = Pattern.compile("<bean[^>]*\\bAccessLogValve\".*?</bean>", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern PATTERN = Pattern.compile("name=\"pattern\"\\s+value=\"([^\"]*)\"");

    /** Those two are names for patterns that hold the request's first line. */
    private static final Pattern TELLS = Pattern.compile("(?i)common|combined|.*%[rq].*", Pattern.DOTALL);

    /** A setting of Tomcat's: how it logs what is wrong with what a client sent. */
    private static final String OF_CLIENTS = "org.apache.juli.logging.UserDataHelper.CONFIG";

    private TomcatLogs() {}

    /** Has requests that Tomcat cannot read logged at DEBUG only: the exception tells the whole target. For before Tomcat starts. */
    static void hush() {
        if (System.getProperty(OF_CLIENTS) == null) {
            System.setProperty(OF_CLIENTS, "DEBUG_ALL");
        }
    }

    /** Warns of an access log that tells queries: it is not ours to change, but its owner should know. */
    static void warn(Path home) {
        Path file = home.resolve("conf/jee-container.xml");
        try {
            if (tellsQueries(Files.readString(file, StandardCharsets.UTF_8))) {
                LOG.warn(
                        "conf/jee-container.xml: Tomcat's access log holds the query of each URL, tokens and passwords included. To leave it out, give the bean of AccessLogValve the pattern: %h %l %u %t &quot;%m %U %H&quot; %s %b");
            }
        } catch (IOException e) {
            LOG.debug("Cannot read {}.", file, e);
        }
    }

    /** Whether a configuration of Tomcat has requests logged with their queries. */
    static boolean tellsQueries(String configuration) {
        Matcher valve = VALVE.matcher(COMMENT.matcher(configuration).replaceAll(""));
        while (valve.find()) {
            Matcher pattern = PATTERN.matcher(valve.group());
            // Tomcat's default is "common".
            if (!pattern.find() || TELLS.matcher(pattern.group(1)).matches()) {
                return true;
            }
        }
        return false;
    }
}
