package io.whopship.benchmarks;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.List;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The heap of another JVM of this user, which tells of it over JMX. All in MiB. */
final class Heap implements AutoCloseable {

  private static final Duration BETWEEN_COLLECTIONS = Duration.ofMillis(50);

  private final JMXConnector connector;
  private final MemoryMXBean memory;
  private final List<MemoryPoolMXBean> pools;

  private Heap(JMXConnector connector) throws IOException {
    MBeanServerConnection beans = connector.getMBeanServerConnection();
    this.connector = connector;
    this.memory = ManagementFactory.getPlatformMXBean(beans, MemoryMXBean.class);
    this.pools = ManagementFactory.getPlatformMXBeans(beans, MemoryPoolMXBean.class)
        .stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  /** Of a JVM that was started without any options for it. */
  @SuppressWarnings("BanJNDI") // what answers at that address is the JVM itself
  static Heap of(long pid) {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      return new Heap(JMXConnectorFactory.connect(new JMXServiceURL(address)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AttachNotSupportedException e) {
      throw new IllegalStateException("the JVM " + pid + " lets nobody look at its heap", e);
    }
  }

  /** What is left after a full collection. */
  double live() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed() / 1024.0 / 1024;
  }

  /** Collects now and again while something is done, and answers the most that was ever left. */
  double liveAtMost(Runnable work) {
    Thread worker = Thread.ofPlatform().name("worker").start(work);
    double most = live();
    while (worker.isAlive()) {
      Pause.of(BETWEEN_COLLECTIONS);
      most = Math.max(most, live());
    }
    return most;
  }

  void resetPeak() {
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  /** Since it was reset, garbage included: the peaks of all parts, as if at one time. */
  double peak() {
    return pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / 1024.0 / 1024;
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
