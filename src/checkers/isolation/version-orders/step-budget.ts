// How much the search for an order of versions may still do.

export interface StepBudget {
  /** Edges and clauses that may still be looked at. */
  left: number;
}
