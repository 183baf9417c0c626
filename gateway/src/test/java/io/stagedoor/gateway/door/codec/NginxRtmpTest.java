package io.stagedoor.gateway.door.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nginx 1.22.1 with nginx-rtmp-module 1.2.2 sent when ffmpeg 5.1, and hostile clients, came to it. */
class NginxRtmpTest {

    private static final String AGENT = "flashver=FMLE/3.0%20(compatible%3B%20Lavf59.27";
    private static final String URL = "tcurl=rtmp://127.0.0.1:19350/live";

    private final NginxRtmp codec = new NginxRtmp();

    /** What stands before the fields of each call. */
    private static String common(String url) {
        return "app=live&" + AGENT + "&swfurl=&" + url + "&pageurl=&addr=127.0.0.1&";
    }

    private Hook read(String body) throws Malformed {
        return codec.read(
                new Ask(
                        "POST",
                        "/hooks/nginx-rtmp/edge1",
                        "",
                        Map.of(),
                        body.getBytes(StandardCharsets.UTF_8),
                        "127.0.0.1",
                        false),
                null);
    }

    private Hook publish(String name, String args) throws Malformed {
        return read(common(URL) + "clientid=54&call=publish&name=" + name + "&type=live" + args);
    }

    private static ClientParameters shown(Hook hook) {
        ClientParameters parameters = new ClientParameters();
        hook.credentials().accept(parameters);
        return parameters;
    }

    private static String token(Hook hook) {
        return shown(hook).credentials().token().orElseThrow().reveal();
    }

    @Test
    void a_publisher_is_known_by_its_name_and_the_token_behind_it() throws Exception {
        Hook hook = publish("room1/show", "&token=TOKROOM");
        assertThat(hook.event()).isEqualTo(Hook.Event.BEGIN);
        assertThat(hook.action()).contains(Action.PUBLISH);
        assertThat(hook.protocol()).contains(Protocol.RTMP);
        assertThat(hook.path()).isEqualTo("/live/room1/show");
        assertThat(hook.address()).isEqualTo("127.0.0.1");
        assertThat(hook.userAgent()).isEqualTo("FMLE/3.0 (compatible; Lavf59.27");
        assertThat(hook.mode()).isEqualTo("live");
        assertThat(token(hook)).isEqualTo("TOKROOM");
    }

    @ParameterizedTest
    @CsvSource({
        "clientid=4&call=play&name=show&start=4294965296&duration=0&reset=0&token=T, BEGIN, SUBSCRIBE",
        "clientid=4&call=update_publish&time=3&timestamp=2923&name=show&token=T, UPDATE, PUBLISH",
        "clientid=4&call=update_play&time=3&timestamp=2923&name=show&token=T, UPDATE, SUBSCRIBE",
        "clientid=4&call=publish_done&name=show&token=T, END, PUBLISH",
        "clientid=4&call=play_done&name=show&token=T, END, SUBSCRIBE"
    })
    void each_call_about_a_stream_is_of_the_same_client(String fields, Hook.Event event, Action action)
            throws Exception {
        Hook hook = read(common(URL) + fields);
        assertThat(hook.event()).isEqualTo(event);
        assertThat(hook.action()).contains(action);
        assertThat(hook.key()).isEqualTo("4/" + action + "/show");
        assertThat(token(hook)).isEqualTo("T");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clientid=1&call=done&name=show&token=T",
                "clientid=1&call=record_done&recorder=&name=show&path=/var/rec/show.flv",
                "clientid=1&call=disconnect&app=live"
            })
    void nobody_has_to_decide_about_other_calls(String fields) throws Exception {
        assertThat(read(common(URL) + fields).event()).isEqualTo(Hook.Event.OTHER);
    }

    @Test
    void a_token_behind_the_application_stands_in_the_url_of_its_streams() throws Exception {
        Hook hook = read(common(URL + "%3Ftoken=TOKAPP") + "clientid=16&call=publish&name=show&type=live");
        assertThat(token(hook)).isEqualTo("TOKAPP");
    }

    @Test
    void a_connect_has_the_arguments_of_the_application() throws Exception {
        Hook hook = read(common(URL + "%3Ftoken=TOKAPP") + "epoch=3559394&call=connect&token=TOKAPP");
        assertThat(hook.event()).isEqualTo(Hook.Event.CONNECT);
        assertThat(hook.action()).isEmpty();
        assertThat(hook.path()).isEqualTo("/live");
        assertThat(token(hook)).isEqualTo("TOKAPP");
    }

    @Test
    void two_tokens_are_an_ambiguity() throws Exception {
        Hook hook = read(common(URL + "%3Ftoken=ONE") + "clientid=16&call=publish&name=show&type=live&token=TWO");
        assertThat(shown(hook).refusal()).contains(Reason.AMBIGUOUS_CREDENTIALS);
        assertThat(shown(publish("show", "&token=ONE&token=TWO")).refusal()).contains(Reason.AMBIGUOUS_CREDENTIALS);
    }

    /** The stream name {@code show?name=evil&call=play&app=other&addr=1.2.3.4&clientid=99&tcurl=x&token=T}. */
    @Test
    void fields_that_a_client_adds_are_none_of_the_servers() throws Exception {
        Hook hook = publish("show", "&name=evil&call=play&app=other&addr=1.2.3.4&clientid=99&tcurl=x&token=T");
        assertThat(hook.action()).contains(Action.PUBLISH);
        assertThat(hook.path()).isEqualTo("/live/show");
        assertThat(hook.address()).isEqualTo("127.0.0.1");
        assertThat(hook.key()).isEqualTo("54/PUBLISH/show");
        assertThat(token(hook)).isEqualTo("T");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call=publish&clientid=54&name=show&type=live",
                "clientid=54&call=publish&type=live&name=show",
                "clientid=54&call=publish&name=show",
                "clientid=54&call=stream&name=show&type=live",
                "clientid=54&clientid=55&call=publish&name=show&type=live",
                "clientid=x&call=publish&name=show&type=live",
                "clientid=54&call=publish&name=sh%6&type=live",
                "clientid=54&call=publish&name=%ff&type=live"
            })
    void another_order_is_none_of_the_server(String fields) {
        assertThatThrownBy(() -> read(common(URL) + fields)).isInstanceOf(Malformed.class);
    }

    @Test
    void a_name_is_decoded_once_and_taken_as_the_server_uses_it() throws Exception {
        assertThat(publish("sh%256Fw%253Fx%26a%2Bb=c", "&token=T?u=1").path()).isEqualTo("/live/sh%6Fw%3Fx&a+b=c");
        assertThat(token(publish("show", "&token=T?u=1"))).isEqualTo("T?u=1");
        Hook hook = publish("%C5%BElu%C5%A5%20%C5%91k%23x%3By", "&token=a%2Bc%26d&p=žluť");
        assertThat(hook.path()).isEqualTo("/live/žluť ők#x;y");
        assertThat(token(hook)).isEqualTo("a+c&d");
        assertThat(shown(hook).others()).containsEntry("p", "žluť");
    }

    @Test
    void what_the_server_has_cut_is_refused_with_a_word_about_it() {
        String cut = "n".repeat(255 - "show?token=".length());
        assertThatThrownBy(() -> publish("show", "&token=" + cut))
                .hasMessageContaining("cut by nginx-rtmp at 255 bytes");
        assertThatThrownBy(() -> publish("n".repeat(255), "")).hasMessageContaining("cut by nginx-rtmp");
        assertThatThrownBy(() -> read(
                        common("tcurl=" + "u".repeat(253) + "%3Fx") + "clientid=93&call=publish&name=show&type=live"))
                .hasMessageContaining("cut by nginx-rtmp");
    }

    @Test
    void the_longest_token_that_is_whole_is_taken() throws Exception {
        String whole = "n".repeat(254 - "show?token=".length());
        assertThat(token(publish("show", "&token=" + whole))).isEqualTo(whole);
    }

    /** {@code notify_method get} puts line breaks of the client into the head of the request. */
    @Test
    void another_method_than_post_is_refused() {
        Ask ask = new Ask(
                "GET",
                "/hooks/nginx-rtmp/edge1",
                common(URL) + "clientid=1&call=publish&name=show&type=live&token=x",
                Map.of("X-Injected", java.util.List.of("yes")),
                new byte[0],
                "127.0.0.1",
                false);
        assertThatThrownBy(() -> codec.read(ask, null)).isInstanceOf(Malformed.class);
    }

    @Test
    void answers_close_the_connection_and_are_no_redirect() throws Exception {
        Reply allowed = codec.allow(publish("show", ""), Optional.of(Duration.ofSeconds(5)));
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.closes()).isTrue();
        assertThat(codec.refuse().status()).isEqualTo(403);
        assertThat(codec.refuse().closes()).isTrue();
    }
}
