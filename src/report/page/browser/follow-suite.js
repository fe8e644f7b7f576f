// Follows a suite: takes its events and writes what they say as text, never as markup.

const { events, page } = JSON.parse(document.getElementById('follow-data').textContent);
const state = document.getElementById('state');
const done = document.getElementById('done');
const signs = { good: '✓', open: '?', bad: '✕' };
let hasEnded = false;

function put(fact, text) {
  document.querySelector(`[data-fact="${fact}"]`).textContent = text;
}

/** Only what is new is said: a screen reader would read it every second. */
function say(text) {
  if (state.textContent !== text) state.textContent = text;
}

const number = (value) => value.toLocaleString('en-US');

function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const counts = (outcomes) =>
  Object.entries(outcomes)
    .map(([outcome, count]) => `${number(count)} ${outcome}`)
    .join(', ');

function link(address, text) {
  const made = document.createElement('a');
  made.href = address;
  made.textContent = text;
  return made;
}

/** An outcome with its sign; a canary does well when it fails. */
function mark({ outcome, kind }) {
  const made = document.createElement('span');
  made.className = `mark ${kind}`;
  made.textContent = `${signs[kind]} ${outcome}`;
  return made;
}

/** Cells are texts or elements made here. */
function fill(id, rows) {
  const made = rows.map((cells) => {
    const row = document.createElement('tr');
    for (const content of cells) {
      const cell = document.createElement('td');
      cell.append(content);
      row.append(cell);
    }
    return row;
  });
  document.getElementById(id).replaceChildren(...made);
}

function groupRow({ name, isCanary, planned, finished, outcomes }) {
  const caught = (outcomes.violation ?? 0) > 0;
  const came = isCanary ? (caught ? 'caught' : 'not caught yet') : counts(outcomes);
  return [isCanary ? `${name} (canary)` : name, `${number(finished)} of ${number(planned)}`, came];
}

function show({ finished, planned, outcomes, suiteMs, budgetMs, groups, running, ended, failed, now }) {
  say(failed.length === 0 ? 'The suite is under way.' : 'The suite is under way; not all went well.');
  done.max = Math.max(1, planned);
  done.value = finished;
  put('runs', `${number(finished)} of ${number(planned)}`);
  put('outcomes', counts(outcomes) || '-');
  put('time', budgetMs === null ? clock(suiteMs) : `${clock(suiteMs)} of ${clock(budgetMs)}`);
  fill('groups', groups.map(groupRow));
  fill(
    'running',
    running.map(({ job, attempt, startedAt, doing }) => [
      job,
      String(attempt),
      clock(Date.parse(now) - Date.parse(startedAt)),
      doing,
    ]),
  );
  fill(
    'failed',
    failed.map((one) => [
      one.job,
      mark(one),
      one.reason,
      one.page === null ? '' : link(one.page, 'its page'),
    ]),
  );
  fill(
    'ended',
    ended.map((one) => [one.job, mark(one)]),
  );
}

const source = new EventSource(events);
source.addEventListener('progress', (event) => show(JSON.parse(event.data).at(-1)));
source.addEventListener('end', (event) => {
  source.close();
  hasEnded = true;
  const { outcome } = JSON.parse(event.data);
  say(`The suite has ended: ${outcome}. `);
  state.append(link(page, 'Open its page'));
});
source.addEventListener('error', () => {
  if (!hasEnded) say('The connection to the server was lost; trying again.');
});
