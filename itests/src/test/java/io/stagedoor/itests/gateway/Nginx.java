package io.stagedoor.itests.gateway;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An nginx with its RTMP module, that asks a gateway about everything. Closing it ends its process, as the end of this virtual machine does. */
final class Nginx implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");

    private final Path folder;
    private final Thread last = new Thread(this::end);
    private Process process;
    private int rtmp;
    private int http;

    private Nginx(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(last);
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM) && Files.isReadable(MODULE);
    }

    /** Two ports that nobody has at the moment; of nginx nobody can learn which it has. */
    static List<Integer> freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return List.of(one.getLocalPort(), other.getLocalPort());
        }
    }

    /**
     * Starts one.
     *
     * @param ports as of {@link #freePorts}
     * @param gateway the port of the gateway
     * @param directives further ones of the RTMP server
     */
    static Nginx start(Path folder, List<Integer> ports, int gateway, String directives) throws Exception {
        Nginx nginx = new Nginx(Files.createDirectories(folder));
        nginx.rtmp = ports.get(0);
        nginx.http = ports.get(1);
        Files.createDirectories(folder.resolve("hls/live/room1"));
        Files.writeString(folder.resolve("hls/live/room1/show.m3u8"), "#EXTM3U\n#EXTINF:4,\nshow0.ts\n");
        Files.writeString(folder.resolve("hls/live/room1/show.ts"), "media");
        Files.createDirectories(folder.resolve("hls/live/room2"));
        Files.writeString(folder.resolve("hls/live/room2/only2.ts"), "another room");
        Files.writeString(folder.resolve("nginx.conf"), nginx.configuration(gateway, directives));
        nginx.run();
        return nginx;
    }

    private void run() throws IOException {
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        for (int port : List.of(rtmp, http)) {
            eventually(() -> {
                assertThat(process.isAlive()).as(log()).isTrue();
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    assertThat(socket.isConnected()).isTrue();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    private String configuration(int gateway, String directives) {
        String hook = "http://127.0.0.1:" + gateway + "/hooks/nginx-rtmp/edge1?secret=" + GatewayProcess.SECRET;
        return """
                load_module MODULE;
                daemon off; master_process off; pid FOLDER/nginx.pid; error_log FOLDER/error.log notice;
                events { worker_connections 256; }
                rtmp { server {
                    listen 127.0.0.1:RTMP; notify_method post; DIRECTIVES
                    on_connect HOOK;
                    application live {
                        live on; on_publish HOOK; on_play HOOK; on_publish_done HOOK; on_play_done HOOK; on_update HOOK;
                    }
                } }
                http {
                    access_log off; client_body_temp_path FOLDER/t; proxy_temp_path FOLDER/t; fastcgi_temp_path FOLDER/t;
                    uwsgi_temp_path FOLDER/t; scgi_temp_path FOLDER/t;
                    upstream gateway { server 127.0.0.1:GATEWAY; keepalive 8; }
                    server {
                        listen 127.0.0.1:HTTP;
                        location /control { rtmp_control all; }
                        location /live/ {
                            auth_request /_stagedoor;
                            auth_request_set $stagedoor_cookie $upstream_http_set_cookie;
                            add_header Set-Cookie $stagedoor_cookie always;
                            root FOLDER/hls;
                        }
                        location = /_stagedoor {
                            internal; proxy_pass http://gateway/check/nginx/web; proxy_http_version 1.1;
                            proxy_set_header Connection ""; proxy_pass_request_body off; proxy_set_header Content-Length "";
                            proxy_set_header X-Original-URI $request_uri; proxy_set_header X-Original-Method $request_method;
                            proxy_set_header X-Original-Host $http_host; proxy_set_header X-Original-Proto $scheme;
                            proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Stagedoor-Secret SECRET;
                        }
                    }
                }
                """.replace("MODULE", MODULE.toString())
                .replace("FOLDER", folder.toString())
                .replace("DIRECTIVES", directives)
                .replace("HOOK", "'" + hook + "'")
                .replace("RTMP", String.valueOf(rtmp))
                .replace("GATEWAY", String.valueOf(gateway))
                .replace("listen 127.0.0.1:HTTP", "listen 127.0.0.1:" + http)
                .replace("SECRET", GatewayProcess.SECRET);
    }

    String rtmpUrl() {
        return "rtmp://127.0.0.1:" + rtmp + "/live";
    }

    int http() {
        return http;
    }

    /** What it has said. */
    String log() throws IOException {
        Path errors = folder.resolve("error.log");
        return Files.readString(folder.resolve("output.log")) + (Files.exists(errors) ? Files.readString(errors) : "");
    }

    private void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() throws InterruptedException {
        end();
        if (process != null) {
            process.waitFor(10, TimeUnit.SECONDS);
        }
        try {
            Runtime.getRuntime().removeShutdownHook(last);
        } catch (IllegalStateException e) {
            return; // it is running
        }
    }
}
