// Names last through a power loss once the directory was synced, and not before.

import { expect, test } from 'vitest';
import { createFileSystem, type FileSystem } from '../../../../src/worlds/sim/disk/file-system.ts';
import { createRandom } from '../../../../src/worlds/sim/random.ts';

function namesAfterPowerLoss(make: (fileSystem: FileSystem) => void): Set<string> {
  const left = new Set<string>();
  for (let seed = 0; seed < 100; seed += 1) {
    const fileSystem = createFileSystem();
    make(fileSystem);
    fileSystem.losePower(createRandom({ value: seed }), true, null);
    left.add(fileSystem.names().join(' '));
  }
  return left;
}

test('a file that was created and never synced into its directory may be gone, or there', () => {
  expect(namesAfterPowerLoss((fileSystem) => fileSystem.open('a'))).toEqual(new Set(['', 'a']));
});

test('changes of a directory last in their order', () => {
  const left = namesAfterPowerLoss((fileSystem) => {
    fileSystem.open('old');
    fileSystem.syncDirectory();
    fileSystem.open('new.tmp');
    fileSystem.rename('new.tmp', 'new');
    fileSystem.remove('old');
  });
  expect(left).toEqual(new Set(['old', 'new.tmp old', 'new old', 'new']));
});

test('a synced directory keeps its names', () => {
  const left = namesAfterPowerLoss((fileSystem) => {
    fileSystem.open('a');
    fileSystem.rename('a', 'b');
    fileSystem.syncDirectory();
  });
  expect(left).toEqual(new Set(['b']));
});

test('an open file keeps its content under a new name', () => {
  const fileSystem = createFileSystem();
  const file = fileSystem.open('a');
  fileSystem.rename('a', 'b');
  file.append(new Uint8Array([7]));
  expect(fileSystem.find('b')?.read()).toEqual(new Uint8Array([7]));
  expect(fileSystem.find('a')).toBeUndefined();
});
