package io.stagedoor.red5.plugin.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.stagedoor.auth.support.text.Redacted;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What another encoder writes, with a digest in place of the id of each RTMPT session that there is, and without secrets: a stream's name in a message of
 * Red5's may hold a token, a ticket or a password. Thread-safe if the other is.
 */
final class RedactingEncoder extends EncoderBase<ILoggingEvent> {

    /** So many capital letters and digits are a session's id in every Red5. */
    private static final int ID_LENGTH = 13;

    /** Keeps every byte as it is; ids are ASCII, as they are in UTF-8. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final Encoder<ILoggingEvent> encoder;
    private final Function<String, Optional<String>> shown;

    /**
     * @param shown what stands for a word that may be a session's id; empty for one that is none
     */
    RedactingEncoder(Encoder<ILoggingEvent> encoder, Function<String, Optional<String>> shown) {
        this.encoder = encoder;
        this.shown = shown;
        setContext(encoder.getContext());
    }

    @Override
    public byte[] headerBytes() {
        return encoder.headerBytes();
    }

    @Override
    public byte @Nullable [] encode(ILoggingEvent event) {
        byte[] written = encoder.encode(event);
        return written == null
                ? null
                : redacted(hidden(new String(written, BYTES), shown)).getBytes(BYTES);
    }

    @Override
    public byte[] footerBytes() {
        return encoder.footerBytes();
    }

    @Override
    public boolean isStarted() {
        return encoder.isStarted();
    }

    @Override
    public void stop() {
        encoder.stop();
    }

    /**
     * A text with something else in the place of ids.
     *
     * @param shown what stands for a word that may be a session's id; empty for one that is none
     */
    static String hidden(String text, Function<String, Optional<String>> shown) {
        StringBuilder hidden = null;
        int copied = 0;
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && isOfId(text.charAt(i))) {
                continue;
            }
            if (i - begin == ID_LENGTH) {
                Optional<String> digest = shown.apply(text.substring(begin, i));
                if (digest.isPresent()) {
                    hidden = hidden == null ? new StringBuilder(text.length() + ID_LENGTH) : hidden;
                    hidden.append(text, copied, begin).append(digest.get());
                    copied = i;
                }
            }
            begin = i + 1;
        }
        return hidden == null
                ? text
                : hidden.append(text, copied, text.length()).toString();
    }

    /** Line by line: a secret ends with its line, and a stack behind a message stays. */
    private static String redacted(String text) {
        int end = text.indexOf('\n');
        if (end < 0 || end == text.length() - 1) {
            return Redacted.of(text);
        }
        StringBuilder redacted = new StringBuilder(text.length());
        int begin = 0;
        for (; end >= 0; end = text.indexOf('\n', begin)) {
            redacted.append(Redacted.of(text.substring(begin, end))).append('\n');
            begin = end + 1;
        }
        return redacted.append(Redacted.of(text.substring(begin))).toString();
    }

    private static boolean isOfId(char c) {
        return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
