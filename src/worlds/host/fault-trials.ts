// What a family of faults needs of a machine, tried out small: scripts that print one sentence and fail where something is
// missing. They run in namespaces of their own and leave nothing.

import type { Capability } from '../capabilities.ts';
import { libraryPatterns } from './clock-agent.ts';
import { quote } from './host.ts';
import { memoryTrial } from './out-of-memory.ts';
import { withPacketSockets } from './packet-sockets.ts';

/** A family of faults that this machine cannot do, and what to do about it. */
export interface MissingFault {
  readonly capability: Capability;
  /** One clause, for people. */
  readonly reason: string;
}

export interface FaultTrial {
  /** What only the kernel can have or lack. */
  readonly kernel?: string;
  /** Programs and libraries; hosts of images have them. */
  readonly tools?: string;
}

/** Programs that the fault agents call on a host, with the Debian package of each. */
const packageOf = {
  awk: 'mawk',
  mount: 'mount',
  mountpoint: 'util-linux',
  perl: 'perl-base',
  prlimit: 'util-linux',
  seq: 'coreutils',
  timeout: 'coreutils',
} as const;

const fail = (reason: string): string => `{ echo ${quote(reason)}; exit 1; }`;
const needsTools = (...tools: readonly (keyof typeof packageOf)[]): string =>
  tools
    .map(
      (tool) =>
        `command -v ${tool} >/dev/null || ${fail(`${tool} is not installed; install ${packageOf[tool]}`)}`,
    )
    .join('\n');
const opensSockets = withPacketSockets('127.0.0.1', ['true']).map(quote).join(' ');

export const faultTrials: Readonly<Partial<Record<Capability, FaultTrial>>> = {
  clock: {
    tools: [
      `[ -n "$(ls ${libraryPatterns.join(' ')} 2>/dev/null)" ] || ${fail('libfaketime is not installed; install libfaketime')}`,
      needsTools('perl'),
    ].join('\n'),
  },
  disk: {
    kernel: `( exec 3<>/dev/fuse ) 2>/dev/null || ${fail(
      '/dev/fuse cannot be opened, through which file systems are served; load the module fuse, and give a container that this runs in the device (--device /dev/fuse)',
    )}`,
    tools: `${needsTools('mount')}\nexec 3<>/dev/fuse; mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 trial /mnt || ${fail(
      'a file system of our own cannot be mounted; install mount, and run as root or allow it in user namespaces',
    )}`,
  },
  host: { tools: needsTools('prlimit', 'awk', 'seq', 'timeout') },
  memory: {
    ...memoryTrial,
    tools: `${needsTools('perl', 'awk', 'seq', 'mountpoint', 'mount')}\n${memoryTrial.tools}`,
  },
  'network-shape': {
    kernel: `iptables -t mangle -A INPUT -p udp -j NFQUEUE --queue-num 1 --queue-bypass 2>/dev/null || ${fail(
      'the kernel has no packet queues for iptables; load the modules xt_NFQUEUE and nfnetlink_queue, or take a kernel with CONFIG_NETFILTER_XT_TARGET_NFQUEUE',
    )}`,
    tools: [
      needsTools('perl'),
      'ip link set lo up',
      `${opensSockets} 2>/dev/null || ${fail('the sockets of packet queues cannot be opened; load the module nfnetlink_queue')}`,
    ].join('\n'),
  },
};

/**
 * Tries what can be tried of these families.
 * @param run runs a bash script in namespaces of its own; `null` when it succeeded, else the last line that it printed.
 * @param parts which needs count here.
 */
export async function findMissingFaults(
  capabilities: readonly Capability[],
  parts: readonly (keyof FaultTrial)[],
  run: (script: string) => Promise<string | null>,
): Promise<readonly MissingFault[]> {
  const found = await Promise.all(
    capabilities.map(async (capability) => {
      const trial = faultTrials[capability];
      const scripts = parts.flatMap((part) => trial?.[part] ?? []);
      const reason = scripts.length === 0 ? null : await run(scripts.join('\n'));
      return reason === null ? [] : [{ capability, reason }];
    }),
  );
  return found.flat();
}
