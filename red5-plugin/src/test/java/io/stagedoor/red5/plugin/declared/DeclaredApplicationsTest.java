package io.stagedoor.red5.plugin.declared;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.red5.hook.Declaration;
import io.stagedoor.red5.hook.Declarations;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.red5.server.api.IConnection;
import org.red5.server.api.IContext;
import org.red5.server.api.IServer;
import org.red5.server.api.scope.IGlobalScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.plugin.PluginRegistry;
import org.red5.server.plugin.Red5Plugin;
import org.springframework.context.ApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

class DeclaredApplicationsTest {

    private static final String APPLICATION = "live";

    private final Map<String, IScope> registered = new HashMap<>();
    private final IGlobalScope global = fake(IGlobalScope.class, Map.of("getScope", one -> registered.get(one[0])));
    private final DeclaredApplications declared = DeclaredApplications.of(fake(
            IServer.class, Map.of("getGlobalScopes", none -> List.of(global).iterator())));
    private final GenericApplicationContext common = new GenericApplicationContext();
    private ForAll forAll;

    @BeforeEach
    void follow() {
        common.refresh();
        declared.follow(common, null);
    }

    @AfterEach
    void stop() {
        common.close();
        if (forAll != null) {
            PluginRegistry.unregister(forAll);
        }
    }

    private static <T> T fake(Class<T> type, Map<String, Function<Object[], Object>> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    case "toString" -> type.getSimpleName();
                    default ->
                        answers.getOrDefault(method.getName(), none -> null).apply(arguments);
                }));
    }

    /** As a client can make one. */
    static final class Bean implements Declaration {
        private Map<String, Object> values = Map.of();

        @Override
        public Map<String, Object> declared() {
            return values;
        }
    }

    private static final class ForAll extends Red5Plugin implements Declaration {
        private final RuntimeException thrown;

        private ForAll(RuntimeException thrown) {
            this.thrown = thrown;
        }

        @Override
        public String getName() {
            return SERVER;
        }

        @Override
        public Map<String, Object> declared() {
            if (thrown != null) {
                throw thrown;
            }
            return Map.of("defaults", Map.of());
        }
    }

    private IScope scope(String name, ApplicationContext context) {
        IContext holder = fake(IContext.class, Map.of("getApplicationContext", none -> context));
        return fake(IScope.class, Map.of("getName", none -> name, "getContext", none -> holder));
    }

    private GenericApplicationContext application(Declaration... beans) {
        GenericApplicationContext context = new GenericApplicationContext(common);
        IScope scope = scope(APPLICATION, context);
        registered.put(APPLICATION, scope);
        context.registerBean("web.scope", IScope.class, () -> scope);
        for (int i = 0; i < beans.length; i++) {
            Declaration bean = beans[i];
            context.registerBean("bean" + i, Declaration.class, () -> bean);
        }
        return context;
    }

    private static Bean with(Map<String, Object> values) {
        Bean bean = new Bean();
        bean.values = values;
        return bean;
    }

    private String onlyId() {
        assertThat(declared.all()).hasSize(1);
        return (String) declared.all().get(0).get(Declarations.ID);
    }

    @Test
    void what_a_bean_of_an_application_says_is_offered_when_its_context_is_ready() {
        GenericApplicationContext context = application(with(Map.of("active", true)));
        assertThat(declared.all()).isEmpty();
        context.refresh();
        assertThat(declared.all().get(0)).containsEntry("active", true).containsEntry("application", APPLICATION);
        assertThat(declared.all()).isSameAs(declared.all());
    }

    @Test
    void clients_have_to_wait_until_it_is_in_force() {
        GenericApplicationContext context = application(with(Map.of()));
        assertThat(declared.isPending(APPLICATION)).as("before it is ready").isTrue();
        context.refresh();
        assertThat(declared.isPending(APPLICATION)).isTrue();
        declared.inForce(Set.of("something else"));
        assertThat(declared.isPending(APPLICATION)).isTrue();
        declared.inForce(Set.of(onlyId()));
        assertThat(declared.isPending(APPLICATION)).isFalse();
    }

    @Test
    void an_application_that_says_nothing_and_one_that_is_not_there_wait_for_nothing() {
        application().refresh();
        assertThat(declared.isPending(APPLICATION)).isFalse();
        assertThat(declared.isPending("nowhere")).isFalse();
        assertThat(declared.all()).isEmpty();
    }

    @Test
    void what_is_set_later_is_not_read() {
        Bean bean = with(Map.of("active", true));
        application(bean).refresh();
        bean.values = Map.of("active", false);
        application().refresh();
        assertThat(declared.all()).extracting(one -> one.get("active")).containsExactly(true);
    }

    @Test
    void it_goes_with_the_context_and_comes_back_as_another() {
        GenericApplicationContext first = application(with(Map.of()));
        first.refresh();
        String id = onlyId();
        declared.inForce(Set.of(id));
        first.close();
        assertThat(declared.all()).isEmpty();

        application(with(Map.of())).refresh();
        assertThat(onlyId()).isNotEqualTo(id);
        assertThat(declared.isPending(APPLICATION)).isTrue();
        declared.inForce(Set.of(id));
        assertThat(declared.isPending(APPLICATION)).isTrue();
    }

    @Test
    void a_context_whose_scope_red5_does_not_know_declares_nothing_and_lets_nobody_in() {
        GenericApplicationContext context = application(with(Map.of("active", false)));
        IScope impostor = registered.put(APPLICATION, scope(APPLICATION, null));
        context.refresh();
        assertThat(declared.all()).isEmpty();
        assertThat(declared.isPending(impostor)).isTrue();
        assertThat(declared.isPending(APPLICATION)).isFalse();
    }

    @Test
    void two_beans_contradict_each_other_and_let_nobody_in() {
        application(with(Map.of("active", true)), with(Map.of("active", false))).refresh();
        assertThat(declared.all()).isEmpty();
        assertThat(declared.isPending(APPLICATION)).isTrue();
    }

    @Test
    void a_bean_that_cannot_be_read_lets_nobody_in() {
        application((Declaration) () -> {
                    throw new IllegalStateException("the secret");
                })
                .refresh();
        assertThat(declared.all()).isEmpty();
        assertThat(declared.isPending(APPLICATION)).isTrue();
    }

    @Test
    void what_holds_for_all_is_offered_too() {
        forAll = new ForAll(null);
        PluginRegistry.register(forAll);
        application(with(Map.of())).refresh();
        assertThat(declared.all())
                .extracting(one -> one.get("application"))
                .containsExactlyInAnyOrder("*", APPLICATION);
    }

    @Test
    void when_what_holds_for_all_cannot_be_read_nobody_is_let_in() {
        forAll = new ForAll(new IllegalStateException());
        PluginRegistry.register(forAll);
        application(with(Map.of())).refresh();
        assertThat(declared.all()).isEmpty();
        assertThat(declared.isPending(APPLICATION)).isTrue();
    }

    @Test
    @SuppressWarnings("unchecked")
    void a_validator_is_given_the_connection_while_it_is_judged_and_only_then() {
        AtomicReference<Map<String, Object>> given = new AtomicReference<>();
        Predicate<Map<String, Object>> check = call -> {
            given.set(call);
            return true;
        };
        application(with(Map.of(Declaration.CHECK, check))).refresh();
        Predicate<Map<String, Object>> offered =
                (Predicate<Map<String, Object>>) declared.all().get(0).get(Declaration.CHECK);
        IConnection connection = fake(IConnection.class, Map.of("getSessionId", none -> "C1"));
        Object[] arguments = {"x"};

        declared.begin(connection, arguments);
        assertThat(offered).accepts(Map.of("connectionId", "C1", "username", "a"));
        assertThat(given.get())
                .containsEntry("connection", connection)
                .containsEntry("arguments", arguments)
                .containsEntry("username", "a");
        assertThat(offered).accepts(Map.of("connectionId", "C2", "connection", "forged"));
        assertThat(given.get()).doesNotContainKeys("connection", "arguments");
        declared.end(connection);
        assertThat(offered).accepts(Map.of("connectionId", "C1"));
        assertThat(given.get()).doesNotContainKeys("connection", "arguments");
    }
}
