package io.stagedoor.itests.webapp;

import com.red5pro.server.plugin.simpleauth.interfaces.IAuthenticationValidator;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.management.JMException;
import javax.management.ObjectName;
import org.red5.server.api.IConnection;
import org.red5.server.api.Red5;

/** A validator as users of Red5 Pro write one: knows one user, and does on demand what validators should not do. */
public class TownValidator implements IAuthenticationValidator {

    private Object adapter;
    private String town;
    private boolean initialized;

    public void setAdapter(Object adapter) {
        this.adapter = adapter;
    }

    public void setTown(String town) {
        this.town = town;
    }

    @Override
    public void initialize() {
        initialized = adapter != null && town != null;
    }

    @Override
    public boolean onConnectAuthenticate(String username, String password, Object[] rest) {
        if (username.equals("breaks")) {
            throw new IllegalStateException("with the password " + password);
        }
        if (username.equals("hangs")) {
            hang();
        }
        if (username.equals("removes")) {
            remove(password);
        }
        IConnection connection = Red5.getConnectionLocal();
        boolean inPlace =
                Thread.currentThread().getContextClassLoader() == getClass().getClassLoader();
        return initialized
                && inPlace
                && connection != null
                && connection.getConnectParams() != null
                && username.equals("mayor")
                && password.equals("of " + town)
                && "open".equals(tokenIn(rest));
    }

    private static Object tokenIn(Object[] rest) {
        return rest[0] instanceof Map<?, ?> parameters ? parameters.get("token") : rest[0];
    }

    /** Takes another application away, as Red5's own management does. */
    private static void remove(String application) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(IConnection.class.getClassLoader());
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("org.red5.server:type=TomcatLoader"),
                            "removeContext",
                            new Object[] {application},
                            new String[] {String.class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
