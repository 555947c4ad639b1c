package io.whopship.adapter.http.webhook;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** All addresses that begin alike: {@code 10.0.0.0/8}. */
record AddressRange(InetAddress first, int bits) {

  /** Only for texts with digits, which no name server is asked for. */
  static AddressRange of(String text) {
    String[] parts = text.split("/", 2);
    try {
      return new AddressRange(InetAddress.getByName(parts[0]), Integer.parseInt(parts[1]));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no range of addresses: " + text, e);
    }
  }

  boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    return mine.length == other.length && head(mine).equals(head(other));
  }

  private BigInteger head(byte[] address) {
    return new BigInteger(1, address).shiftRight(address.length * Byte.SIZE - bits);
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }
}
