// What the page is made of: elements with text, marks, bars, and how those that are shown are renewed.
export const SHAPES = {
  alive: ['●', 'good'], completed: ['✔', 'good'], starting: ['◐', 'busy'], waiting: ['◷', 'busy'],
  unwell: ['◆', 'busy'], silent: ['▲', 'bad'], dead: ['✖', 'bad'], quarantined: ['■', 'bad'],
  failed: ['✖', 'bad'],
  unknown: ['?', 'off'], paused: ['‖', 'busy'],
};
export const PHASES = {
  alive: ['●', 'good'], booting: ['◐', 'busy'], degraded: ['▲', 'bad'], down: ['■', 'off'],
  undeclared: ['?', 'off'],
};

export const byId = (id) => document.getElementById(id);

export function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = text;
  if (className) made.className = className;
  return made;
}

export function ago(time, now) {
  if (!time) return 'never';
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  if (seconds < 60) return seconds.toFixed(1) + ' s ago';
  if (seconds < 3600) return Math.floor(seconds / 60) + ' min ago';
  return new Date(time).toLocaleString();
}

// Times in a sentence, in the time zone of whoever reads.
export const local = (text) => String(text || '').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => new Date(time).toLocaleTimeString()).replace(/ -> /g, ' → ');

export function lasted(from, to) {
  const seconds = Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
  if (seconds < 60) return seconds.toFixed(1) + ' s';
  return seconds < 3600 ? Math.round(seconds / 60) + ' min' : (seconds / 3600).toFixed(1) + ' h';
}

export function mark(observed, shapes = SHAPES) {
  const [shape, tone] = shapes[observed] || SHAPES.unknown;
  const made = element('span', null, tone);
  const sign = element('span', shape, 'shape');
  sign.setAttribute('aria-hidden', 'true');
  made.append(sign, observed || 'unknown');
  return made;
}

// An element lives as long as what it shows, so that a refresh takes no click, focus or marked text away.
export function renew(parent, fresh) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  fresh.forEach((made, at) => {
    const kept = old.get(made.dataset.key);
    old.delete(made.dataset.key);
    if (kept) update(kept, made);
    const element = kept || made;
    if (parent.children[at] !== element) parent.insertBefore(element, parent.children[at] || null);
  });
  old.forEach((gone) => gone.remove());
}

function update(kept, made) {
  Object.assign(kept.dataset, made.dataset);
  const parts = [...kept.childNodes];
  const now = [...made.childNodes];
  if (parts.length !== now.length) kept.replaceChildren(...now);
  else parts.forEach((part, at) => { if (!part.isEqualNode(now[at])) part.replaceWith(now[at]); });
}

const SVG = 'http://www.w3.org/2000/svg';

export function shape(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

const BAR = 4, TALL = 18, BAR_SECONDS = 2;
const counts = new WeakMap();

// One drawing for all bars of a row: hundreds of rows have ten thousand bars.
export function makeBars() {
  const made = shape('svg', { class: 'bars', height: TALL, role: 'img', 'aria-label': 'heartbeats of the last minute' });
  made.append(shape('path', { class: 'heard' }), shape('path', { class: 'none' }));
  made.addEventListener('pointermove', (event) => {
    const known = counts.get(made) || [];
    const at = Math.floor((event.clientX - made.getBoundingClientRect().left) / BAR);
    if (at in known) {
      made.querySelector('title')?.remove();
      made.append(shape('title', {}, counted(known[at], 'beat', 'beats') + ', ' + (known.length - 1 - at) * BAR_SECONDS + ' s ago'));
    }
  });
  return made;
}

export function drawBars(made, sign) {
  const bars = sign ? sign.bars : [];
  const text = bars.join();
  if (made.dataset.shown === text) return;
  made.dataset.shown = text;
  counts.set(made, bars);
  const most = Math.max(1, ...bars);
  let heard = '', none = '';
  bars.forEach((count, at) => {
    if (count) heard += 'M' + (at * BAR + 1.5) + ' ' + TALL + 'v-' + Math.round(TALL * (0.2 + 0.8 * count / most));
    else none += 'M' + (at * BAR + 1.5) + ' ' + TALL + 'v-2';
  });
  made.setAttribute('width', bars.length * BAR);
  made.firstChild.setAttribute('d', heard);
  made.firstChild.nextSibling.setAttribute('d', none);
}

// How much of a target is used; more than all of it fills the meter and is coloured.
export function meter(value, target, metric) {
  const share = target ? value / target : 0;
  const made = element('span', null, 'meter' + (share > 1 ? ' over' : ''));
  const used = shape('svg', { width: 90, height: 10, role: 'img', 'aria-label': metric + ' ' + value.toFixed(2) + ' of ' + target });
  used.append(shape('rect', { class: 'whole', width: 90, height: 10, rx: 5 }),
    shape('rect', { class: 'used', width: Math.min(90, Math.max(2, 90 * share)), height: 10, rx: 5 }));
  made.append(used, ' ' + metric + ' ' + value.toFixed(2) + ' of ' + target);
  return made;
}

export const shortName = (instance) => instance.split('/').slice(1).join('/');

export const counted = (count, one, many) => count + ' ' + (count === 1 ? one : many);

export function pair(name, content) {
  const made = element('div');
  const value = element('dd');
  value.append(content);
  made.append(element('dt', name), value);
  return made;
}
