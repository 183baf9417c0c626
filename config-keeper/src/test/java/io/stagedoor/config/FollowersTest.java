package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Fakes;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.service.cm.Configuration;

class FollowersTest {

    private static final String JWT = "stagedoor.authenticator.jwt";

    private final List<Map<String, Object>> told = new ArrayList<>();
    private final Followers followers = new Followers();

    private static Configuration configuration(String factory, String name, Map<String, Object> properties) {
        Dictionary<String, Object> all = properties == null ? null : new Hashtable<>(properties);
        return Fakes.fake(
                Configuration.class,
                Map.of(
                        "getPid",
                        none -> factory + "~" + name,
                        "getFactoryPid",
                        none -> factory,
                        "getProperties",
                        none -> all));
    }

    private static Configuration deleted() {
        return Fakes.fake(Configuration.class, Map.of("getPid", none -> {
            throw new IllegalStateException("deleted");
        }));
    }

    @Test
    void follower_is_told_what_is_configured_and_no_secret() {
        followers.add(told::add);
        Configuration jwt = configuration(JWT, "a", Map.of("name", "live-jwt", "jwtSecret", "abc"));
        Configuration application = configuration("stagedoor.application", "live", Map.of("application", "live"));
        Configuration empty = configuration("stagedoor.application", "new", null);
        followers.tell(Scans.of(jwt, application, empty, deleted()), 7, true);

        Map<String, Object> news = told.get(0);
        assertThat(news).containsEntry("look", 7L).containsEntry("read", true).containsEntry("applications", 1);
        assertThat(news).containsEntry("names", Map.of("live-jwt", JWT + "~a"));
        assertThat(news.get("fingerprints"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsOnlyKeys(JWT + "~a", "stagedoor.application~live");
        assertThat(news.toString()).doesNotContain("abc");
    }

    @Test
    void follower_that_throws_keeps_no_other_from_being_told() {
        followers.add(news -> {
            throw new IllegalArgumentException("of another version");
        });
        followers.add(told::add);
        followers.tell(Scans.of(), 1, false);
        assertThat(told).hasSize(1);
    }
}
