package io.stagedoor.auth.jwt.internal.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a claim stands, what it says, and when a condition for it holds. */
class ConditionTest {

    private static final String CLAIMS =
            "{'groups':['a','Live Streamers',7,true,null,{'no':1},['no']],'cognito:groups':['x'],"
                    + "'https://m.example/roles':'r1, r2','scope':'openid play:live','scp':['p q','s'],"
                    + "'realm':{'roles':['m'],'scope':'a b'},'urn:x:roles':{'streamer':{'1':'o'}},'flag':true,'off':false,'v':2,'w':2.0,"
                    + "'empty':'','blanks':' , ','none':[],'nothing':null,'nested':[{'id':'n0'},{'id':'n1'}],'a/b':{'c~d':'e'},'':{'':'z'}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "groups=a",
                "groups=Live Streamers",
                "groups=7",
                "groups=true",
                "cognito:groups=x",
                "https://m.example/roles=r1",
                "https://m.example/roles=r2",
                "scope=play:live",
                "/scope=openid",
                "scp=s",
                "scp=p q",
                "/realm/roles=m",
                "/realm/scope=a b",
                "realm=roles",
                "urn:x:roles=streamer",
                "flag=true",
                "off=false",
                "v=2",
                "w=2.0",
                "/nested/1/id=n1",
                "/a~1b/c~0d=e",
                "//=z",
                "groups=*",
                "off=*",
                "realm=*",
                " v = 2 "
            })
    void it_holds(String condition) throws Refusal {
        assertThat(holds(condition, CLAIMS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "groups=A",
                "groups=Live",
                "groups=no",
                "groups=null",
                "roles=m",
                "realm/roles=m",
                "realm.roles=m",
                "https://m.example/roles=r1, r2",
                "scope=openid play:live",
                "scp=p",
                "/realm/scope=a",
                "flag=TRUE",
                "off=true",
                "v=2.0",
                "w=2",
                "empty=*",
                "blanks=*",
                "none=*",
                "nothing=*",
                "nothing=null",
                "absent=*",
                "/nested/2/id=n1",
                "/groups/0/x=a",
                "nested=*"
            })
    void it_does_not_hold(String condition) throws Refusal {
        assertThat(holds(condition, CLAIMS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "=a", "a=", " = ", "/a~2=b", "/a~=b"})
    void what_is_no_condition_is_an_error(String text) {
        assertThatThrownBy(() -> Condition.of(text, new ClaimTree.Builder()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Values are seldom without one, names always. */
    @Test
    void the_first_equals_sign_ends_the_name() throws Refusal {
        assertThat(holds("id=eA==", "{'id':'eA=='}")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a, a", "a.b, a.b", "/a, a", "/a/b, /a/b", "/a~1b, a/b", "/a~0b, a~b", "/~1a, /~1a"})
    void a_path_reads_as_it_was_written(String text, String shown) {
        assertThat(ClaimPath.of(text).toString()).isEqualTo(shown);
    }

    /** What the tree finds in one pass, a second reader that was written for this test finds in the parsed text. */
    @Test
    void random_claims_are_read_as_another_reader_reads_them() throws Exception {
        Random random = new Random(14);
        int held = 0;
        for (int i = 0; i < 20_000; i++) {
            String json = object(random, 0);
            String path = Stream.generate(() -> name(random))
                    .limit(1 + random.nextInt(3))
                    .collect(Collectors.joining("/", "/", ""));
            String value = random.nextInt(5) == 0 ? "*" : scalarText(random);
            boolean holds = holds(path + "=" + value, json);
            assertThat(holds).as("%s=%s in %s", path, value, json).isEqualTo(expected(path, value, json));
            held += holds ? 1 : 0;
        }
        assertThat(held).isGreaterThan(200);
    }

    private static boolean holds(String condition, String claims) throws Refusal {
        ClaimTree.Builder wanted = new ClaimTree.Builder();
        Condition read = Condition.of(condition, wanted);
        return read.holds(
                wanted.build().read(claims.replace('\'', '"').getBytes(StandardCharsets.UTF_8), (name, value) -> {}));
    }

    private static boolean expected(String path, String wanted, String json) throws ParseException {
        Object value = JSONObjectUtils.parse(json);
        for (String name : path.substring(1).split("/")) {
            if (value instanceof Map<?, ?> map) {
                value = map.get(name);
            } else if (value instanceof List<?> list && name.matches("\\d") && Integer.parseInt(name) < list.size()) {
                value = list.get(Integer.parseInt(name));
            } else {
                return false;
            }
        }
        List<String> values = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> values.add((String) key));
        } else if (value instanceof List<?> list) {
            list.stream()
                    .filter(item -> item != null && !(item instanceof Map) && !(item instanceof List))
                    .forEach(item -> values.add(String.valueOf(item)));
        } else if (value instanceof String text) {
            String separator = path.equals("/scope") ? " " : ",";
            Stream.of(text.split(separator))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .forEach(values::add);
        } else if (value != null) {
            values.add(String.valueOf(value));
        }
        return wanted.equals("*") ? values.stream().anyMatch(one -> !one.isBlank()) : values.contains(wanted);
    }

    private static String object(Random random, int depth) {
        return Stream.of("a", "b", "scope", "0")
                .filter(name -> random.nextInt(3) > 0)
                .map(name -> "\"" + name + "\":" + value(random, depth))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String value(Random random, int depth) {
        int kind = random.nextInt(depth > 2 ? 4 : 6);
        return switch (kind) {
            case 0 -> "\"" + scalarText(random) + "\"";
            case 1 -> "\"" + scalarText(random) + " " + scalarText(random) + "," + scalarText(random) + "\"";
            case 2 -> List.of("true", "false", "null").get(random.nextInt(3));
            case 3 -> String.valueOf(random.nextInt(3));
            case 4 -> object(random, depth + 1);
            default ->
                Stream.generate(() -> value(random, depth + 1))
                        .limit(random.nextInt(4))
                        .collect(Collectors.joining(",", "[", "]"));
        };
    }

    private static String name(Random random) {
        return List.of("a", "b", "scope", "0").get(random.nextInt(4));
    }

    private static String scalarText(Random random) {
        return List.of("x", "y", "1", "true", "a").get(random.nextInt(5));
    }
}
