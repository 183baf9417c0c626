package io.stagedoor.red5.plugin.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.red5.server.service.Call;

class StreamCallTest {

    private static Call call(String method, Object... arguments) {
        return new Call(null, method, arguments);
    }

    private static StreamCall read(Call call) {
        return StreamCall.of(call, StreamNames.method(call)).orElseThrow();
    }

    static Stream<Arguments> named() {
        return Stream.of(
                arguments(call("publish", "s"), "publish", "s", "live"),
                arguments(call("publish", "s?token=t", "record"), "publish", "s?token=t", "record"),
                arguments(call("@publish", "s", "append"), "publish", "s", "append"),
                arguments(call("play", "s"), "play", "s", ""),
                arguments(call("play", "s?a", -2000), "play", "s?a", ""),
                arguments(call("play", "s", -2000, -1000), "play", "s", ""),
                arguments(call("play", "s", -2000, -1000, 0), "play", "s", ""),
                arguments(call("play2", Map.of("streamName", "s", "transition", "stop")), "play", "s", ""),
                arguments(call("play2", "old", 0, "swap", -1, 0.0, "new"), "play", "new", ""));
    }

    @ParameterizedTest
    @MethodSource("named")
    void reads_the_name_that_red5_would_open(Call call, String action, String name, String mode) {
        StreamCall wish = read(call);
        assertThat(wish.use().text()).isEqualTo(action);
        assertThat(wish.name()).isEqualTo(name);
        assertThat(wish.mode()).isEqualTo(mode);
    }

    @SuppressWarnings("UnnecessaryStringBuilder") // equal to no text
    static Stream<Call> nameless() {
        Map<Object, Object> twice = new HashMap<>();
        twice.put("streamName", "a");
        twice.put(new StringBuilder("streamName"), "b");
        return Stream.of(
                call("publish"),
                new Call(null, "publish", null),
                call("publish", (Object) null),
                call("publish", "a", "live", "x"),
                call("publish", "a", 5),
                call("publish", "a", null),
                call("publish", List.of("a")),
                call("publish", false, "live"),
                call("publish", "false"),
                call("publish", "mp4:false?x", "live"),
                call("play"),
                call("play", 5),
                call("play", Arrays.asList("a")),
                call("play", "a", 0, 0, true, "x"),
                call("play2"),
                call("play2", "a"),
                call("play2", Map.of()),
                call("play2", Map.of("streamName", 5)),
                call("play2", twice),
                call("play2", "old", 0, "swap", -1, 0.0, 7),
                call("play2", Map.of("streamName", "a"), "x"));
    }

    @ParameterizedTest
    @MethodSource("nameless")
    void gives_no_name_to_arguments_that_red5_would_convert_into_one(Call call) {
        StreamCall wish = read(call);
        assertThat(wish.name()).isNull();
        assertThat(wish.hideQuery()).isEmpty();
    }

    @Test
    void a_wish_to_stop_is_no_wish_for_a_stream() {
        assertThat(StreamCall.of(call("publish", false), "publish")).isEmpty();
        assertThat(StreamCall.of(call("play", true), "play")).isEmpty();
        assertThat(StreamCall.of(call("deleteStream", 1), "deleteStream")).isEmpty();
    }

    @Test
    void spells_a_wish_to_stop_out_so_that_red5_has_one_method_to_choose() {
        Call stop = call("publish", false);
        assertThat(StreamCall.spellOutStop(stop, "publish")).isTrue();
        assertThat(stop.getServiceMethodName()).isEqualTo("closeStream");
        assertThat(stop.getArguments()).isEmpty();
        assertThat(StreamCall.spellOutStop(call("publish", true), "publish"))
                .as("nothing to do")
                .isFalse();
        Call other = call("pause", false);
        assertThat(StreamCall.spellOutStop(other, "pause")).isTrue();
        assertThat(other.getArguments()).containsExactly(false);
    }

    @Test
    void knows_a_wish_for_the_next_item() {
        assertThat(StreamCall.skips(call("play", false), "play")).isTrue();
        assertThat(StreamCall.skips(call("play", true), "play")).isFalse();
        assertThat(StreamCall.skips(call("play", "a"), "play")).isFalse();
        assertThat(StreamCall.skips(call("pause", false), "pause")).isFalse();
    }

    @Test
    void takes_the_query_out_of_the_call() {
        Call call = call("publish", "s?token=secret", "live");
        assertThat(read(call).hideQuery()).isEqualTo("s");
        assertThat(call.getArguments()).containsExactly("s", "live");
    }

    @Test
    void spells_a_single_argument_out_so_that_red5_has_one_method_to_choose() {
        Call publish = call("publish", "s?k=v");
        read(publish).hideQuery();
        assertThat(publish.getArguments()).containsExactly("s", "live");
        Call play = call("play", "s");
        read(play).hideQuery();
        assertThat(play.getArguments()).containsExactly("s", -2000);
    }

    @Test
    void takes_the_query_out_of_both_names_of_a_swap() {
        Map<String, Object> options =
                new HashMap<>(Map.of("streamName", "new?token=secret", "oldStreamName", "old?token=secret"));
        read(call("play2", options)).hideQuery();
        assertThat(options).containsEntry("streamName", "new").containsEntry("oldStreamName", "old");
        Call positional = call("play2", "old?token=secret", 0, "swap", -1, 0.0, "new?token=secret");
        read(positional).hideQuery();
        assertThat(positional.getArguments()).containsExactly("old", 0, "swap", -1, 0.0, "new");
    }

    @Test
    void shows_no_query() {
        assertThat(read(call("publish", "s?token=secret")).toString())
                .contains("s")
                .doesNotContain("secret");
    }

    @Test
    void takes_the_query_off_names_in_calls_that_only_mention_a_stream() {
        for (String method : List.of("getStreamLength", "releaseStream", "FCPublish", "FCUnpublish", "@FCSubscribe")) {
            Call call = call(method, "s?token=secret", 5, null, List.of("s?token=secret"), Map.of("s?token=secret", 1));
            assertThat(Mentions.take(call)).isPresent();
            assertThat(call.getArguments()).containsExactly("s", 5, null, null, null);
        }
        Call other = call("search", "what?");
        assertThat(Mentions.take(other)).isEmpty();
        assertThat(other.getArguments()).containsExactly("what?");
        assertThat(Mentions.take(new Call(null, "FCPublish", null))).isPresent();
    }

    @Test
    void ids_that_red5_could_give_are_whole_and_few() {
        for (Object id : new Object[] {1, 1.0, 320.0}) {
            assertThat(StreamCall.isStreamId(new Object[] {id, "x"})).isTrue();
        }
        for (Object id : new Object[] {0, -1, 321, 1.5, Double.NaN, 4_294_967_297.0, "1", null}) {
            assertThat(StreamCall.isStreamId(new Object[] {id})).isFalse();
        }
        assertThat(StreamCall.isStreamId(new Object[0])).isFalse();
        assertThat(StreamCall.isStreamId(null)).isFalse();
    }
}
