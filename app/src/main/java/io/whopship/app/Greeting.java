package io.whopship.app;

import io.whopship.ports.model.identity.Secret;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** What an operator sees when a server is up. */
final class Greeting {

  private Greeting() {}

  static void print(Configuration configuration, @Nullable Secret newAdminToken, PrintWriter out) {
    out.printf("WhopShip is up.%n");
    out.printf("  API    %s%n", configuration.addresses().apiUrl());
    out.printf("  sites  %s%n", configuration.addresses().sites().pattern());
    out.printf("  data   %s%n", configuration.data());
    if (newAdminToken != null) {
      out.printf("%n  Admin token, shown this once: %s%n", newAdminToken.reveal());
      out.printf("  Use it as:  curl -H 'Authorization: Bearer <token>' %s/apps%n",
          configuration.addresses().apiUrl());
    }
  }
}
