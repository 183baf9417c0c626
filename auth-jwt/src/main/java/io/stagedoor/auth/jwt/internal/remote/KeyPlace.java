package io.stagedoor.auth.jwt.internal.remote;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/** Where the keys of an issuer are on the web, as a configuration says it. Two are equal if they lead to the same keys. Immutable. */
public sealed interface KeyPlace {

    /** The address that is asked first. */
    URI first();

    /** Whether keys may come from an address. */
    boolean allows(URI address);

    /** A set of keys at an address of its own. */
    record Address(URI first) implements KeyPlace {
        @Override
        public boolean allows(URI address) {
            return address.equals(first);
        }
    }

    /**
     * A provider's document that says where its keys are (OpenID Connect Discovery 1.0 §4).
     *
     * @param issuer what the document must say its issuer is
     * @param first where the document is
     * @param hosts the hosts that the keys may be on, each with its port
     */
    record Discovery(String issuer, URI first, List<String> hosts) implements KeyPlace {
        @Override
        public boolean allows(URI address) {
            return hosts.contains(Addresses.host(address));
        }
    }

    /**
     * The place of a set of keys.
     *
     * @param property that names it, for messages
     * @throws IllegalArgumentException naming the property, what is wrong and what to do
     */
    static KeyPlace address(String property, String url) {
        return new Address(Addresses.checked(property, url));
    }

    /**
     * The place of the document of a provider.
     *
     * @param property that asks for discovery, for messages
     * @param issuer the {@code iss} of its tokens
     * @param further hosts that its keys may be on beside its own, some with a port
     * @throws IllegalArgumentException naming the property, what is wrong and what to do
     */
    static KeyPlace discovery(String property, String issuer, List<String> further) {
        if (issuer.contains("{")) {
            throw new IllegalArgumentException(property + ": discovery needs one issuer, and issuer stands for several;"
                    + " set it to the URL of the keys (the provider's jwks_uri)");
        }
        URI base = Addresses.checked("issuer", issuer);
        if (base.getRawQuery() != null) {
            throw new IllegalArgumentException(property + ": discovery needs an issuer without a query; set it to the"
                    + " URL of the keys (the provider's jwks_uri)");
        }
        String begin = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        List<String> hosts = further.stream().map(Addresses::furtherHost).collect(Collectors.toList());
        hosts.add(Addresses.host(base));
        return new Discovery(issuer, URI.create(begin + "/.well-known/openid-configuration"), List.copyOf(hosts));
    }

    /** An address as it may be shown: without its query, which may hold a key. */
    static String shown(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
    }
}
