package com.red5pro.server.plugin.simpleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import javax.servlet.FilterChain;
import javax.servlet.ServletConfig;
import javax.servlet.ServletContext;
import javax.servlet.ServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;

class PassThroughTest {

    private final List<String> called = new ArrayList<>();

    private <T> T fake(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    called.add(method.getName());
                    return method.getReturnType() == ServletContext.class ? fake(ServletContext.class) : null;
                }));
    }

    @Test
    void the_filter_lets_everything_pass() throws Exception {
        AuthServlet filter = new AuthServlet();
        filter.init(null);
        filter.doFilter(fake(ServletRequest.class), fake(HttpServletResponse.class), fake(FilterChain.class));
        filter.destroy();
        assertThat(called).containsExactly("doFilter");
    }

    @Test
    void without_red5_pro_there_is_nothing_to_list() throws Exception {
        M3U8ListingServlet servlet = new M3U8ListingServlet();
        servlet.init(fake(ServletConfig.class));
        servlet.service(fake(ServletRequest.class), fake(HttpServletResponse.class));
        servlet.destroy();
        assertThat(called).contains("sendError");
    }
}
