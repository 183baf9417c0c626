package com.red5pro.server.plugin.simpleauth;

import com.red5pro.server.plugin.simpleauth.interfaces.IAuthenticationValidator;
import io.stagedoor.red5.hook.Declaration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bean {@code simpleAuthSecurity}: whether, and by what, clients of an application are judged. Holds values only. */
public class Configuration implements Declaration {

    private final Map<String, Object> values = new HashMap<>();
    private @Nullable IAuthenticationValidator validator;

    public void setActive(boolean active) {
        values.put("active", active);
    }

    public void setRtmp(boolean rtmp) {
        values.put("rtmp", rtmp);
    }

    public void setRtsp(boolean rtsp) {
        values.put("rtsp", rtsp);
    }

    public void setRtc(boolean rtc) {
        values.put("rtc", rtc);
    }

    public void setSrt(boolean srt) {
        values.put("srt", srt);
    }

    public void setMpegts(boolean mpegts) {
        values.put("mpegts", mpegts);
    }

    public void setHttp(boolean http) {
        values.put("http", http);
    }

    public void setWs(boolean ws) {
        values.put("ws", ws);
    }

    public void setRtmpAllowQueryParamsEnabled(boolean enabled) {
        values.put("rtmpAllowQueryParamsEnabled", enabled);
    }

    public void setAllowedRtmpAgents(String agents) {
        Values.put(values, "allowedRtmpAgents", agents);
    }

    public void setStreamNameAuth(boolean enabled) {
        values.put("streamNameAuth", enabled);
    }

    public void setRtmpAuthRoomScopeEnabled(boolean enabled) {
        values.put("rtmpAuthRoomScopeEnabled", enabled);
    }

    public void setRtmpAuthRoomScopeName(String name) {
        Values.put(values, "rtmpAuthRoomScopeName", name);
    }

    public void setValidator(IAuthenticationValidator validator) {
        this.validator = validator;
    }

    /** What was set, and what the validator says of itself. */
    @Override
    public Map<String, Object> declared() {
        Map<String, Object> declared = new HashMap<>(values);
        if (validator != null) {
            declared.putAll(Values.of(validator));
        }
        return Map.copyOf(declared);
    }
}
