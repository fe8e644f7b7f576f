// A steady trickle of writes through every node of a real cluster, so that disks, links and logs have something to do.

import type { SqlConnection, World } from '../../src/worlds/world.ts';

const timeoutMs = 2000;
const pauseMs = 30;

export interface Writers {
  stop(): void;
}

/** Makes a table and writes to it until stopped; whatever fails is tried again with another connection. */
export async function keepWriting(world: World): Promise<Writers> {
  let writing = true;
  const first = await world.connect('n1', timeoutMs);
  await first.query('CREATE TABLE trickle (k INT NOT NULL PRIMARY KEY)', [], timeoutMs);
  first.close();
  const writer = async (node: string, start: number): Promise<void> => {
    let connection: SqlConnection | null = null;
    let next = start;
    while (writing) {
      await world.clock.sleep(pauseMs);
      try {
        connection ??= await world.connect(node, timeoutMs);
        await connection.query('INSERT INTO trickle (k) VALUES (?)', [next], timeoutMs);
        next += world.nodes.length;
      } catch {
        // Whether it was written is not known: its number is not used again.
        next += world.nodes.length;
        connection?.close();
        connection = null;
      }
    }
    connection?.close();
  };
  world.nodes.forEach((node, index) => {
    void writer(node, index);
  });
  return {
    stop() {
      writing = false;
    },
  };
}
