package io.stagedoor.auth.jwt.internal.remote;

import static io.stagedoor.auth.jwt.internal.remote.RemoteFixtures.keys;
import static io.stagedoor.auth.jwt.internal.remote.RemoteFixtures.ok;
import static io.stagedoor.auth.jwt.internal.remote.RemoteFixtures.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.support.RawServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {

    @TempDir
    private Path folder;

    private final RemoteFixtures.ManualTimes time = new RemoteFixtures.ManualTimes();
    private volatile String document = "";
    private volatile String head = "";
    private final AtomicInteger documents = new AtomicInteger();
    private final RawServer other = RawServer.thatSays(ok("", set("other")));
    private RawServer provider;

    {
        provider = new RawServer((socket, number) -> {
            if (provider.head().startsWith("GET /realm/.well-known/openid-configuration ")) {
                documents.incrementAndGet();
                RawServer.write(socket, ok(head, document));
            } else {
                RawServer.write(socket, ok("", set(provider.head().contains("/moved") ? "moved" : "first")));
            }
        });
        document = document(issuer(), provider.url("/realm/keys"));
    }

    @AfterEach
    void stop() throws IOException {
        provider.close();
        other.close();
    }

    private String issuer() {
        return provider.url("/realm");
    }

    private static String document(String issuer, String keys) {
        return "{\"issuer\":\"" + issuer + "\",\"scopes_supported\":[\"openid\"],\"jwks_uri\":\"" + keys + "\"}";
    }

    private RemoteKeys started(String issuer, String... hosts) {
        return keys(KeyPlace.discovery("keys", issuer, List.of(hosts)), folder, time.times());
    }

    private static String text(RemoteKeys keys) {
        return keys.keys().map(KeySet::text).orElse("");
    }

    private void isRefused(String why, RemoteKeys keys) {
        keys.run();
        assertThat(keys.keys()).isEmpty();
        assertThat(keys.trouble().orElseThrow()).contains(why);
        assertThat(other.connections).hasValue(0);
    }

    @Test
    void the_document_says_where_the_keys_are() {
        RemoteKeys keys = started(issuer());
        keys.run();
        assertThat(text(keys)).isEqualTo(set("first"));
        assertThat(keys.keys().orElseThrow().from()).hasToString(provider.url("/realm/keys"));
    }

    @Test
    void a_slash_at_the_end_of_the_issuer_counts_but_in_the_address_of_the_document() {
        document = document(issuer() + "/", provider.url("/realm/keys"));
        RemoteKeys keys = started(issuer() + "/");
        keys.run();
        assertThat(text(keys)).isEqualTo(set("first"));
        isRefused("the issuer in it is not the one", started(issuer()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"issuer\":\"https://other.example\",\"jwks_uri\":\"KEYS\"}",
                "{\"jwks_uri\":\"KEYS\"}",
                "{\"issuer\":[\"ISSUER\"],\"jwks_uri\":\"KEYS\"}",
                "{\"issuer\":\"other\",\"issuer\":\"ISSUER\",\"jwks_uri\":\"KEYS\"}",
                "{\"deeper\":{\"issuer\":\"ISSUER\"},\"jwks_uri\":\"KEYS\"}",
                "{\"issuer\":\"ISSUER\"}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":7}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"/keys\"}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"file:///etc/passwd\"}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"http://keys.example/\"}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"http://127.0.0.1@keys.example/\"}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"https://169.254.169.254/latest\"}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"http://127.0.0.1/keys\"}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"OTHER\"}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"KEYS\"}{}",
                "[]",
                "<html></html>",
            })
    void a_document_that_lies_or_leads_elsewhere_is_refused(String lie) {
        document = lie.replace("ISSUER", issuer())
                .replace("KEYS", provider.url("/realm/keys"))
                .replace("OTHER", other.url("/"));
        isRefused("openid-configuration: ", started(issuer()));
    }

    @Test
    void keys_may_be_on_a_further_host() {
        document = document(issuer(), other.url("/keys"));
        isRefused(
                "its jwks_uri is on another host, 127.0.0.1; if that is the provider's, add it to keysHosts",
                started(issuer()));
        RemoteKeys keys = started(issuer(), "keys.example", "127.0.0.1:" + other.port());
        keys.run();
        assertThat(text(keys)).isEqualTo(set("other"));
        assertThat(other.head()).startsWith("GET /keys ");

        RemoteKeys restarted = started(issuer(), "keys.example");
        assertThat(restarted.keys())
                .as("kept, of a host that is not allowed any more")
                .isEmpty();
    }

    @Test
    void the_document_is_asked_again_when_it_says_so_or_keys_cannot_be_fetched() {
        head = "Cache-Control: max-age=1200\r\n";
        RemoteKeys keys = started(issuer());
        keys.run();
        time.pass(Duration.ofMinutes(15));
        keys.run();
        assertThat(documents).hasValue(1);
        document = document(issuer(), provider.url("/realm/moved"));
        time.pass(Duration.ofMinutes(10));
        keys.run();
        assertThat(documents).hasValue(2);
        assertThat(text(keys)).isEqualTo(set("moved"));
    }

    @Test
    void an_issuer_that_is_no_address_has_no_document() {
        assertThatThrownBy(() -> started("accounts.example.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("issuer: is not an https:// URL");
        assertThatThrownBy(() -> started("https://login.example/{tid}/v2.0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("set it to the URL of the keys");
        assertThatThrownBy(() -> started("https://idp.example/?a=b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without a query");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://idp.example/keys",
                "ftp://idp.example/keys",
                "https:///keys",
                "https://user@idp.example/keys",
                "https://idp.example/keys#part",
                "https://idp.example/a b",
                "http://localhost.example/",
                "http://127.0.0.1.example/",
                "http://[::2]/",
                "keys.json",
            })
    void an_address_that_is_not_safe_is_refused(String address) {
        assertThatThrownBy(() -> KeyPlace.address("keys.a", address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("keys.a: ")
                .hasMessageNotContaining(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://idp.example/keys?appid=1",
                "HTTPS://IDP.example:8443/keys",
                "http://localhost:8080/keys",
                "http://127.0.0.1/",
                "http://[::1]:8080/",
            })
    void an_address_that_is_safe_is_accepted(String address) {
        assertThat(KeyPlace.address("keys", address).first()).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://keys.example", "keys.example/path", "a b", "*", "*.example"})
    void a_further_host_is_a_name(String host) {
        assertThatThrownBy(() -> started(issuer(), host))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("keysHosts: ");
    }
}
