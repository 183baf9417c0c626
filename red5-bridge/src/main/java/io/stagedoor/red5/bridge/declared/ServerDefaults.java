package io.stagedoor.red5.bridge.declared;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings for all applications in {@code conf/simple-auth-plugin.properties}, except those that would let
 * clients in without a check.
 *
 * @param active whether applications without a declaration of their own are judged by the users in the file
 * @param properties for applications that do not say otherwise
 * @param credentials the name of the file with users, in {@code conf}
 * @param remarks on what is not honoured
 */
record ServerDefaults(boolean active, Map<String, String> properties, String credentials, List<String> remarks) {

    static final String FILE = "conf/simple-auth-plugin.properties";
    static final ServerDefaults NONE = new ServerDefaults(false, Map.of(), "simple-auth-plugin.credentials", List.of());

    private static final String PREFIX = "simpleauth.default.";
    private static final String ADVICE = "; if it is meant, write it into a stagedoor.application configuration";

    static ServerDefaults of(Map<?, ?> file) {
        boolean active = false;
        String credentials = NONE.credentials();
        Map<String, String> properties = new TreeMap<>();
        List<String> remarks = new ArrayList<>();
        for (Map.Entry<?, ?> entry : file.entrySet()) {
            String key = String.valueOf(entry.getKey());
            String value = String.valueOf(entry.getValue()).strip();
            switch (key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key) {
                case "active" -> active = isTrue(key, value, remarks);
                case "defaultAuthValidatorDataSource" -> credentials = value.isEmpty() ? credentials : value;
                case "rtmp.queryparams" -> properties.put("rtmpAllowQueryParamsEnabled", value);
                case "rtmp.agents" -> properties.put("allowedRtmpAgents", value);
                case "rtmp", "rtsp", "rtc", "srt", "mpegts", "http", "ws" -> isTrue(key, value, remarks);
                default -> remarks.add(remark(key, value));
            }
        }
        return new ServerDefaults(active, Map.copyOf(properties), credentials, List.copyOf(remarks));
    }

    private static boolean isTrue(String key, String value, List<String> remarks) {
        if (!value.equalsIgnoreCase("true")) {
            remarks.add(key + ": '" + value + "' is ignored: it would let clients in without authentication" + ADVICE);
            return false;
        }
        return true;
    }

    private static String remark(String key, String value) {
        return key.endsWith(".response") && value.equalsIgnoreCase("true")
                ? key + ": 'true' is ignored: it would let clients in without a check"
                : key + ": unknown property, ignored";
    }
}
