package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.audit.AuditLog;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.audit.AuditEntry;
import io.whopship.ports.model.audit.AuditRecord;
import io.whopship.ports.model.identity.Origin;
import io.whopship.ports.model.identity.OwnerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link AuditLog} promises. */
public abstract class AuditLogContract {

  private AuditLog audit;

  /** Opens an empty one; the extending test closes what needs it. */
  protected abstract AuditLog open() throws Exception;

  @BeforeEach
  void openAuditLog() throws Exception {
    audit = open();
  }

  private static AuditEntry entry(Instant at, OwnerId owner, @Nullable AppId app, String detail) {
    return new AuditEntry(at, owner, Examples.OTHER_OWNER, true, "app.update", false, app,
        app == null ? null : new DeploymentId(12), detail, Origin.UNKNOWN);
  }

  private void append(OwnerId owner, @Nullable AppId app, String detail) {
    audit.append(entry(Examples.NOW, owner, app, detail));
  }

  private List<String> details(@Nullable OwnerId owner, @Nullable AppId app) {
    return audit.list(owner, app, Page.Request.first())
        .items()
        .stream()
        .map(item -> item.entry().detail())
        .toList();
  }

  @Test
  void keepsEveryPart() {
    AuditEntry whole = new AuditEntry(Examples.NOW, Examples.OWNER, Examples.OTHER_OWNER, true,
        "deployment.trigger", false, new AppId(7), new DeploymentId(12), "größer 🚢",
        new Origin("2001:db8::1", "3f0c"));
    AuditEntry refused = new AuditEntry(Examples.NOW, Examples.OTHER_OWNER, Examples.OTHER_OWNER,
        false, "token.issue", true, null, null, "", Origin.UNKNOWN);
    audit.append(whole);
    audit.append(refused);

    assertThat(audit.list(null, null, Page.Request.first()).items())
        .extracting(AuditRecord::entry)
        .containsExactly(refused, whole);
  }

  @Test
  void keepsTheLongestDetail() {
    append(Examples.OWNER, null, "ü".repeat(AuditEntry.MAX_DETAIL + 1));

    assertThat(details(null, null)).singleElement()
        .satisfies(detail -> assertThat(detail).hasSize(AuditEntry.MAX_DETAIL).endsWith("..."));
  }

  @Test
  void listsTheNewestFirst() {
    append(Examples.OWNER, null, "one");
    append(Examples.OTHER_OWNER, new AppId(7), "two");
    append(Examples.OWNER, null, "three");

    assertThat(details(null, null)).containsExactly("three", "two", "one");
  }

  @Test
  void listsWhatIsInAnOwnersLog() {
    append(Examples.OWNER, null, "mine");
    append(Examples.OTHER_OWNER, null, "another's");

    assertThat(details(Examples.OWNER, null)).containsExactly("mine");
  }

  @Test
  void listsWhatIsAboutAnApp() {
    append(Examples.OWNER, new AppId(7), "seven");
    append(Examples.OWNER, new AppId(8), "eight");
    append(Examples.OTHER_OWNER, new AppId(7), "another's seven");

    assertThat(details(Examples.OWNER, new AppId(7))).containsExactly("seven");
    assertThat(details(null, new AppId(7))).containsExactly("another's seven", "seven");
  }

  @Test
  void comesInParts() {
    for (int i = 1; i <= 5; i++) {
      append(Examples.OWNER, null, "entry " + i);
    }

    List<String> seen = new ArrayList<>();
    long before = Page.Request.FIRST;
    do {
      Page<AuditRecord> page = audit.list(null, null, new Page.Request(before, 2));
      page.items().forEach(item -> seen.add(item.entry().detail()));
      before = page.next();
    } while (before > 0);

    assertThat(seen).containsExactly("entry 5", "entry 4", "entry 3", "entry 2", "entry 1");
  }

  @Test
  void forgetsWhatIsOld() {
    audit.append(entry(Examples.NOW.minusMillis(1), Examples.OWNER, null, "old"));
    append(Examples.OWNER, null, "new");

    audit.forget(Examples.NOW);

    assertThat(details(null, null)).containsExactly("new");
  }
}
