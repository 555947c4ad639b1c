package io.whopship.adapter.http.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

  private final AddressRules usual = new AddressRules(false);
  private final AddressRules lenient = new AddressRules(true);

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.63.255.255",
      "100.128.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
      "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e", "2001:200::1"})
  void publicAddressesAreAllowed(String text) throws Exception {
    assertThat(usual.allows(address(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",
      "127.0.0.1", "127.255.255.255", "172.16.0.1", "172.31.255.255",
      "192.0.0.193", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1",
      "198.19.255.255", "198.51.100.1", "203.0.113.1", "240.0.0.1", "255.255.255.254", "::1",
      "fc00::1", "fdff::1", "fec0::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1",
      "2001:1::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "4000::1", "::7f00:1",
      "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2130706433", "127.1"})
  void privateAndReservedOnesAreNot(String text) throws Exception {
    assertThat(usual.allows(address(text))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.170.2",
      "168.63.129.16", "224.0.0.1", "239.255.255.255", "255.255.255.255", "::", "fe80::1",
      "ff02::1", "fd00:ec2::254", "::ffff:169.254.169.254",
      "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "::a9fe:a9fe", "64:ff9b::e000:1",
      "100.100.100.200", "192.0.0.192", "fd20:ce::254"})
  void thoseThatNobodyMayHaveNeverAre(String text) throws Exception {
    assertThat(usual.allows(address(text))).isFalse();
    assertThat(lenient.allows(address(text))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "192.168.1.1", "::1", "fd12::1", "100.64.0.1",
      "64:ff9b::a00:1", "2002:a00:1::"})
  void privateOnesAreIfTheOperatorSaysSo(String text) throws Exception {
    assertThat(lenient.allows(address(text))).isTrue();
  }
}
