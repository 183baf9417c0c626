package io.stagedoor.auth.support.property;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which property belongs into which file, for whoever has written one into another: a bundle knows its own only. A test compares this with the types that the
 * files are read by. Immutable.
 */
public final class Elsewhere {

    /** The names of the files, and below each those of its properties. */
    private static final String FILES = """
            stagedoor.application-NAME.cfg
              active allowRestreamers allowedRtmpAgents application authenticator authenticator.http
              authenticator.mpegts authenticator.rtc authenticator.rtmp authenticator.rtsp authenticator.shadow
              authenticator.srt authenticator.ws backchannelLogout corsAllowedOrigins decisionTimeoutMillis expiryNoticeSeconds http
              httpMaxSessions httpPublicPaths httpSessionIdleSeconds httpSessionSeconds maxHeld maxProvisional
              maxSessionHours maxSessionsBy maxSessionsPlaying maxSessionsPublishing mpegts mpegtsSources onChange
              onTooMany playPaths provisionalSeconds publishModes recheckMaxStaleSeconds recheckOnFailure
              recheckSeconds reconnectSeconds refresh remoteMethods rtc rtmp rtmpAllowQueryParamsEnabled
              rtmpAuthRoomScopeEnabled rtmpAuthRoomScopeName rtmpDecodeArguments rtsp srt streamKeyTickets
              streamNameAuth swapGraceMillis ticketMaxSeconds tickets whepPaths whipPaths ws wsAllowedOrigins
            stagedoor.authenticator.jwt-NAME.cfg
              algorithms clockSkewSeconds expectedIssuer expiry expiryGraceSeconds issuers jwtSecret jwtSecretFile
              jwtSecretId jwtTtlMinutes maxTokenBytes name overlapSeconds previousSecret.NAME.acceptUntil
              previousSecret.NAME.file previousSecret.NAME.overlapSeconds previousSecret.NAME.secret
              previousSecrets tokenUse
            stagedoor.issuer-NAME.cfg
              algorithms audienceClaim audiences clockSkewSeconds expiry expiryGraceSeconds issuer keys keys.NAME
              keysCaFile keysCooldownSeconds keysHosts keysMaxStaleHours keysProxy keysRefreshMinutes
              logoutAudiences name nameClaim publisherIf requireIf roomClaim rooms subjectClaim subscriberIf
              tokenUse transportClaim ttlMinutes types
            stagedoor.authenticator.simple-NAME.cfg
              credentialsFile hashWaitMillis maxConcurrentHashes name pollMillis rememberSeconds rememberedLogins
              throttleAccountFailures throttleAccountHoldMinutes throttleEntries throttleFailures
              throttleHoldMinutes throttleWindowMinutes
            stagedoor.authenticator.roundtrip-NAME.cfg
              breakerFailurePercent breakerMinimumCalls breakerOpenSeconds cacheNeedsTtl cacheSeconds
              clientCertificate clientCertificatePasswordFile clientKey clientTokenRequired connectTimeoutMillis
              failOpen host invalidateCredentialsEndPoint invalidateUrl lazyAuth maxConcurrentRequests name port
              protocol recheckConnections sendContext shadowable signingSecret signingSecretFile timeoutMillis
              trustCertificates validateCredentialsEndPoint validateUrl
            stagedoor.revocation-NAME.cfg
              iss issuedBefore jti kid sid stream sub until user
            stagedoor.bridge.cfg
              clusterSecret clusterSecretFile connectionTypes rtmptBindAddress
            stagedoor.server-NAME.cfg
              apiSecretFile apiUrl application connectWithoutCredentials deadlineMillis keepSeconds kind origin pathTemplate
              secretFile sources vhosts
            stagedoor.operations.cfg
              console listen metricsListen
            stagedoor.shared.cfg
              clientCertificate clientCertificatePasswordFile clientKey cluster keyFile keyPrefix onSharedLost passwordFile
              redis revocationsMaxStaleSeconds sentinelPasswordFile sentinelUser sentinels timeoutMillis
              trustCertificates user
            stagedoor.audit.cfg
              clientCertificate clientCertificatePasswordFile clientKey stdout syslog syslogAppName syslogFacility
              trustCertificates
            """;

    private static final Map<String, Set<String>> BY_FILE = read();

    private Elsewhere() {}

    private static Map<String, Set<String>> read() {
        Map<String, List<String>> files = new LinkedHashMap<>();
        List<String> names = List.of();
        for (String line : FILES.split("\n")) {
            if (line.startsWith(" ")) {
                names.addAll(List.of(line.strip().split(" ")));
            } else {
                names = new ArrayList<>();
                files.put(line, names);
            }
        }
        Map<String, Set<String>> read = new LinkedHashMap<>();
        files.forEach((file, all) -> read.put(file, Set.copyOf(all)));
        return read;
    }

    /** The names of the properties of each file, by the name of the file, in which {@code NAME} stands for any. */
    public static Map<String, Set<String>> all() {
        return Map.copyOf(BY_FILE);
    }

    /**
     * Where a property belongs.
     *
     * @param key that is not known where it stands
     * @return in words; empty if no file has one of this name
     */
    static Optional<String> of(String key) {
        List<String> files = BY_FILE.entrySet().stream()
                .filter(file -> file.getValue().contains(key))
                .map(Map.Entry::getKey)
                .toList();
        return files.isEmpty() ? Optional.empty() : Optional.of("it belongs in " + String.join(" or ", files));
    }
}
