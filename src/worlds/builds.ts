// A cluster whose nodes can run either of two builds of the database: what an upgrade changes from and to.

/** Which of the two builds of a run: the one its plan names as `version`, or as `upgradeTo`. */
export type BuildName = 'version' | 'upgrade';

export interface BuildPair {
  /** The second build: one JavaScript file, run by `node`, or a module for the simulator. */
  readonly bundlePath: string;
  /** What a node of either build calls it in its status. */
  readonly descriptions: Readonly<Record<BuildName, string>>;
}

export interface BuildFaults {
  /** From its next start on, this node runs that build. Nothing happens to a running process. */
  install(node: string, build: BuildName): Promise<void>;
  /** Which build the node's next start runs. */
  installed(node: string): BuildName;
  /** The build that a node's status tells of; `null` where it is neither, or does not say. */
  buildOf(status: unknown): BuildName | null;
}
