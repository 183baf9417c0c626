package io.stagedoor.core.settings;

/** What holds for requests over HTTP unless configuration says otherwise. */
final class HttpDefaults {

    private HttpDefaults() {}

    static final String PUBLIC =
            "/,*.html,*.js,*.mjs,*.css,*.ico,*.png,*.jpg,*.jpeg,*.gif,*.svg,*.webp,*.woff,*.woff2,*.ttf,*.otf";

    static final String WHIP = "/whip/endpoint/{stream},/{room}/whip/endpoint/{stream}";
    static final String WHEP = "/whep/endpoint/{stream},/{room}/whep/endpoint/{stream}";
    /** MediaBunny's, which Red5 has in its application {@code live} from 2.0.30 on. */
    static final String PLAY = "/mb?stream={stream}";

    static final int IDLE_SECONDS = 600;
    static final int LIFE_SECONDS = 43_200;
    static final int MAX_SESSIONS = 10_000;
}
