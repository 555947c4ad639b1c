package io.whopship.adapter.jdbc;

/** All promises of the ports, kept on H2. */
class H2ContractsTest extends StoreContracts {

  H2ContractsTest() {
    super(TestDatabase.H2);
  }
}
