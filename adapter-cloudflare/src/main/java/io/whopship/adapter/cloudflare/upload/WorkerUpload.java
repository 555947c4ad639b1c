package io.whopship.adapter.cloudflare.upload;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.artifact.WorkerBundle;
import java.util.List;

/**
 * A worker on its way into a dispatch namespace.
 *
 * @param app whose assets share no hash with those of another
 * @param bindings all of them; those of the bundle's runtime are not looked at
 * @param objectClasses the classes of Durable Objects that a new script begins with
 * @param tags at most 8, without {@code ,} and {@code &}
 */
public record WorkerUpload(String script, AppId app, WorkerBundle bundle,
    List<ScriptBinding> bindings, List<String> objectClasses, List<String> tags) {

  public WorkerUpload {
    bindings = List.copyOf(bindings);
    objectClasses = List.copyOf(objectClasses);
    tags = List.copyOf(tags);
  }
}
