// What was taken from a run while it was under way: noticed once, named by what it belongs to.

import { expect, test } from 'vitest';
import { createPlace, LostHostError, lossSentence, orLoss } from '../../src/worlds/place.ts';

const placeOf = () => createPlace((node) => `Host ${node} (container c-${node})`, 1);

test('a place that lost nothing says so', async () => {
  const place = placeOf();
  place.onLook(() => Promise.resolve());
  await place.look();
  expect(place.losses()).toEqual([]);
  expect(place.signal.aborted).toBe(false);
  place.stop();
});

test('the first loss of a host is told; what follows from it is no news', () => {
  const place = placeOf();
  place.loseHost('n3', 'was removed');
  place.loseHost('n3', 'lost its fault agent');
  place.loseHost('n1', 'was paused');
  expect(place.losses().map(lossSentence)).toEqual([
    'Host n3 (container c-n3) was removed while the run was under way.',
    'Host n1 (container c-n1) was paused while the run was under way.',
  ]);
  expect(String(place.signal.reason)).toContain('Host n3 (container c-n3) was removed');
});

test('what all hosts share outranks what befell each of them, before or after', () => {
  const place = placeOf();
  place.loseHost('n3', 'was stopped');
  place.loseShared('The Docker daemon at /run/docker.sock', 'went away');
  place.loseHost('n4', 'was stopped');
  expect(place.losses().map(({ what }) => what)).toEqual(['The Docker daemon at /run/docker.sock']);
});

test('a place that its owner takes down loses nothing', async () => {
  const place = placeOf();
  let looks = 0;
  let stops = 0;
  place.onLook(async () => void (looks += 1));
  place.onStop(() => void (stops += 1));
  place.stop();
  place.stop();
  place.loseHost('n1', 'was removed');
  place.loseShared('The network', 'has ended');
  await place.look();
  expect({ losses: place.losses(), looks, stops }).toEqual({ losses: [], looks: 0, stops: 1 });
});

test('a symptom is told only where no cause shows soon after it', async () => {
  const place = placeOf();
  const removed = placeOf();
  removed.onLook(async () => removed.loseHost('n3', 'was removed'));
  await place.suspectHost('n3', 'lost its fault agent');
  await removed.suspectHost('n3', 'lost its fault agent');
  expect([...place.losses(), ...removed.losses()].map(({ fate }) => fate)).toEqual([
    'lost its fault agent',
    'was removed',
  ]);
});

test('a look that hangs does not hold up what another one finds', async () => {
  const place = placeOf();
  place.onLook(() => new Promise<void>(() => undefined));
  place.onLook(async () => place.loseHost('n2', 'was paused'));
  place.onLook(() => Promise.reject(new Error('no answer')));
  await place.look();
  expect(place.losses()).toHaveLength(1);
  place.stop();
});

test('a step of the boot that fails in a lost place tells the loss, and else its own reason', async () => {
  const failure = new LostHostError('n2', 'its shell has ended');
  const sound = placeOf();
  await expect(orLoss(sound, Promise.reject(failure))).rejects.toBe(failure);
  const lost = placeOf();
  lost.onLook(async () => lost.loseHost('n2', 'was removed'));
  await expect(orLoss(lost, Promise.reject(failure))).rejects.toThrow(
    'Host n2 (container c-n2) was removed while the run was under way.',
  );
  lost.stop();
});
