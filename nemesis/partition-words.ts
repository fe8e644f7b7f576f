// A partition in words: who does not hear whom. How many links are cut says nothing to anybody who looks for the node that
// was alone.

import type { Link, NodeName } from '../src/worlds/world.ts';

/** `n4 hears nobody and nobody hears n4`, `n1 n2 apart from n3 n4 n5`, `n1 hears only n2 n5; ...`. */
export function partitionWords(nodes: readonly NodeName[], links: readonly Link[]): string {
  const cut = new Set(links.map(({ from, to }) => `${from}>${to}`));
  const hears = (node: NodeName): readonly NodeName[] =>
    nodes.filter((other) => other !== node && !cut.has(`${other}>${node}`));
  const heardBy = (node: NodeName): readonly NodeName[] =>
    nodes.filter((other) => other !== node && !cut.has(`${node}>${other}`));
  const groups = groupsOf(nodes, hears);
  if (groups.length > 1 && isWhole(groups, hears, heardBy))
    return groups.length === 2 ? apart(groups as [NodeName[], NodeName[]]) : alone(groups);
  const touched = nodes.filter((node) => hears(node).length < nodes.length - 1);
  const deaf = nodes.filter((node) => hears(node).length === 0);
  const mute = nodes.filter((node) => heardBy(node).length === 0);
  const told = [
    ...deaf.map((node) => `${node} hears nobody`),
    ...mute.map((node) => `nobody hears ${node}`),
    ...touched
      .filter((node) => !deaf.includes(node) && !isExplained(node, hears(node), nodes, mute))
      .map((node) => hearsWords(node, hears(node), nodes)),
  ];
  return told.join('; ');
}

/** Nodes that hear each other, directly or through others. */
function groupsOf(
  nodes: readonly NodeName[],
  hears: (node: NodeName) => readonly NodeName[],
): readonly (readonly NodeName[])[] {
  const left = new Set(nodes);
  const groups: NodeName[][] = [];
  for (const first of nodes) {
    if (!left.delete(first)) continue;
    const group = [first];
    for (const node of group) {
      const near = nodes.filter((other) => hears(node).includes(other) || hears(other).includes(node));
      for (const other of near) if (left.delete(other)) group.push(other);
    }
    groups.push(group.sort((one, other) => nodes.indexOf(one) - nodes.indexOf(other)));
  }
  return groups.sort((one, other) => one.length - other.length);
}

/** Whether within each group everybody hears everybody. */
function isWhole(
  groups: readonly (readonly NodeName[])[],
  hears: (node: NodeName) => readonly NodeName[],
  heardBy: (node: NodeName) => readonly NodeName[],
): boolean {
  return groups.every((group) =>
    group.every(
      (node) => hears(node).length === group.length - 1 && heardBy(node).length === group.length - 1,
    ),
  );
}

function apart([fewer, more]: readonly [readonly NodeName[], readonly NodeName[]]): string {
  const [node] = fewer;
  if (fewer.length === 1) return `${node} hears nobody and nobody hears ${node}`;
  return `${fewer.join(' ')} apart from ${more.join(' ')}`;
}

function alone(groups: readonly (readonly NodeName[])[]): string {
  return groups.map((group) => group.join(' ')).join(' apart from ');
}

/** Whether it only misses those whom nobody hears. */
function isExplained(
  node: NodeName,
  heard: readonly NodeName[],
  nodes: readonly NodeName[],
  mute: readonly NodeName[],
): boolean {
  return nodes.every((other) => other === node || heard.includes(other) || mute.includes(other));
}

function hearsWords(node: NodeName, heard: readonly NodeName[], nodes: readonly NodeName[]): string {
  const missed = nodes.filter((other) => other !== node && !heard.includes(other));
  return missed.length <= heard.length
    ? `${node} does not hear ${missed.join(' ')}`
    : `${node} hears only ${heard.join(' ')}`;
}
