package io.stagedoor.auth.jwt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.jwt.internal.issuer.OnlineKeys;
import io.stagedoor.auth.support.RawServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a check finds out about an issuer by asking it. */
class OnlineKeysTest {

    private volatile String keys = SigningParty.of("RS256").jwk("one", "") + ","
            + SigningParty.of("ES256").jwk("two", "");
    private volatile String named = "";
    private RawServer provider;

    {
        provider = new RawServer((socket, number) -> RawServer.write(
                socket,
                RawServer.ok(
                        provider.head().startsWith("GET /realm/.well-known/openid-configuration ")
                                ? "{\"issuer\":\"" + named + "\",\"jwks_uri\":\"" + provider.url("/certs") + "\"}"
                                : "{\"keys\":[" + keys + "]}")));
        named = provider.url("/realm");
    }

    @AfterEach
    void stop() throws IOException {
        provider.close();
    }

    private Map<String, String> look(String... changes) {
        Map<String, Object> properties = new HashMap<>(
                Map.of("name", "a", "issuer", provider.url("/realm"), "keys", "discovery", "audiences", "media"));
        for (int i = 0; i < changes.length; i += 2) {
            properties.put(changes[i], changes[i + 1]);
        }
        return new OnlineKeys(properties).look();
    }

    @Test
    void it_counts_the_keys_that_can_be_used() {
        assertThat(look())
                .containsOnly(
                        Map.entry("algorithms", "RS256, ES256"),
                        Map.entry("keys", "2"),
                        Map.entry("refreshMinutes", "60"));
        assertThat(look("algorithms", "ES256", "keysRefreshMinutes", "15"))
                .containsOnly(
                        Map.entry("algorithms", "ES256"), Map.entry("keys", "1"), Map.entry("refreshMinutes", "15"));
    }

    @Test
    void it_says_what_is_wrong_with_an_answer() {
        keys = "";
        assertThat(look("keys", provider.url("/certs?k=s3cret")).get("problem"))
                .startsWith(provider.url("/certs") + ": the document has no key that can be used")
                .doesNotContain("s3cret");
        named = "https://other.example";
        assertThat(look())
                .containsEntry("setting", "keys")
                .hasEntrySatisfying("problem", why -> assertThat(why).contains("the issuer in it is not the one"));
    }

    @Test
    void it_says_that_nobody_answers() {
        assertThat(look("issuer", "http://127.0.0.1:1/realm").get("problem"))
                .contains("no connection: refused or unreachable");
    }

    @Test
    void a_wrong_configuration_and_files_are_the_matter_of_others() {
        assertThat(look("audiences", "")).isEmpty();
        assertThat(look("keys", "/nowhere/keys.jwks")).isEmpty();
        assertThat(provider.connections).hasValue(0);
    }
}
