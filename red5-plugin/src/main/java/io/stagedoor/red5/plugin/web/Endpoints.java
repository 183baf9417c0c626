package io.stagedoor.red5.plugin.web;

/** The endpoints of WebSockets that applications have added to Tomcat's own container of these, by reflection: some Red5 have none. */
final class Endpoints {

    private Endpoints() {}

    /**
     * Whether there is one for a path.
     *
     * @param container the attribute of the servlet context; may be {@code null}
     * @return {@code true}, too, if that cannot be told
     */
    static boolean has(Object container, String path) {
        try {
            return container.getClass().getMethod("findMapping", String.class).invoke(container, path) != null;
        } catch (ReflectiveOperationException | RuntimeException e) { // another Tomcat: a decision too many
            return true;
        }
    }
}
