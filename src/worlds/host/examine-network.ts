// Asked when a cluster does not come back though no fault is in effect: whether the network of its hosts is to blame. Links
// that carry no packet, and a database that answers on its host but not from here, are not the database's doing.

import type { WatchedPlace } from '../place.ts';
import type { FaultAgents } from '../world.ts';
import { databasePorts } from './database.ts';
import type { Host } from './host.ts';

const dialTimeoutMs = 3_000;
const linksShown = 4;

export function examineNetwork(hosts: readonly Host[], faults: FaultAgents, place: WatchedPlace): void {
  async function examineLinks(): Promise<void> {
    const all = hosts.flatMap((from) =>
      hosts.filter((to) => to !== from).map((to) => ({ from: from.name, to: to.name })),
    );
    const silent = await faults.network.probeCutLinks(all);
    // Once more: on a busy machine packets may come late.
    const cut = silent.length === 0 ? silent : await faults.network.probeCutLinks(silent);
    if (cut.length === 0) return;
    const shown = cut.slice(0, linksShown).map(({ from, to }) => `${from} to ${to}`);
    const left = cut.length - shown.length;
    const which = [...shown, ...(left > 0 ? [`${left} more`] : [])].join(', ');
    place.loseShared(
      'The network of the hosts',
      `carried no packets (${which}), though no fault was in effect,`,
    );
  }

  async function examineReach(host: Host): Promise<void> {
    const answer = await faults.host?.portAnswer(host.name, 'clients');
    if (answer !== 'accepted') return;
    const stream = await host.dial(databasePorts.mysql, dialTimeoutMs).catch(() => null);
    if (stream !== null) stream.destroy();
    else
      place.loseHost(host.name, 'could not be reached from here, though its database answered on the host,');
  }

  place.onExamine(async () => {
    await examineLinks().catch(() => undefined);
    await Promise.all(hosts.map((host) => examineReach(host).catch(() => undefined)));
  });
}
