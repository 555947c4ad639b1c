#!/bin/sh
# A Docker Engine for tests, with a folder and a socket of its own: another one on this machine is
# not touched. Reads "kill" and "start" from its standard input; ends all when that is closed.
set -eu
dir=$1

fail() { echo "engine.sh: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "a Docker Engine can be started by root alone (run the tests as root, or with -Dwhopship.docker.tests=off)"
for tool in dockerd docker containerd runc busybox; do
  command -v "$tool" >/dev/null || fail "$tool is not installed (Debian: apt-get install --no-install-recommends docker.io busybox-static)"
done

# A machine without systemd may have mounted no cgroups.
if ! grep -q ' /sys/fs/cgroup' /proc/mounts; then
  if grep -qw cgroup2 /proc/filesystems; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
  else
    mount -t tmpfs cgroup /sys/fs/cgroup
    for controller in $(awk '!/^#/ { print $1 }' /proc/cgroups); do
      mkdir -p "/sys/fs/cgroup/$controller"
      mount -t cgroup -o "$controller" cgroup "/sys/fs/cgroup/$controller"
    done
  fi
fi

# The whole of an image: no registry is asked.
mkdir -p "$dir/image/bin" "$dir/image/in"
cp "$(command -v busybox)" "$dir/image/bin/busybox"
ln -sf busybox "$dir/image/bin/sh"

image() {
  tar -C "$dir/image" -c . | docker --host "unix://$dir/docker.sock" import - whopship-test:latest
}

# With --live-restore containers go on while the engine is away. No network: none is needed.
start() {
  dockerd --host "unix://$dir/docker.sock" --data-root "$dir/data" --exec-root "$dir/exec" \
    --pidfile "$dir/dockerd.pid" --storage-driver vfs --live-restore \
    --bridge none --iptables=false --ip6tables=false </dev/null >>"$dir/dockerd.log" 2>&1 &
  dockerd=$!
}

# containerd ends with its engine. Its pid may stay taken for a while, and the next engine would take
# that for a containerd that runs.
stop() {
  manager=$(cat "$dir/exec/containerd/containerd.pid" 2>/dev/null || true)
  kill -9 "$dockerd" $manager 2>/dev/null || true
  wait "$dockerd" 2>/dev/null || true
  rm -f "$dir/dockerd.pid" "$dir/exec/containerd/containerd.pid"
}

start
tries=0
until image >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 300 ] && kill -0 "$dockerd" 2>/dev/null || fail "the engine did not start: $(tail -n 5 "$dir/dockerd.log")"
  sleep 0.1
done
echo ready
while read -r command; do
  case $command in
    kill) stop ;;
    start) start ;;
    *) fail "unknown command '$command'" ;;
  esac
done

stop
# What goes on without the engine: each container's first process, and its supervisor.
for file in "$dir"/exec/containerd/daemon/io.containerd.runtime.v2.task/moby/*/init.pid; do
  [ -f "$file" ] || continue
  init=$(cat "$file")
  supervisor=$(awk '/^PPid:/ { print $2 }' "/proc/$init/status" 2>/dev/null || true)
  kill -9 "$init" $supervisor 2>/dev/null || true
done
for mount in $(awk -v dir="$dir/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r); do
  umount -l "$mount" || true
done
rm -rf "$dir"
