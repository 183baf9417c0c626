package io.stagedoor.http.session;

import io.stagedoor.auth.StreamPath;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.request.Place;
import java.util.ArrayList;
import java.util.List;

/** A session as a cookie, one for each stream: no script reads it, no other page has it sent, and only its application gets it. */
public final class SessionCookie {

    private static final String PREFIX = "stagedoor-";
    private static final int NAME_LENGTH = 12;

    private SessionCookie() {}

    public static String of(HttpSession session, Place place, HttpRequest request) {
        return name(session.path()) + "=" + session.id() + "; Path=" + place.contextPath() + "/; HttpOnly; SameSite=Lax"
                + (request.secure() ? "; Secure" : "");
    }

    /** The ids that a client shows for a stream. */
    public static List<String> ids(HttpRequest request, StreamPath stream) {
        String prefix = name(stream) + "=";
        List<String> ids = new ArrayList<>();
        for (String header : request.headers("Cookie")) {
            for (String cookie : header.split(";")) {
                if (cookie.strip().startsWith(prefix)) {
                    ids.add(cookie.strip().substring(prefix.length()));
                }
            }
        }
        return ids;
    }

    private static String name(StreamPath stream) {
        return PREFIX
                + Fingerprint.of(stream.application(), stream.room(), stream.stream())
                        .substring(0, NAME_LENGTH);
    }
}
