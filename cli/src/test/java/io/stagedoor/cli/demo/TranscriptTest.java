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

    @Test
    void the_longest_lines_fit_a_terminal() {
        transcript.attempt(
                "carol, expired token",
                "publishes live/room1/show",
                "NetStream.Publish.BadName: ROLE_NOT_ALLOWED",
                true);
        transcript.attempt(
                "alice, wrong password",
                "connects to live/room2",
                "NetConnection.Connect.Rejected: ROOM_NOT_ALLOWED",
                true);
        transcript.attempt("the server", "applies the change", "after 12345 ms; 100 connected before, 0 refused", true);
        transcript.attempt(
                "the old secret", "ends at 22:24:35Z", "150 connected before; first refusal 22:24:35.120Z", true);
        transcript.attempt("bob", "keeps watching", "1000 video and audio frames received, gap 100 ms", true);

        assertThat(text.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }
}
