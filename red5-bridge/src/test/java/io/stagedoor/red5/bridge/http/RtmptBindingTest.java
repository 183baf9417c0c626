package io.stagedoor.red5.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.request.FakeRequest;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtmptBindingTest {

    private static final String ID = "R5BNHZJ1MAIJP";

    private final Map<String, String> opened = Map.of(ID, "192.0.2.7");
    private boolean on = true;
    private final RtmptBinding binding = new RtmptBinding(() -> on, id -> Optional.ofNullable(opened.get(id)));

    @ParameterizedTest
    @ValueSource(strings = {"/send", "/idle", "/close"})
    void a_session_is_driven_from_the_network_that_opened_it_only(String path) {
        assertThat(refusal(path, "/" + ID + "/5", "192.0.2.7")).isEmpty();
        assertThat(refusal(path, "/" + ID + "/5", "192.0.2.99")).isEmpty();
        assertThat(refusal(path, "/" + ID + "/5", "192.0.3.7")).contains(400);
        on = false;
        assertThat(refusal(path, "/" + ID + "/5", "192.0.3.7")).isEmpty();
    }

    @Test
    void a_session_of_others_and_none_are_told_alike() {
        HttpAnswer others = binding.refusal(request("/send", "/" + ID + "/5", "/send/" + ID + "/5", "198.51.100.1"))
                .orElseThrow();
        HttpAnswer none = binding.refusal(request("/send", "/NONE/5", "/send/NONE/5", "198.51.100.1"))
                .orElseThrow();
        assertThat(others.status()).isEqualTo(none.status());
        assertThat(others.headers()).isEqualTo(none.headers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x/R5BNHZJ1MAIJP/1/../../../send/NONE/1",
                "/send;x=1/R5BNHZJ1MAIJP/1",
                "/send/R5BNHZJ1MAIJ%50/1",
                "//send/R5BNHZJ1MAIJP/1",
                "/./R5BNHZJ1MAIJP/../send/R5BNHZJ1MAIJP/1"
            })
    void a_path_that_is_spelled_otherwise_is_refused_from_anywhere(String uri) {
        assertThat(binding.refusal(request("/send", "/" + ID + "/1", uri, "192.0.2.7")))
                .isPresent();
    }

    @Test
    void what_does_not_drive_a_session_goes_on() {
        assertThat(refusal("/open", "/1", "203.0.113.5")).isEmpty();
        assertThat(refusal("/fcs", "/ident2", "203.0.113.5")).isEmpty();
        assertThat(refusal("", "/index.html", "203.0.113.5")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.254, true",
        "192.0.2.1, 192.0.1.1, false",
        "::ffff:192.0.2.1, 192.0.2.9, true",
        "2001:db8::1, 2001:db8::ffff:1, true",
        "2001:db8::1, '[2001:db8::2]', true",
        "fe80::1%eth0, fe80::2, true",
        "2001:db8:0:1::1, 2001:db8:0:2::1, false",
        "localhost, localhost, false",
        "'', '', false",
        "192.0.2.1, 2001:db8::1, false"
    })
    void networks(String one, String another, boolean same) {
        assertThat(RtmptBinding.isOneNetwork(one, another)).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/open", "/send", "/idle", "/close", "/fcs"})
    void the_tunnel_is_at_the_top_of_the_server_only(String folder) {
        assertThat(RtmptBinding.isTunnel(
                        FakeRequest.request("POST", folder + "/1").in("").servlet(folder)))
                .isTrue();
        assertThat(RtmptBinding.isTunnel(FakeRequest.get(folder + "/1").in("").servlet(folder)))
                .isFalse();
        assertThat(RtmptBinding.isTunnel(
                        FakeRequest.request("POST", folder + "/x.flv").in("")))
                .isFalse();
        assertThat(RtmptBinding.isTunnel(
                        FakeRequest.request("POST", folder + "/1").servlet(folder)))
                .isFalse();
    }

    private Optional<Integer> refusal(String servletPath, String pathInfo, String address) {
        return binding.refusal(request(servletPath, pathInfo, servletPath + pathInfo, address))
                .map(HttpAnswer::status);
    }

    private static HttpRequest request(String servletPath, String pathInfo, String uri, String address) {
        return FakeRequest.request("POST", servletPath)
                .in("")
                .at(servletPath, pathInfo)
                .uri(uri)
                .from(address);
    }
}
