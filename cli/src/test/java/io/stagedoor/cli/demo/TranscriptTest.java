package io.stagedoor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TranscriptTest {

    private final StringWriter text = new StringWriter();
    private final Transcript transcript = new Transcript(new PrintWriter(text));

    @Test
    void is_good_as_long_as_everything_is_as_it_should_be() {
        transcript.attempt("bob", "plays", "NetStream.Play.Start", true);

        assertThat(transcript.good()).isTrue();
        assertThat(text.toString()).contains("  ok   bob ");
    }

    @Test
    void one_thing_that_is_not_as_it_should_be_is_not_forgotten() {
        transcript.attempt("bob", "plays", "closed", false);
        transcript.attempt("alice", "publishes", "NetStream.Publish.Start", true);

        assertThat(transcript.good()).isFalse();
        assertThat(text.toString()).contains("  BAD  bob ");
    }
}
