// The stretch of time that charts show, and how it moves. Charts of one view move together.

const shortestMs = 0.05;

/**
 * @param whole from where to where there is anything to see
 * @param failing the failure window, or null
 */
export function createView(whole, failing) {
  const listeners = [];
  let shown = { ...whole };

  function show(from, to) {
    const length = Math.min(Math.max(to - from, shortestMs), whole.to - whole.from);
    const start = Math.min(Math.max(from, whole.from), whole.to - length);
    shown = { from: start, to: start + length };
    for (const listener of listeners) listener();
  }

  function zoom(factor, at = (shown.from + shown.to) / 2) {
    show(at - (at - shown.from) * factor, at + (shown.to - at) * factor);
  }

  function move(share) {
    const by = (shown.to - shown.from) * share;
    show(shown.from + by, shown.to + by);
  }

  const actions = {
    in: () => zoom(0.5),
    out: () => zoom(2),
    earlier: () => move(-0.25),
    later: () => move(0.25),
    all: () => show(whole.from, whole.to),
    failure: () => failing !== null && show(failing.from, failing.to),
  };
  return {
    shown: () => shown,
    show,
    zoom,
    act: (name) => actions[name]?.(),
    onChange: (listener) => listeners.push(listener),
  };
}
