package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.PortException;
import java.sql.SQLTransientException;
import org.junit.jupiter.api.Test;

class SqlFaultsTest {

  @Test
  void anIndexThatDoesNotAgreeWithItsTableDoesNotPass() {
    SQLTransientException fault = new SQLTransientException(
        "Row not found when trying to delete from index", "90112", 90112);

    assertThat(SqlFaults.translate("write", new IllegalStateException(fault)))
        .isInstanceOf(PortException.Corrupt.class)
        .hasMessage("database: cannot write: Row not found when trying to delete from index");
  }
}
