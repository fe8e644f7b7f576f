// Memory pressure up to the kernel's last resort: the database is put into a control group with little room, and beside it a neighbour
// that takes more and more. Nothing is left to reclaim at last, and the kernel kills the larger of the two. Both versions of
// control groups are known; the hierarchy is mounted on the host itself, and nothing of the machine's own groups is changed.

import { type Host, quote } from './host.ts';
import type { DatabaseProcesses } from './process-agent.ts';

/** For both together. A database is larger than that already, and all of it counts when the kernel chooses. */
const roomMib = 16;
/** The neighbour ends by itself with this, should it be the one that is left. */
const neighbourMib = 64;
const timeoutMs = 20_000;

/** Takes a MiB every 10 ms until process `pid` is gone. */
const neighbour = `
my ($pid, $most) = @ARGV;
my @taken;
for (1 .. $most) {
  open(my $file, "<", "/proc/$pid/stat") or exit 0;
  exit 0 if <$file> =~ /\\) [ZX]/;
  push @taken, "x" x (1 << 20);
  select(undef, undef, undef, 0.01);
}`;

/**
 * Finds where a group of our own can be made: sets `group`, `home` (where processes go back to), `limit`, `events` and `swap`. Fails
 * where there is no such place.
 * @param directory where the hierarchy is mounted, on the host
 */
const findGroup = (directory: string, name: string): string => `
hierarchy=${quote(directory)}
mkdir -p "$hierarchy" || exit 1
if awk '$1 == "memory" && $2 != 0 { found = 1 } END { exit !found }' /proc/cgroups; then
  mountpoint -q "$hierarchy" || mount -t cgroup -o memory none "$hierarchy" || exit 1
  parent="$hierarchy$(awk -F: '$2 ~ /(^|,)memory(,|$)/ { print $3 }' /proc/self/cgroup)"
  home="$parent" limit=memory.limit_in_bytes events=memory.oom_control swap=memory.swappiness
else
  mountpoint -q "$hierarchy" || mount -t cgroup2 none "$hierarchy" || exit 1
  own=$(sed -n 's/^0:://p' /proc/self/cgroup)
  home="$hierarchy$own" parent="$hierarchy$(dirname "$own")"
  limit=memory.max events=memory.events swap=memory.swap.max
  # A group that holds processes cannot pass memory on to others: in a container of its own, all of them move down a level.
  if [ -e "$hierarchy/cgroup.type" ] && [ -e "$hierarchy/ordeal-rest" ]; then
    parent="$hierarchy" home="$hierarchy/ordeal-rest"
  elif [ "$own" = / ] && [ -e "$hierarchy/cgroup.type" ] && ! grep -qx 0 "$hierarchy/cgroup.procs"; then
    parent="$hierarchy" home="$hierarchy/ordeal-rest"
    mkdir "$home" || exit 1
    for pid in $(cat "$parent/cgroup.procs"); do echo "$pid" >"$home/cgroup.procs"; done 2>/dev/null
    echo +memory >"$parent/cgroup.subtree_control" || exit 1
  fi
  grep -qw memory "$parent/cgroup.subtree_control" || exit 1
fi
group="$parent/ordeal-memory-${name}-$$"
rmdir "$group" 2>/dev/null
mkdir "$group" || exit 1
echo ${roomMib << 20} >"$group/$limit" || { rmdir "$group"; exit 1; }
{ echo 0 >"$group/$swap"; } 2>/dev/null`;

const leaveGroup = `
for try in $(seq 40); do rmdir "$group" 2>/dev/null && break; sleep 0.05; done`;

const crowd = (pid: number): string => `
echo ${pid} >"$group/cgroup.procs" || exit 1
( echo "$BASHPID" >"$group/cgroup.procs"; exec perl -e ${quote(neighbour)} ${pid} ${neighbourMib} ) </dev/null >/dev/null 2>&1 &
wait "$!"
awk '$1 == "oom_kill" { print "killed", $2 }' "$group/$events"
{ echo ${pid} >"$home/cgroup.procs"; } 2>/dev/null
${leaveGroup}
true`;

/**
 * Takes the memory away until the kernel has killed something.
 * @returns how many processes the kernel says it killed for want of memory
 * @throws {HostError} where the host cannot bound memory
 */
export async function runOutOfMemory(host: Host, processes: DatabaseProcesses): Promise<number> {
  const pid = await processes.pidOf(host.name);
  if (pid === null) return 0;
  const script = `( ${findGroup(`${host.files.agents}/memory`, host.name)}\n${crowd(pid)} )`;
  const said = await host.exec(script, timeoutMs);
  return Number(/^killed (\d+)$/m.exec(said)?.[1] ?? 0);
}

const fail = (reason: string): string => `{ echo ${quote(reason)}; exit 1; }`;

/** What it takes of the kernel, and of the rights of whoever makes the host. */
export const memoryTrial = {
  kernel: `grep -qE '^memory\\s+[0-9]+\\s+[0-9]+\\s+1$' /proc/cgroups || grep -qw memory /sys/fs/cgroup/cgroup.controllers 2>/dev/null || ${fail(
    'the kernel does not bound memory by control groups; boot it with cgroup_enable=memory',
  )}`,
  tools: `( ${findGroup('/mnt', 'trial')}\n${leaveGroup} ) 2>/dev/null || ${fail(
    'no control group for memory can be made; run as root, or have memory delegated to you (systemd: Delegate=memory)',
  )}`,
};
