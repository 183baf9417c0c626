package io.stagedoor.auth.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.Transport;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each authenticator that keeps the contract passes it, and one that breaks a rule fails the test of that rule. */
class AuthenticatorContractTest {

    /** Refuses nobody. */
    @Nested
    class AnOpenOne extends AuthenticatorContract {
        @Override
        protected Authenticator authenticator() {
            return request -> new Decision.Allow(Grant.everything("anybody"));
        }

        @Override
        protected ConnectRequest admitted() {
            return client(ByAddress.HERE, Credentials.NONE);
        }
    }

    /** Judges by the address, and lets clients only play. */
    @Nested
    class OneForPlayers extends ByAddress {
        OneForPlayers() {
            super(request -> isHere(request) ? new Decision.Allow(playOnly()) : denied("not from here"));
        }

        @Override
        protected Action action() {
            return Action.SUBSCRIBE;
        }
    }

    /** Judges by the password, which must not stand anywhere. */
    @Nested
    class OneForPasswords extends ByPassword {
        OneForPasswords() {
            super(request -> hasPassword(request) ? allowed() : denied("wrong password"));
        }
    }

    @Test
    void one_that_answers_null_fails() {
        assertFails(new ByAddress(request -> null)::answers_whatever_is_sent_and_throws_nothing);
    }

    @Test
    void one_that_throws_fails() {
        Authenticator throwing = request -> {
            throw new IllegalStateException("boom");
        };
        assertThatThrownBy(new ByAddress(throwing)::answers_whatever_is_sent_and_throws_nothing)
                .hasMessage("boom");
    }

    @Test
    void one_that_lets_a_refused_client_in_fails() {
        ByAddress open = new ByAddress(request -> allowed());
        assertFails(open::keeps_refused_clients_out);
        assertFails(open::decides_the_same_in_many_threads);
    }

    @Test
    void one_that_refuses_an_admitted_client_fails() {
        assertFails(new ByAddress(request -> denied("nobody"))::lets_an_admitted_client_in);
    }

    @Test
    void one_that_lets_clients_without_credentials_in_fails() {
        ByPassword lenient = new ByPassword(request ->
                hasPassword(request) || request.credentials().password().isEmpty() ? allowed() : denied("wrong"));
        lenient.denies_bad_credentials();
        assertFails(lenient::keeps_a_client_without_credentials_out);
    }

    @Test
    void one_that_abstains_for_bad_credentials_of_its_own_kind_fails() {
        ByPassword shy = new ByPassword(request -> hasPassword(request) ? allowed() : new Decision.Abstain());
        shy.keeps_refused_clients_out();
        assertFails(shy::denies_bad_credentials);
    }

    @Test
    void one_that_shows_what_a_client_sent_fails() {
        assertFails(
                new ByPassword(request -> hasPassword(request)
                        ? allowed()
                        : denied(request.credentials()
                                .password()
                                .map(Secret::reveal)
                                .orElse("")))::shows_no_secret_in_decisions_logs_or_its_own_text);
        assertFails(
                new ByAddress(request -> denied(request.parameters().toString()))
                        ::shows_no_secret_in_decisions_logs_or_its_own_text);
    }

    @Test
    void one_that_cuts_an_admitted_client_off_fails() {
        ByAddress once =
                new ByAddress(request -> request.purpose() == Purpose.RECHECK ? denied("once only") : allowed());
        assertFails(once::judges_an_admitted_client_again_and_does_not_cut_it_off);
    }

    @Test
    void one_that_counts_failures_of_trials_fails() {
        AtomicInteger failures = new AtomicInteger();
        ByPassword counting = new ByPassword(request -> {
            if (failures.get() >= 10) {
                return new Decision.Deny(Reason.THROTTLED, "too many");
            }
            if (hasPassword(request)) {
                return allowed();
            }
            failures.incrementAndGet();
            return denied("wrong password");
        });
        assertFails(counting::changes_nothing_when_the_purpose_says_so);
    }

    @Test
    void one_that_uses_up_a_token_in_a_trial_fails() {
        AtomicBoolean used = new AtomicBoolean();
        ByPassword once = new ByPassword(
                request -> hasPassword(request) && !used.getAndSet(true) ? allowed() : denied("used up"));
        assertFails(once::changes_nothing_when_the_purpose_says_so);
    }

    @Test
    void one_that_has_no_answer_for_a_stream_or_a_problem_fails() {
        ByAddress silent = new ByAddress(new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return allowed();
            }

            @Override
            public Decision authorize(StreamRequest request) {
                return null;
            }

            @Override
            public Optional<String> problem() {
                return Optional.of("not configured");
            }

            @Override
            public Optional<Set<String>> parameters() {
                return null;
            }
        });
        assertFails(silent::answers_for_streams_of_a_client_it_let_in);
        assertFails(silent::has_no_problem_while_it_works);
        assertFails(silent::names_the_parameters_it_decides_by);
    }

    @Test
    void one_that_measures_what_clients_send_fails() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        assertFails(measuring(
                request -> {
                    seen.add(request.remoteAddress());
                    return allowed();
                },
                () -> seen.stream()
                        .map(address -> Measure.gauge("seen", "Clients.", 1).with("address", address))
                        .toList()));
    }

    @Test
    void one_that_measures_a_thing_twice_or_in_two_forms_fails() {
        Measure one = Measure.gauge("one", "One.", 1);
        assertFails(measuring(request -> allowed(), () -> List.of(one, one)));
        assertFails(measuring(request -> allowed(), () -> List.of(one, one.with("label", "x"))));
    }

    private static ThrowingCallable measuring(Authenticator decides, Supplier<List<Measure>> measures) {
        return new ByAddress(new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return decides.authenticate(request);
            }

            @Override
            public List<Measure> measures() {
                return measures.get();
            }
        })::measures_the_same_things_each_time_each_by_its_name_and_labels_and_shows_no_secret;
    }

    private static boolean isHere(ConnectRequest request) {
        return request.remoteAddress().equals(ByAddress.HERE);
    }

    private static boolean hasPassword(ConnectRequest request) {
        return request.credentials().password().equals(Optional.of(Secret.of(ByPassword.PASSWORD)));
    }

    private static Decision allowed() {
        return new Decision.Allow(Grant.everything("somebody"));
    }

    private static Decision denied(String detail) {
        return new Decision.Deny(Reason.BAD_CREDENTIALS, detail);
    }

    private static Grant playOnly() {
        return Grant.builder("player")
                .actions(Set.of(Action.SUBSCRIBE))
                .transports(Set.of(Transport.values()))
                .build();
    }

    private static void assertFails(ThrowingCallable rule) {
        assertThatThrownBy(rule).isInstanceOf(AssertionError.class);
    }
}
