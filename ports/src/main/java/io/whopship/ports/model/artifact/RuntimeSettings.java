package io.whopship.ports.model.artifact;

import io.whopship.ports.model.artifact.Binding.Assets;
import io.whopship.ports.model.artifact.Binding.Self;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a worker wants to be run.
 *
 * @param compatibilityDate which behaviour of the Workers runtime; without one, the newest that the
 * edge offers
 * @param bindings no two of one name. Whoever names none for the assets or for the worker itself
 * gets them as {@code ASSETS} and {@code WORKER_SELF_REFERENCE}, which OpenNext expects
 * @param deploymentId what Next.js calls this build in {@code ?dpl=} and {@code x-deployment-id}:
 * requests that name it are for this release; {@code null} if the build has no such name
 */
public record RuntimeSettings(@Nullable LocalDate compatibilityDate,
    List<String> compatibilityFlags, AssetSettings assets, List<Binding> bindings,
    @Nullable String deploymentId) {

  /** A worker on Cloudflare has no more, of all kinds together. */
  public static final int MAX_BINDINGS = 128;

  /** What Next.js takes as the id of a deployment. */
  public static final Pattern DEPLOYMENT_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  public static final RuntimeSettings DEFAULT = new RuntimeSettings(null,
      List.of("nodejs_compat", "global_fetch_strictly_public"), AssetSettings.DEFAULT);

  public RuntimeSettings {
    compatibilityFlags = List.copyOf(compatibilityFlags);
    for (String flag : compatibilityFlags) {
      if (!flag.matches("[a-z0-9_]{1,100}")) {
        throw new IllegalArgumentException(
            "compatibilityFlags: a flag must be 1 to 100 of a-z 0-9 _, but one is '" + flag + "'");
      }
    }
    if (deploymentId != null && !DEPLOYMENT_ID.matcher(deploymentId).matches()) {
      throw new IllegalArgumentException(
          "deploymentId must be 1 to 32 of A-Z a-z 0-9 _ -, but is '" + deploymentId + "'");
    }
    bindings = complete(bindings);
  }

  /** With no bindings of its own, and no name that Next.js gave to the build. */
  public RuntimeSettings(@Nullable LocalDate compatibilityDate, List<String> compatibilityFlags,
      AssetSettings assets) {
    this(compatibilityDate, compatibilityFlags, assets, List.of(), null);
  }

  private static List<Binding> complete(List<Binding> asked) {
    if (asked.size() > MAX_BINDINGS) {
      throw new IllegalArgumentException(
          "bindings must be at most " + MAX_BINDINGS + ", but are " + asked.size());
    }
    Set<String> names = new HashSet<>();
    for (Binding binding : asked) {
      if (!names.add(binding.name())) {
        throw new IllegalArgumentException(
            "bindings: two have the name '" + binding.name() + "'");
      }
    }
    List<Binding> all = new ArrayList<>(asked);
    addUnlessThere(all, Assets.class, names, new Assets("ASSETS"));
    addUnlessThere(all, Self.class, names, new Self("WORKER_SELF_REFERENCE"));
    return List.copyOf(all);
  }

  private static void addUnlessThere(List<Binding> bindings, Class<? extends Binding> kind,
      Set<String> names, Binding byDefault) {
    if (bindings.stream().noneMatch(kind::isInstance) && !names.contains(byDefault.name())) {
      bindings.add(byDefault);
    }
  }

  /** With one more compatibility flag, unless it is there. */
  public RuntimeSettings withFlag(String flag) {
    List<String> flags = new ArrayList<>(compatibilityFlags);
    flags.remove(flag);
    flags.add(flag);
    return new RuntimeSettings(compatibilityDate, flags, assets, bindings, deploymentId);
  }

  /** With these bindings instead of its own. */
  public RuntimeSettings withBindings(List<Binding> newBindings) {
    return new RuntimeSettings(compatibilityDate, compatibilityFlags, assets, newBindings,
        deploymentId);
  }

  /** With the Next.js deployment id that was found elsewhere, unless one is set. */
  public RuntimeSettings orDeploymentId(@Nullable String found) {
    return deploymentId != null || found == null
        ? this
        : new RuntimeSettings(compatibilityDate, compatibilityFlags, assets, bindings, found);
  }
}
