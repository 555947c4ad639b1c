package io.whopship.adapter.jdbc;

/** All promises of the ports, kept on PostgreSQL. */
class PostgresContractsTest extends StoreContracts {

  PostgresContractsTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
