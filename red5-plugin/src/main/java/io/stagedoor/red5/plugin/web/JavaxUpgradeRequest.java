package io.stagedoor.red5.plugin.web;

import java.io.IOException;
import java.util.function.Consumer;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpUpgradeHandler;

/** A request for a change of the protocol, and for nothing else, that tells who handles the new one. */
final class JavaxUpgradeRequest extends JavaxWholeRequest {

    private final Consumer<Object> upgraded;

    JavaxUpgradeRequest(HttpServletRequest request, Consumer<Object> upgraded) {
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
