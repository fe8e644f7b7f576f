// Every fault package by name.

import type { FaultPackageFactory } from './fault.ts';
import { kill } from './kill.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';

export const faultPackages: readonly FaultPackageFactory[] = [partition, kill, pause];
