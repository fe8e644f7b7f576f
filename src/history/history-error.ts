// A history that cannot be read or makes no sense: one sentence with the file and the line.

export class HistoryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HistoryError';
  }
}
