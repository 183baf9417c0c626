package io.stagedoor.red5.plugin.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.util.function.Consumer;

/** A request for a change of the protocol, and for nothing else, that tells who handles the new one. */
final class JakartaUpgradeRequest extends JakartaWholeRequest {

    private final Consumer<Object> upgraded;

    JakartaUpgradeRequest(HttpServletRequest request, Consumer<Object> upgraded) {
        super(request, null);
        this.upgraded = upgraded;
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
        T handler = super.upgrade(type);
        upgraded.accept(handler);
        return handler;
    }
}
