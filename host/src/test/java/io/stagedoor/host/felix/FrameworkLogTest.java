package io.stagedoor.host.felix;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FrameworkLogTest {

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(FrameworkLog.class);
    private final FrameworkLog log = new FrameworkLog();

    /** As in {@code org.osgi.service.log.LogService}. */
    interface LogService {
        void log(int level, String message, Throwable thrown);
    }

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private void log(int level, String message, Throwable thrown) throws Exception {
        Method method = LogService.class.getMethods()[0];
        log.invoke(null, method, new Object[] {level, message, thrown});
    }

    private List<String> told() {
        return lines.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    @Test
    void what_bundles_log_is_one_line_with_its_causes_and_no_stack() throws Exception {
        log(1, "bundle x\nfailed", new IllegalStateException("token=abc.def", new IOException("disk")));
        log(2, "a warning", null);
        log(3, "a remark", null);
        assertThat(told())
                .containsExactly(
                        "ERROR bundle x | failed: java.lang.IllegalStateException: token=***; caused by java.io.IOException: disk",
                        "WARN a warning");
    }

    @Test
    void why_a_jar_does_not_start_is_kept_until_it_works() {
        IOException why = new IOException("why");
        log.keep("file:/b/a.jar", why);
        assertThat(told()).isEmpty();
        assertThat(log.failure("file:/b/a.jar")).isSameAs(why);
        log.forget("file:/b/a.jar");
        assertThat(log.failure("file:/b/a.jar")).isNull();
    }

    @Test
    void a_configuration_that_cannot_be_read_is_told_once_without_its_values() throws Exception {
        log(1, "Failed to install artifact: /c/stagedoor.application-live.cfg", new IllegalArgumentException("s3cret"));
        log(1, "Failed to install artifact: /c/stagedoor.application-live.cfg", new IllegalArgumentException("s3cret"));
        assertThat(told())
                .singleElement()
                .asString()
                .startsWith("ERROR /c/stagedoor.application-live.cfg: not applied: ")
                .doesNotContain("s3cret");
    }

    @Test
    void a_file_is_named_whatever_the_framework_says_before_it() throws Exception {
        log(1, "Failed to update artifact /c/stagedoor.application-live.cfg", new IllegalArgumentException("s3cret"));
        assertThat(told())
                .singleElement()
                .asString()
                .startsWith("ERROR /c/stagedoor.application-live.cfg: not applied");
    }

    @Test
    void a_full_disk_is_not_the_fault_of_a_file() throws Exception {
        Throwable full = new IllegalStateException(new IOException("No space left on device"));
        log(1, "Failed to install artifact: /c/stagedoor.application-live.cfg", full);
        assertThat(told()).singleElement().asString().contains("the disk of stagedoor/state is full");
    }

    /** As in {@code org.osgi.service.log.LoggerFactory}. */
    interface OsgiLoggers {
        OsgiLogger getLogger(Class<?> type);
    }

    interface OsgiLogger {
        void error(String format, Object one, Object other);

        boolean isErrorEnabled();

        String getName();
    }

    @Test
    void a_logger_of_the_service_writes_to_the_same_place() throws Exception {
        OsgiLogger osgi =
                (OsgiLogger) log.invoke(null, OsgiLoggers.class.getMethods()[0], new Object[] {FrameworkLog.class});
        osgi.error("{} of\n{}", 1, new IOException("disk"));
        assertThat(osgi.getName()).isEqualTo(FrameworkLog.class.getName());
        assertThat(osgi.isErrorEnabled()).isTrue();
        assertThat(told()).singleElement().asString().startsWith("ERROR 1 of");
    }
}
