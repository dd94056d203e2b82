// The table of instances. A platform may have hundreds: a row lives as long as its instance, and a refresh writes
// only the cells that changed.
import { ago, byId, element, local, mark, shortName } from './elements.js';
import { drawBars, makeBars } from './elements.js';

const HEADS = ['Instance', 'Desired', 'Observed', 'Beats', 'Last heard', 'Incarnation', 'Container', 'Address', 'Incident'];
const OBSERVED = 2, BEATS = 3;
const rows = new Map();

function make(instance) {
  const line = element('tr');
  line.tabIndex = 0;
  line.dataset.key = instance.instance;
  const cells = HEADS.map((head) => {
    const cell = element('td', null, 'blank');
    cell.dataset.label = head;
    return cell;
  });
  cells[BEATS].className = '';
  cells[BEATS].append(makeBars());
  line.append(...cells);
  return { line, cells, shown: HEADS.map(() => '') };
}

function write(row, at, text, content) {
  if (row.shown[at] === text) return;
  row.shown[at] = text;
  const cell = row.cells[at];
  if (content) cell.replaceChildren(...content());
  else if (cell.firstChild && cell.firstChild.nodeType === Node.TEXT_NODE) cell.firstChild.data = text;
  else cell.replaceChildren(text);
  const blank = text ? '' : 'blank';
  if (cell.className !== blank) cell.className = blank;
}

function update(row, instance, now, sign) {
  const { line } = row;
  const why = instance.incident || instance.instance;
  if (line.dataset.why !== why) line.dataset.why = why;
  if (line.dataset.state !== instance.observed) line.dataset.state = instance.observed;
  const reason = local(instance.reason);
  write(row, 0, shortName(instance.instance));
  write(row, 1, instance.desired);
  write(row, OBSERVED, instance.observed + ' ' + reason, () =>
    [mark(instance.observed), ...(reason ? [element('div', reason, 'reason')] : [])]);
  drawBars(row.cells[BEATS].firstChild, sign);
  write(row, 4, ago(instance.lastHeard, now));
  write(row, 5, instance.incarnation ? String(instance.incarnation) : '');
  write(row, 6, (instance.containerId || '').slice(0, 12));
  write(row, 7, instance.ip || '');
  write(row, 8, instance.incident || '');
}

export function showInstances(instances, now, signs) {
  const body = byId('instances').tBodies[0];
  const gone = new Set(rows.keys());
  instances.forEach((instance, at) => {
    let row = rows.get(instance.instance);
    if (!row) rows.set(instance.instance, row = make(instance));
    gone.delete(instance.instance);
    update(row, instance, now, signs[instance.instance]);
    if (body.rows[at] !== row.line) body.insertBefore(row.line, body.rows[at] || null);
  });
  for (const key of gone) { rows.get(key).line.remove(); rows.delete(key); }
}

export function showStates(instances, only) {
  const counts = new Map();
  instances.forEach(({ observed }) => counts.set(observed, (counts.get(observed) || 0) + 1));
  if (only && !counts.has(only)) counts.set(only, 0);
  const text = JSON.stringify([...counts].sort()) + only;
  if (byId('states').dataset.shown === text) return;
  byId('states').dataset.shown = text;
  const old = new Map([...byId('states').children].map((button) => [button.dataset.only, button]));
  byId('states').replaceChildren(...[...counts].sort().map(([observed, count]) => {
    const button = old.get(observed) || element('button');
    button.type = 'button';
    button.dataset.only = observed;
    button.replaceChildren(mark(observed), ' ' + count);
    button.setAttribute('aria-pressed', String(observed === only));
    return button;
  }));
}

// A row that is filtered out stays, so that what is selected or focused is not lost.
export function filter(only, search) {
  const words = search.toLowerCase();
  let shown = 0;
  for (const row of rows.values()) {
    const fits = (!only || row.line.dataset.state === only)
      && (!words || row.shown.some((text) => text.toLowerCase().includes(words)));
    if (row.line.hidden === fits) row.line.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  byId('nothing-found').hidden = shown > 0 || !rows.size;
}
