// The program that serves one host's disk. Started in the directory to serve, before it is mounted over, with /dev/fuse
// open as descriptor 3: main.mjs PORT RULES SEED HOST

import { createRandomSource } from '../../../random/source.ts';
import { serveControl } from './control.ts';
import { type FuseDevice, serveFuseDevice } from './fuse-device.ts';
import { createServedDisk } from './served-disk.ts';

const fuseDescriptor = 3;

const [, , port, rules, seed, host = ''] = process.argv;
let device: FuseDevice | null = null;
const disk = createServedDisk(
  rules === 'ordered-journal' ? rules : 'posix',
  createRandomSource(Number(seed)).fork(host),
  (unique, errno, body) => device?.reply(unique, errno, body),
);
const end = (reason: string): void => {
  process.stdout.write(`the disk is no longer served: ${reason}\n`);
  // Not `exit`, which waits for threads that still read from the device.
  process.kill(process.pid, 'SIGKILL');
};
device = serveFuseDevice(fuseDescriptor, (request) => disk.dispatch(request), end);
serveControl(Number(port), disk.carryOut, () => process.stdout.write('serving\n'));
