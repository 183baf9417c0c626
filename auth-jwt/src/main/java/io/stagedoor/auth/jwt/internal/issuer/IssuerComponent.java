package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.jwt.internal.remote.Fetcher;
import io.stagedoor.auth.jwt.internal.source.IssuerKey;
import io.stagedoor.auth.jwt.internal.status.IssuerStatus;
import io.stagedoor.auth.support.FileWatch;
import io.stagedoor.auth.support.InForce;
import io.stagedoor.auth.support.NamedService;
import io.stagedoor.auth.support.ProviderLife;
import io.stagedoor.auth.support.Report;
import io.stagedoor.auth.support.file.Exposure;
import io.stagedoor.auth.support.property.Properties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one issuer of one configuration. A configuration or a file of keys that cannot be understood leaves what is in force, and is a
 * problem until it is fixed; without anything in force, the clients of this issuer are refused.
 */
@Component(
        service = {},
        configurationPid = IssuerComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = IssuerConfig.class, factory = true)
public final class IssuerComponent {

    static final String PID = "stagedoor.issuer";

    private static final Logger LOG = LoggerFactory.getLogger(IssuerComponent.class);

    private final Issuers issuers;
    private final InForce<Issuer> inForce = new InForce<>();
    private final Observed observed = new Observed(inForce);
    private final ProviderLife life;
    private final KeyReader reader;
    private final IssuerStatus status;
    private final FileWatch watch = new FileWatch("stagedoor-jwt-issuer", this::filesChanged);
    // Only changes of the life read and write what follows.
    private @Nullable IssuerSettings settings;
    private List<String> remarks = List.of();

    /** Called by Declarative Services. Does not fail, however wrong the configuration: it says so, and refuses clients. */
    @Activate
    public IssuerComponent(
            Map<String, Object> properties,
            BundleContext context,
            @Reference Issuers issuers,
            @Reference Fetcher fetcher) {
        this.issuers = issuers;
        this.reader = new KeyReader(fetcher, this::published);
        this.life = new ProviderLife(new Claim(pid(properties)), inForce, Report.to(LOG));
        modified(properties);
        this.status = IssuerStatus.publish(
                observed::view, pid(properties), context.getBundle().getBundleId());
    }

    private static String pid(Map<String, Object> properties) {
        return properties.get(Constants.SERVICE_PID) instanceof String pid ? pid : PID;
    }

    /** The same issuer, without a gap. */
    @Modified
    public void modified(Map<String, Object> properties) {
        life.change(() -> configure(new Properties(IssuerConfig.class, properties)));
        issuers.changed();
    }

    /** Called by Declarative Services. */
    @Deactivate
    public void deactivate() {
        status.close();
        life.stop();
        reader.end();
        watch.close();
        issuers.changed();
    }

    private void configure(Properties properties) {
        Optional<IssuerSettings> read = life.read(properties, IssuerSettings::of);
        if (read.isEmpty()) {
            return;
        }
        settings = read.get();
        watch.follow(settings.files());
        readKeys(settings);
    }

    private void filesChanged() {
        life.change(this::readKeys);
        issuers.changed();
    }

    /** What is on the web is another than before, or too old. */
    private void published() {
        life.changePart(this::readKeys);
        issuers.changed();
    }

    private void readKeys() {
        if (settings != null) {
            readKeys(settings);
        }
    }

    private void readKeys(IssuerSettings wanted) {
        Issuer before = inForce.now().judge();
        KeyReader.Read read = reader.read(wanted);
        life.filesAre(read.problem().orElse(null));
        if (before != null && !before.settings().equals(wanted) && read.isNew()) {
            // As long as the new keys have never been there, the former ones serve, but for no longer than they may.
            KeyReader.Read former = reader.read(before.settings());
            if (former.hasKeys()) {
                life.filesAre(read.problem()
                        .or(() -> read.issuer().flatMap(Issuer::problem))
                        .orElse(null));
                former.issuer().ifPresent(this::judgeBy);
                return;
            }
        }
        if (read.issuer().isPresent()) {
            Issuer now = read.issuer().get();
            life.partsAre(now.problem().orElse(null));
            judgeBy(now);
            reader.retain(now);
            remark(wanted, read.remarks());
        }
    }

    private void judgeBy(Issuer now) {
        Issuer before = inForce.now().judge();
        if (!now.equals(before)) {
            tellOfKeys(before == null ? List.of() : before.keys(), now.keys());
            observed.keysAre(now.keys());
            inForce.judgeBy(now);
        }
    }

    /** One line for each change: which keys are new, and which are not accepted any more. */
    private void tellOfKeys(List<IssuerKey> before, List<IssuerKey> now) {
        String changes = keys("+", now, before) + keys("-", before, now);
        if (!changes.isEmpty()) {
            LOG.info("{}: keys:{}", life.where(), changes);
        }
    }

    private static String keys(String sign, List<IssuerKey> some, List<IssuerKey> without) {
        return some.stream()
                .filter(key -> !without.contains(key))
                .map(key -> " " + sign + key.shown())
                .collect(Collectors.joining());
    }

    /** Says which keys are not used and why, and what others can do with the files; each once, until it changes. */
    private void remark(IssuerSettings wanted, List<String> ofKeys) {
        List<String> now = new ArrayList<>(ofKeys);
        wanted.secretFiles().stream()
                .map(Exposure::of)
                .flatMap(Optional::stream)
                .forEach(now::add);
        wanted.files().stream().map(Exposure::ofKeys).flatMap(Optional::stream).forEach(now::add);
        now.stream().filter(one -> !remarks.contains(one)).forEach(one -> LOG.warn("{}: {}", life.where(), one));
        remarks = List.copyOf(now);
    }

    /** The name among the issuers. */
    private final class Claim implements NamedService {
        private final String pid;

        Claim(String pid) {
            this.pid = pid;
        }

        @Override
        public String servicePid() {
            return pid;
        }

        @Override
        public void register(String name) {
            if (!name.isEmpty()) {
                issuers.claim(name, life.where(), inForce);
            }
        }

        @Override
        public void unregister() {
            issuers.release(inForce);
        }
    }
}
