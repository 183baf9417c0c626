package io.stagedoor.http;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.question.Answer;
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.session.Sessions;
import io.stagedoor.core.settings.Refresh;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.playlist.Playlist;
import io.stagedoor.http.refresh.PlayerTokens;
import io.stagedoor.http.request.Carried;
import io.stagedoor.http.request.Origins;
import io.stagedoor.http.request.Place;
import io.stagedoor.http.request.RequestIds;
import io.stagedoor.http.request.Site;
import io.stagedoor.http.request.StreamFiles;
import io.stagedoor.http.request.Wish;
import io.stagedoor.http.session.HttpSession;
import io.stagedoor.http.session.HttpSessions;
import io.stagedoor.http.session.Origin;
import io.stagedoor.http.session.SessionCookie;
import io.stagedoor.http.session.SessionUri;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;

/** Judges requests for streams, by the session of the client, or by asking authenticators. */
final class Streams {

    private final Sessions index;
    private final PlayerTokens tokens;
    private final Clock clock;

    Streams(Sessions index, PlayerTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.index = index;
        this.clock = clock;
    }

    /** A request for a stream, and what is known of it before anybody is asked. */
    record Question(HttpRequest request, Place place, Wish wish, Inquiry inquiry) {

        /** Whoever sends something by a cookie must be a page of ours: another page could make the browser do it. */
        private boolean cookiesCount() {
            return wish.plays() || Origins.accept(request, Set.of());
        }

        /** A player at its beginning, and whoever begins to publish or play by WHIP or WHEP. */
        private boolean isBeginning() {
            return wish.plays()
                    ? StreamFiles.isBeginning(place.path())
                    : wish.protocol() == Protocol.RTC && wish.method().equals("POST");
        }

        private StreamPath stream() {
            return wish.stream().orElseThrow();
        }

        private Lasting lasting() {
            return new Lasting(
                    request,
                    inquiry.door(),
                    wish.protocol(),
                    stream(),
                    Optional.of(new Holder.Use(wish.action(), wish.mode())));
        }
    }

    /** The answer to a request for a stream that nobody is asked about. */
    static HttpAnswer unasked(Question question) {
        return question.lasting().unasked(HttpAnswer.pass(), RequestIds.next("http"));
    }

    HttpAnswer judge(Question question, ConcurrentMap<String, Map<String, Object>> store) {
        Wish wish = question.wish();
        HttpSessions sessions =
                new HttpSessions(store, index, question.inquiry().door(), clock.instant());
        Carried carried = Carried.of(question.request(), question.cookiesCount(), false);
        Optional<HttpSession> shown = wish.plays()
                ? shown(question, sessions)
                        .flatMap(session -> tokens.session(sessions, session, carried, question.request()))
                : Optional.empty();
        if (shown.isPresent()) {
            return goesOn(question, shown.get(), carried, false);
        }
        Origin origin = Origin.of(
                sessions.salt(),
                question.request(),
                wish,
                carried,
                question.inquiry().door().parameters(wish.protocol()));
        question.inquiry().as(origin.player()).shows(carried.credentials());
        Optional<HttpSession> known = carried.refusal().isEmpty()
                        && (wish.plays() || !carried.credentials().equals(Credentials.NONE))
                ? sessions.findBy(origin.fingerprint())
                : Optional.empty();
        return wish.plays() && known.isPresent()
                ? goesOn(question, known.get(), carried, true)
                : ask(question, carried, sessions, origin, known);
    }

    /**
     * The answer to a player that was found again by its session.
     *
     * @param cookie whether it did not show the session itself, and is told it
     */
    private static HttpAnswer goesOn(Question question, HttpSession session, Carried carried, boolean cookie) {
        return question.inquiry()
                .goesOn(
                        session.authenticator(),
                        session.grant(),
                        session.path(),
                        session.origin().player(),
                        session.holds())
                .map(refusal ->
                        Refusals.of(refusal, question.request(), question.wish().protocol()))
                .orElseGet(() -> watched(question, session, carried, pass(question, session, cookie)));
    }

    private HttpAnswer ask(
            Question question, Carried carried, HttpSessions sessions, Origin origin, Optional<HttpSession> known) {
        Wish wish = question.wish();
        // Before anybody is asked: what changes meanwhile is a change for this client.
        String basis = question.inquiry().door().basis(wish.protocol());
        Reading reading = carried.reading(
                RequestIds.next(origin.player()),
                question.request(),
                wish.protocol(),
                question.stream(),
                question.inquiry().deadline());
        question.inquiry().by(Origin.device(sessions.salt(), question.request()));
        Answer result = question.inquiry().stream(reading, wish.action(), wish.mode(), origin.player());
        if (!result.allowed()) {
            return refuse(question, result, known);
        }
        question.inquiry().log(result);
        if (!question.isBeginning()) {
            Refresh refresh = question.lasting().refresh();
            return watched(
                    question,
                    new Lasting.Held(
                            result.authenticator(),
                            result.grant().orElseThrow(),
                            basis,
                            origin.player(),
                            Optional.empty(),
                            refresh),
                    carried,
                    Lasting.told(HttpAnswer.pass(Map.of("Cache-Control", List.of("private"))), refresh));
        }
        HttpSession session = sessions.open(
                question.stream(),
                wish.protocol(),
                result.authenticator(),
                result.grant().orElseThrow(),
                basis,
                origin,
                new HttpSessions.Shown(
                        carried.credentials(),
                        carried.others(),
                        question.request().remoteAddress(),
                        String.join(", ", question.request().headers("User-Agent"))));
        return watched(question, session, carried, wish.plays() ? pass(question, session, true) : HttpAnswer.pass());
    }

    private static HttpAnswer watched(Question question, HttpSession session, Carried carried, HttpAnswer answer) {
        return watched(
                question,
                new Lasting.Held(
                        session.authenticator(),
                        session.grant(),
                        session.basis(),
                        session.origin().player(),
                        session.kept(),
                        session.refresh()),
                carried,
                answer);
    }

    /** The answer, with what is needed to judge the client again while the response is under way. A playlist is sent at once. */
    private static HttpAnswer watched(Question question, Lasting.Held held, Carried carried, HttpAnswer answer) {
        return answer.body().isPresent() ? answer : question.lasting().granted(answer, held, carried);
    }

    /** Who began to publish or play by WHIP or WHEP may end it, though the token is over by now or nobody can be asked. */
    private static HttpAnswer refuse(Question question, Answer refusal, Optional<HttpSession> known) {
        Wish wish = question.wish();
        boolean ends = wish.protocol() == Protocol.RTC && wish.method().equals("DELETE");
        if (!ends || known.isEmpty() || !isOver(refusal.decision())) {
            return Refusals.of(question.inquiry().log(refusal), question.request(), wish.protocol());
        }
        question.inquiry()
                .allow(refusal, known.get().authenticator(), known.get().grant());
        return HttpAnswer.pass();
    }

    private static boolean isOver(Decision refusal) {
        return !(refusal instanceof Decision.Deny deny)
                || deny.reason() == Reason.EXPIRED
                || deny.reason() == Reason.GRANT_EXPIRED;
    }

    /** The session that the client shows: one of this stream, or one whose signature is of this path. */
    private static Optional<HttpSession> shown(Question question, HttpSessions sessions) {
        StreamPath stream = question.stream();
        Optional<SessionUri> carried = SessionUri.of(question.request().query());
        Optional<HttpSession> byUri = carried.flatMap(uri -> sessions.find(uri.id()))
                .filter(Streams::isOfPlayer)
                .filter(session -> session.path().equals(stream) || isSigned(question, session, carried.get()));
        return byUri.or(() -> SessionCookie.ids(question.request(), stream).stream()
                .flatMap(id -> sessions.find(id).stream())
                .filter(Streams::isOfPlayer)
                .filter(session -> session.path().equals(stream))
                .findFirst());
    }

    /** A signature is that of a path: where a parameter names the stream, the path says nothing. */
    private static boolean isSigned(Question question, HttpSession session, SessionUri carried) {
        return question.wish().naming() != Wish.Naming.PARAMETER
                && carried.isFor(session, question.place().path());
    }

    private static boolean isOfPlayer(HttpSession session) {
        return session.protocol() == Protocol.HTTP;
    }

    /** @param credentials whether the client has shown some: only then it is given its session, and told the id of it */
    private static HttpAnswer pass(Question question, HttpSession session, boolean credentials) {
        boolean playlist = StreamFiles.isPlaylist(question.place().path());
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("Cache-Control", List.of(playlist ? "private, no-cache" : "private"));
        if (credentials) {
            session.refresh().told().ifPresent(id -> headers.put(Lasting.SESSION, List.of(id)));
            headers.put("Set-Cookie", List.of(SessionCookie.of(session, question.place(), question.request())));
        }
        return playlist
                ? HttpAnswer.rewrite(headers, new Playlist(session, question.place(), Site.of(question.request())))
                : HttpAnswer.pass(headers);
    }
}
