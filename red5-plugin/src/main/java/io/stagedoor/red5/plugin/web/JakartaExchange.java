package io.stagedoor.red5.plugin.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A request and its response in the {@code jakarta} API. */
final class JakartaExchange implements Exchange {

    private static final String REMEMBERED = "io.stagedoor.judged";

    private final String contextPath;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final FilterChain chain;
    private final Supplier<Deployment> deployment;
    private final boolean included;

    JakartaExchange(
            String contextPath,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            Supplier<Deployment> deployment) {
        this.contextPath = contextPath;
        this.request = request;
        this.response = response;
        this.chain = chain;
        this.deployment = deployment;
        this.included = request.getDispatcherType() == DispatcherType.INCLUDE;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String contextPath() {
        return contextPath;
    }

    @Override
    public String servletPath() {
        return included ? attribute(RequestDispatcher.INCLUDE_SERVLET_PATH) : text(request.getServletPath());
    }

    @Override
    public String pathInfo() {
        return included ? attribute(RequestDispatcher.INCLUDE_PATH_INFO) : text(request.getPathInfo());
    }

    @Override
    public String uri() {
        return included ? attribute(RequestDispatcher.INCLUDE_REQUEST_URI) : text(request.getRequestURI());
    }

    @Override
    public String query() {
        return text(request.getQueryString());
    }

    @Override
    public List<String> parameters(String name) {
        try {
            String[] values = request.getParameterValues(name);
            return values == null ? List.of() : List.of(values);
        } catch (RuntimeException e) { // Tomcat 11 throws where there are too many, or one cannot be decoded
            return List.of();
        }
    }

    @Override
    public Set<String> parameterNames() {
        try {
            return Set.copyOf(Collections.list(request.getParameterNames()));
        } catch (RuntimeException e) { // as above
            return Set.of();
        }
    }

    @Override
    public List<String> headers(String name) {
        Enumeration<String> values = request.getHeaders(name);
        return values == null ? List.of() : Collections.list(values);
    }

    @Override
    public String remoteAddress() {
        return text(request.getRemoteAddr());
    }

    @Override
    public String site() {
        return request.getScheme() + "://" + request.getServerName() + ":" + request.getServerPort();
    }

    @Override
    public boolean secure() {
        return request.isSecure();
    }

    @Override
    public boolean opensWebSockets() {
        return deployment.get().opensWebSockets(servletPath() + pathInfo());
    }

    @Override
    public boolean tomcatOpensWebSockets() {
        return deployment.get().tomcatOpensWebSockets(servletPath() + pathInfo());
    }

    @Override
    public Optional<Map<String, String>> corsParameters() {
        return deployment.get().corsParameters(servletPath() + pathInfo());
    }

    @Override
    public boolean answersPreflights() {
        return deployment.get().answersPreflights(servletPath() + pathInfo());
    }

    @Override
    public boolean servesFile() {
        return deployment.get().servesFile(servletPath() + pathInfo());
    }

    private String attribute(String name) {
        return request.getAttribute(name) instanceof String text ? text : "";
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    @Override
    public String dispatch() {
        return String.valueOf(request.getDispatcherType());
    }

    @Override
    public Object remembered() {
        return request.getAttribute(REMEMBERED);
    }

    @Override
    public void remember(Object judged) {
        request.setAttribute(REMEMBERED, judged);
    }

    @Override
    public void addHeader(String name, String value) {
        response.addHeader(name, value);
    }

    @Override
    public void setHeader(String name, String value) {
        response.setHeader(name, value);
    }

    @Override
    public void write(int status, byte[] text) throws IOException {
        write(status, "text/plain", text);
    }

    @Override
    public void writeJson(int status, byte[] json) throws IOException {
        write(status, "application/json", json);
    }

    private void write(int status, String type, byte[] text) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        writeBody(text);
        response.flushBuffer();
    }

    @Override
    public void end(int status) throws IOException {
        response.setStatus(status);
        response.flushBuffer();
    }

    @Override
    public void writeBody(byte[] text) throws IOException {
        response.setContentLength(text.length);
        response.getOutputStream().write(text);
    }

    @Override
    public void beginAnew() {
        response.resetBuffer();
    }

    @Override
    public boolean isCommitted() {
        return response.isCommitted();
    }

    @Override
    public void pass() throws IOException, PassedOnException {
        pass(request, response);
    }

    @Override
    public void passWatched(Watched watched) throws IOException, PassedOnException {
        JakartaWatchedResponse answered = new JakartaWatchedResponse(response, watched);
        JakartaWatchedRequest handed = new JakartaWatchedRequest(request, answered, watched);
        try {
            pass(handed, answered);
        } finally {
            if (!handed.isAnsweredLater()) { // else its end is heard of
                watched.end();
            }
        }
    }

    @Override
    public int passHeld(HeldBody body, boolean atOnce) throws IOException, PassedOnException {
        JakartaHeldResponse held = new JakartaHeldResponse(response, body);
        pass(new JakartaWholeRequest(request, atOnce ? null : held), held);
        held.finish();
        return response.getStatus();
    }

    @Override
    public int passUpgrade(Consumer<Object> upgraded) throws IOException, PassedOnException {
        JakartaHeldResponse held = new JakartaHeldResponse(response, HeldBody.discarding());
        pass(new JakartaUpgradeRequest(request, upgraded), held);
        held.finish();
        return response.getStatus();
    }

    private void pass(ServletRequest handed, ServletResponse answered) throws IOException, PassedOnException {
        try {
            chain.doFilter(handed, answered);
        } catch (ServletException e) {
            throw new PassedOnException(e);
        }
    }
}
