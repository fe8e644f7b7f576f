// Every fault package by name.

import { bitRot } from './bit-rot.ts';
import { clock } from './clock.ts';
import { closedPorts } from './closed-ports.ts';
import { crashLoop } from './crash-loop.ts';
import { diskError } from './disk-error.ts';
import { diskFull } from './disk-full.ts';
import { diskMisread } from './disk-misread.ts';
import { diskSlow } from './disk-slow.ts';
import { dyingLinks } from './dying-links.ts';
import type { FaultPackageFactory } from './fault.ts';
import { hostOff } from './host-off.ts';
import { kill } from './kill.ts';
import { leaderChurn } from './leader-churn.ts';
import { leaseEdges } from './lease-edges.ts';
import { longAbsence } from './long-absence.ts';
import { lyingFsync } from './lying-fsync.ts';
import { network } from './network.ts';
import { outOfMemory } from './out-of-memory.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';
import { power } from './power.ts';
import { starve } from './starve.ts';
import { switchLeader } from './switch-leader.ts';
import { swizzle } from './swizzle.ts';
import { terminate } from './terminate.ts';
import { truncateLogs } from './truncate-log.ts';
import { upgrade } from './upgrade.ts';
import { wipe } from './wipe.ts';

export const faultPackages: readonly FaultPackageFactory[] = [
  partition,
  kill,
  pause,
  power,
  diskError,
  diskSlow,
  diskFull,
  diskMisread,
  bitRot,
  clock,
  network,
  swizzle,
  dyingLinks,
  leaderChurn,
  leaseEdges,
  terminate,
  crashLoop,
  hostOff,
  closedPorts,
  starve,
  outOfMemory,
  upgrade,
  switchLeader,
  truncateLogs,
  wipe,
  longAbsence,
  lyingFsync,
];
