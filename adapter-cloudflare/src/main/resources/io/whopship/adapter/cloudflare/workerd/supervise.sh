#!/bin/sh
# Runs one workerd for a JVM: supervise.sh <kilobytes of data> <workerd> <argument>...
#
# A worker's buffers are outside the limit of its heap: the limit of data is what bounds them. An
# allocation beyond it fails, which a worker sees as an exception.
#
# stdin   is held open by the JVM. Its end, also when the JVM is killed, stops workerd:
#         TERM first, KILL two seconds later: workerd waits for requests under way after TERM, also
#         for those whose visitor has gone, and does not hear TERM while a worker loops.
# stdout  carries the process id of workerd, and its control events, which Java could not otherwise
#         receive: they come on descriptor 3, and a JVM passes on only 0 to 2.
# stderr  carries all that workerd and its worker print.
#
# The exit status is workerd's.

trap '' INT HUP # a terminal sends these to all that run in it: the JVM decides what they mean

ulimit -d "$1" 2>/dev/null # in vain if a lower limit is set already: then that one bounds
shift

exec 4<&0 # a shell takes stdin away from what it runs in the background

"$@" --control-fd=3 3>&1 1>&2 </dev/null 4<&- &
workerd=$!
printf '{"event":"started","pid":%d}\n' "$workerd"

(
  trap '' TERM # who ends all processes at once must not end the one that ends a looping worker
  while read -r _; do :; done
  kill -TERM "$workerd" 2>/dev/null
  tenths=0
  while [ "$tenths" -lt 20 ] && kill -0 "$workerd" 2>/dev/null; do
    sleep 0.1
    tenths=$((tenths + 1))
  done
  kill -KILL "$workerd" 2>/dev/null
) <&4 4<&- >/dev/null 2>&1 &
watcher=$!

exec 4<&-
trap 'kill -TERM "$workerd" 2>/dev/null' TERM

wait "$workerd"
status=$?
while kill -0 "$workerd" 2>/dev/null; do # a trapped signal ends wait early
  wait "$workerd"
  status=$?
done
kill -KILL "$watcher" 2>/dev/null
exit "$status"
