// Every workload by name.

import { bank } from './bank.ts';
import { queue } from './queue.ts';
import { register } from './register.ts';
import { set } from './set.ts';
import type { WorkloadFactory } from './workload.ts';

export const workloads: readonly WorkloadFactory[] = [register, set, bank, queue];
